//! Digital stamps: a gate's signed word, checked and kept (D-01..D-06, protocol §7).

use super::commit::keep_evidence;
use super::rows::{EvidenceKind, ShownRow};
use super::ticket::{Ticket, ticket_bytes};
use super::{Wallet, WalletError};
use crate::code::codes_of;
use crate::crypto::sha256;
use crate::ports::LogAct;
use crate::stamp::{DigitalStamp, StampFamily, StampPayload};
use crate::store::Table;
use crate::ticket::{Documents, EventCore, PresentationId, Step, TicketId, Time};
use crate::wire::WireError;

/// What stamped a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StampMark {
    /// A gate scanned and admitted it.
    Digital {
        /// 2 for a scanned code, 3 over a challenge.
        level: u8,
        /// Index of the gate.
        gate: u8,
    },
    /// The same, below the level that the organizer asks for: kept as a souvenir.
    Souvenir {
        /// The level.
        level: u8,
        /// Index of the gate.
        gate: u8,
    },
    /// A capacitive stamp was pressed on the screen. It authorises nothing.
    Pressed {
        /// The stamp's number.
        stamp: u8,
    },
}

/// A stamp as it is drawn over a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StampFace {
    /// What stamped it.
    pub mark: StampMark,
    /// The gate's or the capacitive stamp's name.
    pub name: String,
    /// When.
    pub time: Time,
}

/// A stamp in a ticket's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StampRecord {
    pub(super) mark: StampMark,
    pub(super) time: Time,
    /// The code that a digital stamp names.
    pub(super) presentation: Option<PresentationId>,
    /// Which bytes: D-05.
    pub(super) digest: [u8; 32],
}

impl StampRecord {
    /// A ticket keeps this many stamps.
    pub(super) const MAX: usize = 48;
}

/// What became of a digital stamp.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StampOutcome {
    /// The ticket is stamped.
    Stamped {
        /// The ticket.
        ticket: TicketId,
        /// What to draw.
        face: StampFace,
    },
    /// The same stamp again; nothing changed.
    Repeat {
        /// The ticket.
        ticket: TicketId,
    },
    /// Another stamp for the same code: both are kept, the first is shown.
    Second {
        /// The ticket.
        ticket: TicketId,
    },
    /// D-04: below the level that the organizer asks for, kept as a souvenir.
    LevelTooLow {
        /// The ticket.
        ticket: TicketId,
    },
    /// D-01, D-03: it does not hold.
    BadStamp,
    /// D-02: for no code that this wallet showed in the last ten minutes.
    NotForMe,
    /// Of a newer version: update the app.
    UpdateApp,
}

impl StampOutcome {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Stamped { .. } => "stamped",
            Self::Repeat { .. } => "repeat",
            Self::Second { .. } => "second",
            Self::LevelTooLow { .. } => "LEVEL_TOO_LOW",
            Self::BadStamp => "BAD_STAMP",
            Self::NotForMe => "NOT_FOR_ME",
            Self::UpdateApp => "UPDATE_APP",
        }
    }
}

/// How far a stamp's time may lie from its code's step, in seconds (D-03).
const MAX_DISTANCE: u64 = 120;

impl Wallet {
    /// Keeps a digital stamp (type 7) that a gate showed for a code of the last ten minutes. Durable when it is
    /// returned.
    pub fn accept_stamp(&mut self, stamp: &[u8]) -> Result<StampOutcome, WalletError> {
        self.logged(LogAct::AcceptStamp, |wallet| {
            let message = stamp;
            let stamp = match DigitalStamp::from_message(message) {
                Ok(stamp) => stamp,
                Err(WireError::Unknown { .. }) => return Ok(StampOutcome::UpdateApp),
                Err(_) => return Ok(StampOutcome::BadStamp),
            };
            let held: Vec<_> = wallet.events()?.holding(|documents| stamp.verify(documents).ok()).collect();
            if held.is_empty() {
                return Ok(StampOutcome::BadStamp);
            }
            let mut ours = None;
            for (documents, payload) in held {
                let found = wallet.find_presentation(documents, payload.presentation)?;
                ours =
                    ours.or(found.map(|(ticket, shown)| (documents.event().clone(), payload, ticket, shown)));
            }
            let Some((event, payload, ticket, shown)) = ours else { return Ok(StampOutcome::NotForMe) };
            if shown.is_some_and(|step| payload.time.distance(step.begins()) > MAX_DISTANCE) {
                return Ok(StampOutcome::BadStamp);
            }
            let ticket = wallet.after_folds(ticket)?;
            let outcome = wallet.keep_stamp(ticket, &event, &payload, message)?;
            wallet.learn_time(payload.time)?;
            Ok(outcome)
        })
    }

    /// D-02: the ticket whose code this was, and its step if it is still known: a code that was stamped is known for
    /// good.
    fn find_presentation(
        &self,
        documents: &Documents,
        id: PresentationId,
    ) -> Result<Option<(Ticket, Option<Step>)>, WalletError> {
        for ticket in self.all_rows()?.into_iter().filter(|ticket| ticket.is_under(documents)) {
            let shown = self.shown_row(ticket.ticket())?;
            if let Some(step) = shown.and_then(|kept| kept.row.step_of(&ticket, id)) {
                return Ok(Some((ticket, Some(step))));
            }
            let answered = ticket.row.answered.iter().find(|answered| answered.presentation == id);
            // Over a challenge the gate's own time counts, not the phone's step (D-03).
            if answered.is_some() {
                return Ok(Some((ticket, None)));
            }
            if ticket.row.stamps.iter().any(|stamp| stamp.presentation == Some(id)) {
                return Ok(Some((ticket, None)));
            }
        }
        Ok(None)
    }

    fn keep_stamp(
        &mut self,
        ticket: Ticket,
        event: &EventCore,
        payload: &StampPayload,
        bytes: &[u8],
    ) -> Result<StampOutcome, WalletError> {
        let id = ticket.ticket();
        let record = StampRecord {
            mark: mark(&ticket, event, payload),
            time: payload.time,
            presentation: Some(payload.presentation),
            digest: sha256(bytes),
        };
        let here = &ticket.row.stamps;
        if here.iter().any(|stamp| stamp.digest == record.digest) {
            return Ok(StampOutcome::Repeat { ticket: id });
        }
        let second = here.iter().any(|stamp| stamp.presentation == record.presentation);
        let face = record.face(event);
        let souvenir = matches!(record.mark, StampMark::Souvenir { .. });
        self.add_stamp(ticket, record, EvidenceKind::Stamp, bytes.to_vec())?;
        Ok(match (second, souvenir) {
            (true, _) => StampOutcome::Second { ticket: id },
            (false, true) => StampOutcome::LevelTooLow { ticket: id },
            (false, false) => StampOutcome::Stamped { ticket: id, face },
        })
    }

    /// D-06: the record in the ticket's row and the signed bytes beside it.
    pub(super) fn add_stamp(
        &mut self,
        ticket: Ticket,
        record: StampRecord,
        kind: EvidenceKind,
        bytes: Vec<u8>,
    ) -> Result<(), WalletError> {
        let (id, row_id, mut row, time) = (ticket.ticket(), ticket.id, ticket.row, record.time);
        if row.stamps.len() < StampRecord::MAX {
            row.stamps.push(record);
        }
        self.commit(&|_, _| (), |w| {
            w.update(Table::Ticket, row_id, &ticket_bytes(&row))?;
            keep_evidence(w, id.as_bytes(), kind, time, bytes)
        })
    }
}

/// D-04: where policy and event core both speak, the stricter holds.
fn mark(ticket: &Ticket, event: &EventCore, payload: &StampPayload) -> StampMark {
    let StampPayload { level, gate, .. } = *payload;
    let minimum = ticket.credential.payload().policy.flags.stamp_level().max(event.stamp_level);
    if level >= minimum { StampMark::Digital { level, gate } } else { StampMark::Souvenir { level, gate } }
}

impl ShownRow {
    /// The step whose code has this id, among those that may have been signed.
    fn step_of(&self, ticket: &Ticket, id: PresentationId) -> Option<Step> {
        let event = ticket.credential.payload().event;
        let ours = self.ranges.iter().filter(|range| ticket.chain.heads().contains(&range.head));
        ours.flat_map(|range| {
            let steps = range.to.number() - range.from.number();
            (0..=steps).map(move |n| (range.head, range.from.plus(n)))
        })
        .find(|(head, step)| codes_of(event, *head, *step).contains(&id))
        .map(|(_, step)| step)
    }
}

impl StampRecord {
    pub(super) fn face(&self, event: &EventCore) -> StampFace {
        let name = match self.mark {
            StampMark::Digital { gate, .. } | StampMark::Souvenir { gate, .. } => event.gate_name(gate),
            StampMark::Pressed { stamp } => pressed_name(event, stamp),
        };
        StampFace { mark: self.mark, name, time: self.time }
    }
}

fn pressed_name(event: &EventCore, stamp: u8) -> String {
    let family = event.templates.as_deref().and_then(|bytes| StampFamily::decode(bytes).ok());
    let name = family.as_ref().and_then(|family| family.get(stamp)).map(|t| t.name().to_owned());
    name.filter(|name| !name.is_empty()).unwrap_or_else(|| format!("#{stamp}"))
}

impl Ticket {
    /// Whether a stamp closes the holder's own wallet: any but a souvenir.
    pub(super) fn is_stamped(&self) -> bool {
        self.row.stamps.iter().any(|stamp| !matches!(stamp.mark, StampMark::Souvenir { .. }))
    }

    pub(super) fn face(&self, event: &EventCore) -> Option<StampFace> {
        let stamps = &self.row.stamps;
        let digital = stamps.iter().find(|stamp| matches!(stamp.mark, StampMark::Digital { .. }));
        digital.or_else(|| stamps.first()).map(|stamp| stamp.face(event))
    }
}
