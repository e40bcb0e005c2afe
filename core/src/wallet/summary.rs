//! What the holder sees of the tickets in a wallet.

use std::collections::BTreeMap;

use super::owner::{endorsement_step, hops_left};
use super::rows::EventSource;
use super::stamp::StampFace;
use super::ticket::{Standing, Ticket, closes};
use super::{NotTransferable, Wallet, WalletError};
use crate::order;
use crate::ticket::{Documents, EventId, RootId, TicketId, Time};

/// Where a ticket stands for the person who looks at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TicketState {
    /// It can be used now.
    Ready,
    /// Gates do not take it yet. It can be shown.
    NotYet,
    /// Endorsed to a friend who has not answered.
    HandingOver,
    /// A friend has it.
    HandedOn,
    /// It was stamped. It can be shown.
    Stamped,
    /// Gates take it no more. It can be shown.
    Expired,
    /// It was offered by a friend and given back.
    Returned,
}

impl TicketState {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::NotYet => "not_yet",
            Self::HandingOver => "handing_over",
            Self::HandedOn => "handed_on",
            Self::Stamped => "stamped",
            Self::Expired => "expired",
            Self::Returned => "returned",
        }
    }
}

/// One ticket of the list. Times are as the event was moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketSummary {
    /// The ticket.
    pub id: TicketId,
    /// Its event.
    pub event: EventId,
    /// Whose event.
    pub root: RootId,
    /// Whether the organizer is known from an import, or only from the friend who handed the ticket over.
    pub source: EventSource,
    /// The event's title.
    pub title: String,
    /// Where it is.
    pub venue: String,
    /// IANA name of its time zone.
    pub timezone: String,
    /// When the doors open.
    pub doors: Time,
    /// When the show starts.
    pub start: Time,
    /// When it ends.
    pub end: Time,
    /// From then on gates take the ticket.
    pub from: Time,
    /// From then on they do not.
    pub until: Time,
    /// Seat or place, perhaps empty.
    pub place: String,
    /// The zone's name.
    pub zone: String,
    /// Where it stands.
    pub state: TicketState,
    /// The stamp to draw over it.
    pub stamp: Option<StampFace>,
    /// Why it cannot be handed on; nothing if it can.
    pub not_transferable: Option<NotTransferable>,
    /// How many friends in a row it may still go to.
    pub hops_left: u8,
}

impl Wallet {
    /// Every ticket: those to come, the next event first, then those that are over, the latest first.
    pub fn tickets(&self) -> Result<Vec<TicketSummary>, WalletError> {
        let now = self.now();
        let mut current: BTreeMap<TicketId, Ticket> = BTreeMap::new();
        for row in self.all_rows()? {
            let better = current.get(&row.ticket()).is_none_or(|here| self.rank(&row) >= self.rank(here));
            if better && self.has_event(&row)? {
                current.insert(row.ticket(), row);
            }
        }
        let summaries = current.values().map(|ticket| self.summary(ticket, now));
        let mut summaries = summaries.collect::<Result<Vec<_>, WalletError>>()?;
        order::sort_by_key(&mut summaries, |ticket| order(ticket, now));
        Ok(summaries)
    }

    /// One ticket.
    pub fn ticket(&self, id: TicketId) -> Result<TicketSummary, WalletError> {
        self.summary(&self.current(id)?, self.now())
    }

    /// The one ticket whose id begins with `prefix`: at least 6 characters, any case.
    pub fn find(&self, prefix: &str) -> Result<TicketId, WalletError> {
        if prefix.chars().count() < TicketId::MIN_PREFIX {
            return Err(WalletError::PrefixTooShort);
        }
        let mut ids: Vec<TicketId> = self.all_rows()?.iter().map(Ticket::ticket).collect();
        ids.retain(|id| id.has_prefix(prefix));
        order::sort(&mut ids);
        ids.dedup();
        match ids.as_slice() {
            [] => Err(WalletError::TicketNotFound),
            [id] => Ok(*id),
            _ => Err(WalletError::AmbiguousTicket),
        }
    }

    fn summary(&self, ticket: &Ticket, now: Time) -> Result<TicketSummary, WalletError> {
        let documents = self.documents(ticket)?;
        let (event, payload) = (documents.event(), ticket.credential.payload());
        let source = self.events()?.get(&(event.root, event.event)).map(|event| event.source);
        let from = payload.from.shifted(event.moved).shifted(-i64::from(event.early));
        let until = closes(&ticket.credential, documents);
        Ok(TicketSummary {
            id: payload.ticket,
            event: event.event,
            root: event.root,
            source: source.ok_or(WalletError::Corrupt)?,
            title: event.title.clone(),
            venue: event.venue.clone(),
            timezone: event.timezone.clone(),
            doors: event.doors.shifted(event.moved),
            start: event.start.shifted(event.moved),
            end: event.end.shifted(event.moved),
            from,
            until,
            place: payload.place.clone(),
            zone: event.zone_name(payload.zone),
            state: self.state(ticket, from, until, now),
            stamp: ticket.face(event),
            not_transferable: self.why_not(ticket, documents, now),
            hops_left: hops_left(&ticket.credential, &ticket.chain),
        })
    }

    fn state(&self, ticket: &Ticket, from: Time, until: Time, now: Time) -> TicketState {
        match self.standing(ticket) {
            Standing::Handed => TicketState::HandingOver,
            Standing::Gone => TicketState::HandedOn,
            Standing::Returned => TicketState::Returned,
            Standing::Held if ticket.is_stamped() => TicketState::Stamped,
            Standing::Held if now >= until => TicketState::Expired,
            Standing::Held if now < from => TicketState::NotYet,
            Standing::Held => TicketState::Ready,
        }
    }

    /// By the clock of this moment; `hand_over` also asks whether it was turned back.
    fn why_not(&self, ticket: &Ticket, documents: &Documents, now: Time) -> Option<NotTransferable> {
        if self.standing(ticket) != Standing::Held {
            return Some(NotTransferable::HandedOn);
        }
        let step = endorsement_step(now.step(), ticket.chain.last_step(), None);
        self.transferable(ticket, documents.event().moved, step).err()
    }
}

/// To come: by start. Over: after all of those, latest first.
fn order(ticket: &TicketSummary, now: Time) -> (u8, u64, TicketId) {
    let start = ticket.start.seconds();
    if ticket.until > now { (0, start, ticket.id) } else { (1, Time::END - start, ticket.id) }
}
