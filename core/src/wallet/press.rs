//! Capacitive stamps, level S0: the pattern chooses a stamp and the wallet signs a claim; it authorises nothing
//! (protocol §7).

use super::rows::EvidenceKind;
use super::stamp::{StampMark, StampRecord};
use super::ticket::{Standing, Ticket};
use super::{StampFace, Wallet, WalletError};
use crate::crypto::{Domain, Signs as _, sha256};
use crate::ports::LogAct;
use crate::stamp::{PressFault, Recognition, StampFamily, Touch, TouchLog, recognise};
use crate::ticket::{EventCore, Head, Signed, TicketId, Time};
use crate::wire::{Reader, Wire, WireError, Writer};

/// A press counts this long after the ticket was shown, in seconds.
const ARMED_SECONDS: u64 = 60;
/// The same in steps, for a wallet that was opened again in between.
const ARMED_STEPS: u64 = 6;

/// `[head_n, stamp number, time]`, domain claim: the holder's own word that a stamp was pressed. Synced later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PressClaim {
    /// The ticket's head then.
    pub head: Head,
    /// The stamp's number.
    pub stamp: u8,
    /// By the phone's clock.
    pub time: Time,
}

impl Wire for PressClaim {
    fn encode(&self, w: &mut Writer) {
        w.array(3).value(&self.head).uint(self.stamp).uint(self.time);
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(3, "claim")?;
        Ok(Self { head: Head::decode(r)?, stamp: r.uint8("stamp")?, time: Time::decode(r, "time")? })
    }
}

/// What became of a press.
#[derive(Debug, Clone, PartialEq)]
pub enum PressOutcome {
    /// The ticket is stamped, here: draw it. No gate knows of it.
    Stamped {
        /// What to draw.
        face: StampFace,
        /// How far the worst contact was from its place, in millimetres.
        worst_mm: f64,
    },
    /// This stamp is on the ticket already; nothing changed.
    Repeat {
        /// What to draw.
        face: StampFace,
    },
    /// No stamp of this event.
    NoMatch,
    /// Two stamps fit nearly as well: press again.
    Ambiguous,
    /// The ticket was not shown within the last 60 s.
    NotArmed,
    /// The event has no capacitive stamps.
    NoStamps,
    /// The touches are no press.
    NoPress {
        /// What is wrong with them.
        fault: PressFault,
    },
}

impl PressOutcome {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Stamped { .. } => "stamped",
            Self::Repeat { .. } => "repeat",
            Self::NoMatch => "NO_MATCH",
            Self::Ambiguous => "AMBIGUOUS",
            Self::NotArmed => "NOT_ARMED",
            Self::NoStamps => "NO_STAMPS",
            Self::NoPress { .. } => "NO_PRESS",
        }
    }
}

impl Wallet {
    /// Judges the touches of the screen that shows a ticket; `dpi` is the screen's, in pixels an inch.
    ///
    /// Judges touches as the screen gave them. What cannot be touches of a screen is no press, and no error.
    pub fn press_touches(
        &mut self,
        id: TicketId,
        dpi: f64,
        touches: Vec<Touch>,
    ) -> Result<PressOutcome, WalletError> {
        match TouchLog::new(dpi, touches) {
            Ok(log) => self.press(id, &log),
            Err(error) => Ok(PressOutcome::NoPress { fault: error.fault() }),
        }
    }

    /// Judges the touches of the screen that shows a ticket. Committed before it is returned.
    pub fn press(&mut self, id: TicketId, touches: &TouchLog) -> Result<PressOutcome, WalletError> {
        self.logged(LogAct::Press, |wallet| {
            let ticket = wallet.current(id)?;
            if wallet.standing(&ticket) != Standing::Held {
                return Err(WalletError::HandedOn);
            }
            let event = wallet.documents(&ticket)?.event().clone();
            let family = event.templates.as_deref().and_then(|bytes| StampFamily::decode(bytes).ok());
            let Some(family) = family else { return Ok(PressOutcome::NoStamps) };
            if !wallet.is_armed(&ticket)? {
                return Ok(PressOutcome::NotArmed);
            }
            let contacts = match touches.contacts() {
                Ok(contacts) => contacts,
                Err(error) => return Ok(PressOutcome::NoPress { fault: error.fault() }),
            };
            match recognise(&family, &contacts) {
                Recognition::Match { stamp, worst_mm } => wallet.claim(ticket, &event, stamp, worst_mm),
                Recognition::NoMatch => Ok(PressOutcome::NoMatch),
                Recognition::Ambiguous { .. } => Ok(PressOutcome::Ambiguous),
            }
        })
    }

    fn is_armed(&self, ticket: &Ticket) -> Result<bool, WalletError> {
        if let Some(shown) = self.shown.get(&ticket.ticket()) {
            let age = self.monotonic_ms().checked_sub(shown.at_ms);
            return Ok(age.is_some_and(|ms| ms / 1000 <= ARMED_SECONDS));
        }
        let Some(kept) = self.shown_row(ticket.ticket())? else { return Ok(false) };
        let step = self.now().step();
        let head = ticket.head();
        let mut ranges = kept.row.ranges.iter().filter(|range| range.head == head);
        Ok(ranges.any(|range| (range.from..=range.to.plus(ARMED_STEPS)).contains(&step)))
    }

    fn claim(
        &mut self,
        ticket: Ticket,
        event: &EventCore,
        stamp: u8,
        worst_mm: f64,
    ) -> Result<PressOutcome, WalletError> {
        let mark = StampMark::Pressed { stamp };
        if let Some(record) = ticket.row.stamps.iter().find(|record| record.mark == mark) {
            return Ok(PressOutcome::Repeat { face: record.face(event) });
        }
        let claim = PressClaim { head: ticket.head(), stamp, time: self.now() };
        let payload = claim.to_bytes();
        let signature = self.holder_key(ticket.chain.holder())?.sign(Domain::Claim, &payload)?;
        let bytes = Signed { payload, signature }.to_bytes();
        let record = StampRecord { mark, time: claim.time, presentation: None, digest: sha256(&bytes) };
        let face = record.face(event);
        self.add_stamp(ticket, record, EvidenceKind::Claim, bytes)?;
        Ok(PressOutcome::Stamped { face, worst_mm })
    }
}
