//! The owner's side of a hand-over: endorse, wait until the last code shown has died, give the parcel (O-01..O-03).

use super::owner::{check_clock, choose_key, endorsement_step, forward};
use super::present::SignedSteps;
use super::rows::{HandOut, State};
use super::ticket::{Standing, Ticket, find_key, ticket_bytes};
use super::{BadRequest, NotTransferable, Wallet, WalletError};
use crate::crypto::{PublicKey, hash};
use crate::ports::LogAct;
use crate::store::Table;
use crate::ticket::{Documents, Endorsement, Head, Holding, Step, TicketId, Time, Xid};
use crate::transfer::{CompareCode, OpenedParcel, Parcel, Request};
use crate::wire::{Frame, Wire};

/// Gates take a code for two steps after its own: from the third on none is alive.
const ALIVE_STEPS: u64 = 3;

/// How the owner knows whose request it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Confirmation {
    /// It was read from the friend's screen.
    Camera,
    /// It came by message, and the friend read out these eight characters.
    CompareCode(String),
}

/// A ticket was handed over. There is no way back but the friend's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HandOver {
    /// Names the hand-over.
    pub xid: Xid,
    /// From then on the wallet gives the parcel.
    pub ready_at: Time,
}

/// Whether the parcel may leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParcelState {
    /// It may go, the same bytes each time.
    Ready {
        /// The message for the friend.
        parcel: Vec<u8>,
        /// The same as messages, each short enough for one code, to be shown in turn: no parcel fits one. Empty if it is
        /// more than 40 KiB: then the parcel goes by sharing.
        frames: Vec<Vec<u8>>,
    },
    /// A code shown before could still open a gate.
    Wait {
        /// The first second at which none can.
        ready_at: Time,
    },
}

impl Wallet {
    /// Hands a ticket to the friend who made `request`. From here on this wallet shows it no more; there is no way
    /// back but the friend's answer. The same request again for the same ticket gives the same hand-over. Durable,
    /// here and in the vault, when it is returned.
    pub fn hand_over(
        &mut self,
        id: TicketId,
        request: &[u8],
        confirmation: &Confirmation,
    ) -> Result<HandOver, WalletError> {
        self.logged(LogAct::HandOver, |wallet| {
            let request = Request::verify(request)?;
            let ticket = wallet.current(id)?;
            if let Some(out) = ticket.handed_to(&request) {
                let hand_over = out.face(&ticket);
                wallet.flush()?;
                return Ok(hand_over);
            }
            if wallet.standing(&ticket) != Standing::Held {
                return Err(NotTransferable::HandedOn.into());
            }
            let next = wallet.friend_key(&ticket, &request)?;
            let (step, ready_at) = wallet.plan(&ticket)?;
            confirm(&request, confirmation)?;
            let endorsement = forward(&ticket, next, step);
            let hop = endorsement.sign(&wallet.secret(ticket.chain.holder())?);
            let parcel = wallet.seal(&ticket, &request, &hop, endorsement.head().xid())?;
            let out = HandOut { hop, request: request.digest(), ready_at, parcel };
            wallet.hand_out(ticket, out)
        })
    }

    /// The parcel of a ticket that was handed over, once no code shown before is alive. It may be sent as often as
    /// needed, after any crash.
    ///
    /// # Errors
    /// [`WalletError::RolledBack`] where this folder is an older one: the ticket was handed on in a newer.
    pub fn parcel(&mut self, id: TicketId) -> Result<ParcelState, WalletError> {
        let rows = self.rows_of(id)?;
        let handed = rows.iter().rev().find_map(|ticket| match &ticket.row.state {
            State::Handed(out) => Some((out.xid(ticket), out.clone())),
            _ => None,
        });
        let Some((xid, out)) = handed else { return Err(self.why_no_parcel(id)) };
        self.flush()?;
        if !self.item.has_sent(self.meta.row.tags.sent(xid)) {
            return Err(WalletError::RolledBack);
        }
        if self.now() < out.ready_at {
            return Ok(ParcelState::Wait { ready_at: out.ready_at });
        }
        Ok(ParcelState::Ready { frames: Frame::messages(&out.parcel), parcel: out.parcel })
    }

    fn why_no_parcel(&self, id: TicketId) -> WalletError {
        match self.current(id) {
            Ok(ticket) if self.standing(&ticket) == Standing::Handed => WalletError::RolledBack,
            Ok(_) => WalletError::NoParcel,
            Err(error) => error,
        }
    }

    /// O-01.
    fn friend_key(&self, ticket: &Ticket, request: &Request) -> Result<PublicKey, WalletError> {
        for key in &request.payload().keys {
            if self.store.read(|r| find_key(r, key))?.is_some() {
                return Err(BadRequest::Own.into());
            }
        }
        let rows = self.all_rows()?;
        let used = rows.iter().filter_map(|row| row.handed_to(request)?.hop.next);
        let event = ticket.credential.payload().event;
        Ok(choose_key(request, &ticket.chain, event, &used.collect::<Vec<_>>(), self.now())?)
    }

    /// O-02: the endorsement's step, and when the last code shown has expired.
    fn plan(&self, ticket: &Ticket) -> Result<(Step, Time), WalletError> {
        let now = self.now();
        let (own, last) = (now.step(), ticket.chain.last_step());
        let signed = self.signed_steps(ticket.ticket())?;
        let step = endorsement_step(own, last, signed);
        self.transferable(ticket, self.documents(ticket)?.event().moved, step)?;
        check_clock(own, last, signed)?;
        let dies = |signed: SignedSteps| signed.at_most.plus(ALIVE_STEPS).begins();
        Ok((step, signed.map_or(now, dies)))
    }

    /// The whole parcel, before anything is committed: what cannot be sent is never endorsed.
    fn seal(
        &mut self,
        ticket: &Ticket,
        request: &Request,
        hop: &Endorsement,
        xid: Xid,
    ) -> Result<Vec<u8>, WalletError> {
        let documents = self.documents(ticket)?;
        let mut chain = ticket.chain.endorsements().to_vec();
        chain.push(hop.clone());
        let contents = OpenedParcel {
            holdings: vec![Holding { credential: ticket.credential.envelope().clone(), chain }],
            event_digest: hash("event", documents.event()),
            event_file: (!knows(request, documents)).then(|| documents.to_event_file()),
        };
        let parcel = Parcel::seal(request, vec![xid], &contents, &mut *self.host.rng)?.to_bytes();
        if parcel.len() > Parcel::MAX_BYTES { Err(NotTransferable::TooLarge.into()) } else { Ok(parcel) }
    }

    /// O-03: one transaction, then the vault.
    fn hand_out(&mut self, ticket: Ticket, out: HandOut) -> Result<HandOver, WalletError> {
        let hand_over = out.face(&ticket);
        let before = self.rows_of(ticket.ticket())?;
        let before = before.iter().filter(|row| row.is_folded_into(&ticket)).map(Ticket::head);
        let heads: Vec<Head> = before.chain([ticket.head()]).collect();
        let xid = hand_over.xid;
        let (row_id, mut row) = (ticket.id, ticket.row);
        row.state = State::Handed(out);
        self.commit(
            &|tags, item| {
                for head in &heads {
                    item.add_head(tags.head(head.xid()));
                }
                item.add_sent(&[tags.sent(xid)]);
            },
            |w| Ok(w.update(Table::Ticket, row_id, &ticket_bytes(&row))?),
        )?;
        Ok(hand_over)
    }
}

impl HandOut {
    fn face(&self, ticket: &Ticket) -> HandOver {
        HandOver { xid: self.xid(ticket), ready_at: self.ready_at }
    }

    pub(super) fn xid(&self, ticket: &Ticket) -> Xid {
        self.hop.payload(ticket.head()).head().xid()
    }
}

impl Ticket {
    /// The hand-over of this row to a request, answered or not.
    fn handed_to(&self, request: &Request) -> Option<&HandOut> {
        self.hand_out().filter(|out| out.request == request.digest())
    }

    /// The hand-over of this row, answered with a receipt or not answered.
    pub(super) fn hand_out(&self) -> Option<&HandOut> {
        match &self.row.state {
            State::Handed(out) | State::Gone(out) => Some(out),
            State::Held | State::Folding | State::Returned => None,
        }
    }
}

fn confirm(request: &Request, confirmed: &Confirmation) -> Result<(), WalletError> {
    match confirmed {
        Confirmation::Camera => Ok(()),
        Confirmation::CompareCode(typed) if CompareCode::of(request)?.matches(typed) => Ok(()),
        Confirmation::CompareCode(_) => Err(WalletError::CompareCode),
    }
}

/// A friend who names the organizer and the event has its event file.
fn knows(request: &Request, documents: &Documents) -> bool {
    let payload = request.payload();
    payload.event == Some(documents.event().event)
        && payload.known_roots.contains(&documents.trust().root_kid())
}
