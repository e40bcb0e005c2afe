//! What a wallet shows of its tickets, as the core has it.

use mogiri::stamp::{Phase, Touch};
use mogiri::ticket::{Adopted, EventId, RootId, TicketId, Time};
use mogiri::wallet::{
    EventSource, ImportOutcome, Imported, ImportedTicket, NotTransferable, Rollback, StampFace, StampMark,
    StampOutcome, TicketState, TicketSummary,
};

/// One ticket of the list. Times are as the event was moved.
#[uniffi::remote(Record)]
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

/// Where a ticket stands for the person who looks at it.
#[uniffi::remote(Enum)]
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

/// How an event came into this wallet.
#[uniffi::remote(Enum)]
pub enum EventSource {
    /// By a file that the holder imported.
    Imported,
    /// By a parcel of a friend: tell the user "first seen" until a file of the organizer is imported.
    FirstSeen,
}

/// Why a ticket cannot be handed on. Show it beside the ticket before anybody tries.
#[uniffi::remote(Enum)]
pub enum NotTransferable {
    /// The ticket is not in this wallet any more, or on its way.
    HandedOn,
    /// The organizer allows no hand-over at all.
    NotAllowed,
    /// As many friends in a row as the organizer allows.
    NoHopsLeft,
    /// No room for a refusal would be left in the code.
    ChainFull,
    /// After the organizer's deadline.
    DeadlinePassed {
        /// The first second after it.
        at: Time,
    },
    /// The ticket was stamped or let somebody in.
    Stamped,
    /// A gate's challenge was answered with it: handing it on now would accuse its holder.
    Answered,
    /// The message would be larger than 64 KiB.
    TooLarge,
    /// The organizer was asked to fold it; import the answer first.
    Folding,
}

/// What an import did.
#[uniffi::remote(Record)]
pub struct Imported {
    /// The event.
    pub event: EventId,
    /// Whose.
    pub root: RootId,
    /// What became of the event documents.
    pub documents: Adopted,
    /// The tickets of the file, in its order; none in an event file.
    pub tickets: Vec<ImportedTicket>,
}

/// What adopting a document did.
#[uniffi::remote(Enum)]
pub enum Adopted {
    /// It is in force now.
    New,
    /// It was in force already.
    Unchanged,
}

/// What became of one ticket of a file.
#[uniffi::remote(Record)]
pub struct ImportedTicket {
    /// The ticket.
    pub ticket: TicketId,
    /// What became of it.
    pub outcome: ImportOutcome,
}

/// What became of one ticket of a file.
#[uniffi::remote(Enum)]
pub enum ImportOutcome {
    /// It is in this wallet now.
    Added,
    /// It was here already.
    Unchanged,
    /// A newer issue of it is here.
    Older,
    /// Its key is none of this wallet's.
    NotForThisWallet,
    /// Its key has another ticket; ask the organizer.
    KeyTaken,
    /// A ticket bound to hardware for a key that is not, or the other way round; ask the organizer.
    KeyKind,
    /// The organizer signed two credentials of one ticket and epoch. Both are kept, the first is shown.
    IssuerDouble,
}

/// A stamp as it is drawn over a ticket.
#[uniffi::remote(Record)]
pub struct StampFace {
    /// What stamped it.
    pub mark: StampMark,
    /// The gate's or the capacitive stamp's name.
    pub name: String,
    /// When.
    pub time: Time,
}

/// What stamped a ticket.
#[uniffi::remote(Enum)]
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

/// What became of a digital stamp.
#[uniffi::remote(Enum)]
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
    /// Below the level that the organizer asks for, kept as a souvenir.
    LevelTooLow {
        /// The ticket.
        ticket: TicketId,
    },
    /// It does not hold.
    BadStamp,
    /// For no code that this wallet showed in the last ten minutes.
    NotForMe,
    /// Of a newer version: update the app.
    UpdateApp,
}

/// Whether the folder was put back from an older copy. Tickets that were handed on stay handed on; the rest works.
#[uniffi::remote(Enum)]
pub enum Rollback {
    /// No.
    None,
    /// Yes: tell the user that imports and requests since then are gone.
    Detected {
        /// Changes lost when it was noticed, at least.
        missing: u64,
    },
}

/// One event of one touch, as the screen reports it.
#[uniffi::remote(Record)]
pub struct Touch {
    /// The touch this event belongs to; the same from Began to Ended, free again after that.
    pub id: u64,
    /// Pixels from the screen's left edge.
    pub x_px: f64,
    /// Pixels from the screen's top edge, growing downwards.
    pub y_px: f64,
    /// Milliseconds on any clock that does not run backwards.
    pub t_ms: u64,
    /// What happened.
    pub phase: Phase,
}

/// What happened to a touch.
#[uniffi::remote(Enum)]
pub enum Phase {
    /// The contact came down.
    Began,
    /// It moved while down.
    Moved,
    /// It was lifted.
    Ended,
    /// The system took the touch away (a call, a gesture, an iPhone at the sixth contact).
    Cancelled,
}
