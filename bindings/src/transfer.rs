//! Handing a ticket to a friend, as the core has it.

use mogiri::code::Reason;
use mogiri::ticket::{EventId, RootId, TicketId, Time, Xid};
use mogiri::wallet::{
    Confirmation, Decision, EventFace, EventSource, HandOver, ParcelRefusal, ParcelState, Preview,
    PreviewRow, Received, ReceivedRow, RowOutcome, SettleOutcome, Settled,
};

/// How the owner knows whose request it is.
#[uniffi::remote(Enum)]
pub enum Confirmation {
    /// It was read from the friend's screen.
    Camera,
    /// It came by message, and the friend read out these eight characters.
    CompareCode(String),
}

/// A ticket was handed over. There is no way back but the friend's answer.
#[uniffi::remote(Record)]
pub struct HandOver {
    /// Names the hand-over.
    pub xid: Xid,
    /// From then on the wallet gives the parcel.
    pub ready_at: Time,
}

/// Whether the parcel may leave.
#[uniffi::remote(Enum)]
pub enum ParcelState {
    /// The message for the friend, the same bytes each time.
    Ready(Vec<u8>),
    /// A code shown before could still open a gate.
    Wait {
        /// The first second at which none can.
        ready_at: Time,
    },
}

/// What the person says to a parcel.
#[uniffi::remote(Enum)]
pub enum Decision {
    /// Yes: the tickets are mine, and a receipt goes back.
    Take,
    /// No: the tickets go back.
    Decline,
}

/// Why nothing of a parcel was looked at. Nothing is signed.
#[uniffi::remote(Enum)]
pub enum ParcelRefusal {
    /// No readable parcel.
    Malformed,
    /// A newer kind of message: update the app.
    UpdateApp,
    /// Sealed to no request of this wallet.
    NotForMe,
    /// The organizer is not known and the parcel does not introduce it. Import the event file, then receive the same
    /// parcel again.
    PendingTrust,
}

/// What became of a parcel.
#[uniffi::remote(Enum)]
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

/// What became of one hand-over of a parcel.
#[uniffi::remote(Record)]
pub struct ReceivedRow {
    /// The hand-over.
    pub xid: Xid,
    /// The ticket, where the parcel was opened and its credential is readable.
    pub ticket: Option<TicketId>,
    /// What became of it.
    pub outcome: RowOutcome,
}

/// What became of one hand-over of a parcel.
#[uniffi::remote(Enum)]
pub enum RowOutcome {
    /// The ticket is in this wallet; a receipt is in the answer.
    Taken,
    /// The ticket was given back; a return is in the answer.
    Returned,
    /// It was answered before; the same answer again.
    Repeat,
    /// It does not hold. Nothing is signed; the same parcel may be tried again.
    BadTicket(Reason),
    /// Its key has another ticket. It can only be given back: decline.
    KeyTaken,
    /// Its key was erased with a ticket that was handed on. Nothing can be signed; the owner asks the organizer.
    KeyErased,
    /// Dated ahead of this clock. Nothing is signed; the same parcel works later.
    ClockDiffers,
    /// It was answered before an older copy of this wallet was put back. Nothing is signed.
    AnsweredBefore,
}

/// What a parcel offers. Nothing was written.
#[uniffi::remote(Enum)]
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

/// The event of a parcel, as the person sees it before saying yes.
#[uniffi::remote(Record)]
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
#[uniffi::remote(Record)]
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

/// What one row of an answer did.
#[uniffi::remote(Record)]
pub struct Settled {
    /// The hand-over.
    pub xid: Xid,
    /// The ticket; nothing for a hand-over that is not this wallet's.
    pub ticket: Option<TicketId>,
    /// What it did.
    pub outcome: SettleOutcome,
}

/// What one row of an answer did.
#[uniffi::remote(Enum)]
pub enum SettleOutcome {
    /// The friend has the ticket.
    Taken,
    /// The friend gave it back: it can be shown and handed over again.
    Returned,
    /// It was settled before; nothing changed.
    Repeat,
    /// Dated ahead of this clock; nothing changed, the same answer works later.
    ClockDiffers,
    /// It does not answer what was sent; nothing changed.
    BadAnswer,
    /// No hand-over of this wallet has this name.
    Unknown,
}
