//! What a parcel offers and what becomes of it, in words that an app shows.

use super::rows::EventSource;
use crate::code::Reason;
use crate::ticket::{EventId, RootId, TicketId, Time, Xid};
use crate::wire::WireError;

/// What the person says to a parcel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Decision {
    /// Yes: the tickets are mine, and a receipt goes back.
    Take,
    /// No: the tickets go back.
    Decline,
}

/// Why nothing of a parcel was looked at. Nothing is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ParcelRefusal {
    /// H-01: no readable parcel.
    Malformed,
    /// A newer kind of message: update the app.
    UpdateApp,
    /// H-03: sealed to no request of this wallet.
    NotForMe,
    /// H-04: the organizer is not known and the parcel does not introduce it. Import the event file, then receive the
    /// same parcel again.
    PendingTrust,
}

impl ParcelRefusal {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Malformed => "MALFORMED",
            Self::UpdateApp => "UPDATE_APP",
            Self::NotForMe => "NOT_FOR_ME",
            Self::PendingTrust => "PENDING_TRUST",
        }
    }
}

impl From<WireError> for ParcelRefusal {
    fn from(error: WireError) -> Self {
        match error {
            WireError::Unknown { .. } => Self::UpdateApp,
            _ => Self::Malformed,
        }
    }
}

/// What became of one hand-over of a parcel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RowOutcome {
    /// The ticket is in this wallet; a receipt is in the answer.
    Taken,
    /// The ticket was given back; a return is in the answer.
    Returned,
    /// H-02: it was answered before; the same answer again.
    Repeat,
    /// H-05, H-06: it does not hold. Nothing is signed; the same parcel may be tried again.
    BadTicket(Reason),
    /// H-07: its key has another ticket. It can only be given back: decline.
    KeyTaken,
    /// Its key was erased with a ticket that was handed on. Nothing can be signed; the owner asks the organizer.
    KeyErased,
    /// H-08: dated ahead of this clock. Nothing is signed; the same parcel works later.
    ClockDiffers,
    /// H-02: it was answered before an older copy of this wallet was put back. Nothing is signed.
    AnsweredBefore,
}

impl RowOutcome {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Returned => "returned",
            Self::Repeat => "repeat",
            Self::BadTicket(Reason::UpdateApp) => "UPDATE_APP",
            Self::BadTicket(_) => "BAD_TICKET",
            Self::KeyTaken => "KEY_TAKEN",
            Self::KeyErased => "KEY_ERASED",
            Self::ClockDiffers => "CLOCK_DIFFERS",
            Self::AnsweredBefore => "ANSWERED_BEFORE",
        }
    }
}

/// What became of one hand-over of a parcel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReceivedRow {
    /// The hand-over.
    pub xid: Xid,
    /// The ticket, where the parcel was opened and its credential is readable.
    pub ticket: Option<TicketId>,
    /// What became of it.
    pub outcome: RowOutcome,
}

/// What became of a parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Received {
    /// Nothing of it was looked at.
    Refused(ParcelRefusal),
    /// One outcome a hand-over.
    Rows {
        /// For the owner: receipts and returns. Nothing if nothing was signed.
        answer: Option<Vec<u8>>,
        /// The outcomes.
        rows: Vec<ReceivedRow>,
    },
}

/// The event of a parcel, as the person sees it before saying yes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventFace {
    /// The event.
    pub event: EventId,
    /// Whose.
    pub root: RootId,
    /// Whether the organizer is known from an import; say it when it is seen for the first time.
    pub source: EventSource,
    /// Title.
    pub title: String,
    /// Venue.
    pub venue: String,
    /// IANA name of the time zone.
    pub timezone: String,
    /// When the doors open.
    pub doors: Time,
    /// When the show starts.
    pub start: Time,
    /// When it ends.
    pub end: Time,
}

/// A ticket that is offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewRow {
    /// The hand-over.
    pub xid: Xid,
    /// The ticket.
    pub ticket: TicketId,
    /// Seat or place.
    pub place: String,
    /// The zone's name.
    pub zone: String,
    /// First second of validity.
    pub from: Time,
    /// From then on no gate takes it.
    pub until: Time,
    /// How many friends it may go on to.
    pub hops_left: u8,
}

/// What a parcel offers. Nothing was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Preview {
    /// Nothing of it was looked at.
    Refused(ParcelRefusal),
    /// Every hand-over in it was answered before: receive repeats the answers.
    Answered,
    /// A person decides.
    Offer {
        /// The event.
        event: EventFace,
        /// What is offered.
        rows: Vec<PreviewRow>,
        /// What would become of the others.
        others: Vec<ReceivedRow>,
    },
}
