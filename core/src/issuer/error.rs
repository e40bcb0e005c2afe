//! Why an issuer could not do what it was asked.

use crate::code::Reason;
use crate::ports::VaultError;
use crate::stamp::FamilyError;
use crate::store::StoreError;
use crate::ticket::AdoptError;
use crate::transfer::RequestError;
use crate::wire::WireError;
use crate::words::{Action, action};

/// Why an issuer could not do what it was asked. No variant carries a name, a reading or an order number: rows are
/// named by their place in what the caller gave.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IssuerError {
    /// No issuer is in this folder.
    #[error("no issuer in this folder")]
    NotFound,
    /// The issuer in this folder hangs on another root.
    #[error("the issuer in this folder hangs on another root")]
    OtherRoot,
    /// The trust list in force does not announce this root, or it may not be announced: the root in force, or the
    /// sandbox's.
    #[error("this root is not announced, or may not be")]
    NextRoot,
    /// No root is in this folder.
    #[error("no root in this folder")]
    RootNotFound,
    /// The trust list has no room for another key.
    #[error("the trust list has no room for another key")]
    TrustFull,
    /// The passphrase is not this folder's, or one is needed and was not given, or none is needed.
    #[error("the passphrase is not the one of this folder")]
    WrongPassphrase,
    /// Another process holds the folder; try again.
    #[error("the folder is in use")]
    Busy,
    /// The folder's store cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file beside the store is damaged.
    #[error("a file of the issuer's folder is damaged")]
    Damaged,

    /// The plan breaks a bound of the event core.
    #[error("the event is not within the protocol's bounds: {0}")]
    EventRefused(WireError),
    /// The doors must open before the end.
    #[error("the event does not end after its doors open")]
    EventTimes,
    /// A key in hardware cannot be copied out: such a ticket is not handed on.
    #[error("tickets bound to a phone's hardware (hw_bound) cannot be handed on: set hops to 0")]
    HardwareMoves,
    /// A count belongs to the entry rule "count", and is at least 2 there.
    #[error("a count is said with the entry rule \"count\", and is 2 or more")]
    Count,
    /// Digits rest on a secret that cannot be taken back: such a ticket is not handed on.
    #[error("tickets with digits for turnstiles (totp) cannot be handed on: set hops to 0")]
    TotpMoves,
    /// The stamps cannot be told apart.
    #[error(transparent)]
    Stamps(#[from] FamilyError),
    /// Stamps are of rubber: a new version of the event keeps those it has.
    #[error("the event has its stamps already: they are of rubber, and stay what they are")]
    StampsChanged,
    /// Gates and zones are named by their place: a new version may add some, never remove, rename or move one.
    #[error("the new version of the event drops, renames or moves a {0}")]
    ListShrunk(&'static str),
    /// The event file does not hold.
    #[error("the event file does not hold: {0}")]
    EventFile(#[from] AdoptError),
    /// The event file is signed by somebody else, or is of an event that this folder did not sign.
    #[error("the event is not one of this issuer's")]
    ForeignEvent,
    /// A newer version of this event was signed; use that file.
    #[error("a newer version of this event was signed")]
    EventOutdated,

    /// A row cannot be issued. Nothing of the batch was.
    #[error("order {order}, row {row}: {problem}")]
    Row {
        /// Index of the order in the batch, from 0.
        order: usize,
        /// Row of the order, from 1.
        row: usize,
        /// Why.
        problem: RowProblem,
    },
    /// The holder's request does not hold.
    #[error("order {order}: {error}")]
    Request {
        /// Index of the order in the batch, from 0.
        order: usize,
        /// Why.
        error: RequestError,
    },
    /// The request expects tickets of another event.
    #[error("order {order}: the request is for another event")]
    RequestEvent {
        /// Index of the order in the batch, from 0.
        order: usize,
    },
    /// The requests bring fewer new keys than there are new rows.
    #[error("order {order}: {needed} new tickets need {needed} new keys, the request brings {found}")]
    TooFewKeys {
        /// Index of the order in the batch, from 0.
        order: usize,
        /// New rows.
        needed: usize,
        /// New keys.
        found: usize,
    },

    /// No ticket of this issuer has the id, or begins with it.
    #[error("no ticket has this id")]
    TicketNotFound,
    /// More than one ticket begins with this; type more of it.
    #[error("more than one ticket begins with this")]
    TicketAmbiguous,
    /// The tickets of one list must be of one event.
    #[error("the tickets are of different events")]
    DifferentEvents,
    /// No ticket was named.
    #[error("no ticket was named")]
    NoTickets,
    /// The ticket was withdrawn: nothing more is signed for it.
    #[error("the ticket was withdrawn")]
    TicketRevoked,
    /// The event's policy allows no paper twins.
    #[error("this ticket may not be printed beside the phone's: its policy has no paper twin")]
    TwinNotAllowed,

    /// Not a readable fold.
    #[error("not a fold: {0}")]
    Fold(WireError),
    /// The ticket in the message does not hold.
    #[error("the ticket in the message does not hold: {0}")]
    Holding(Reason),
    /// A newer epoch of the ticket stands.
    #[error("a newer issue of this ticket stands")]
    EpochOver,
    /// The ticket was never handed on: there is no chain to fold.
    #[error("the ticket has no chain to fold")]
    NothingToFold,
    /// Not a readable answer.
    #[error("not an answer: {0}")]
    Answer(WireError),
    /// The answer is about nothing that was folded here.
    #[error("the answer is about no fold of this issuer")]
    UnknownFold,
    /// The folded ticket's holder did not sign the answer.
    #[error("the answer is not signed by the ticket's holder")]
    Acknowledgement,
    /// The key holds another ticket.
    #[error("the key already holds another ticket")]
    KeyReused,
    /// Every key of the request holds a ticket.
    #[error("the request has no key without a ticket")]
    NoNewKey,
    /// The event's policy asks for a key of another kind: in hardware, or not.
    #[error("the event's policy asks for a key of another kind")]
    KeyKind,
    /// The ticket has as many epochs as there can be.
    #[error("the ticket was issued again too often")]
    EpochsFull,
    /// The event has more tickets than a manifest may have.
    #[error("the event has more tickets than a manifest may have")]
    TooManyTickets,

    /// The enrolment does not hold.
    #[error("the enrolment does not hold: {0}")]
    Enrolment(WireError),
    /// The enrolment is for another event.
    #[error("the enrolment is for another event")]
    EnrolmentEvent,
    /// The device has no certificate that stands: certify it first.
    #[error("the device has no certificate: certify it first")]
    NotCertified,
    /// The device's certificate lacks the role issue.
    #[error("the device's certificate lacks the role issue")]
    NotToIssue,
    /// Blanks are made 1 to 5,000 at a time, and numbered with 32 bits.
    #[error("blanks are made 1 to 5,000 at a time")]
    BlankCount,
    /// The event has no zone of this name.
    #[error("the event has no zone of this name")]
    ZoneNotFound,
    /// The ticket has no digits for turnstiles.
    #[error("the ticket has no digits for turnstiles (totp): it cannot be a pass")]
    NoPass,
    /// The event has no gate of this name.
    #[error("the event has no gate of this name")]
    GateNotFound,
    /// A certificate needs at least one role.
    #[error("a certificate needs at least one role")]
    NoRoles,
    /// A shift must end after it begins.
    #[error("the shift does not end after it begins")]
    ShiftTimes,
}

/// Why one row cannot be issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RowProblem {
    /// The place is longer than 48 bytes, or not in NFC. It is never cut.
    #[error("the place has more than 48 bytes in UTF-8 or is not in NFC")]
    Place,
    /// The event has no such zone.
    #[error("the event has no such zone")]
    Zone,
    /// The row's place, zone or kind, or a name that the ticket is bound to, is not the one its ticket was issued with.
    /// That needs an explicit re-issue.
    #[error("the place, zone, kind or checked name has changed since the ticket was issued")]
    Changed,
    /// The ticket of this row was issued to a key of another request. Only a recovery moves it.
    #[error("the ticket was issued to another request's key")]
    HolderFixed,
    /// The key was used for another ticket.
    #[error("the request's key already holds another ticket")]
    KeyReused,
    /// The ticket of this row is on a phone. Only a paper twin of the ticket can be printed.
    #[error("the ticket is on a phone; name the ticket to print a twin of it")]
    OnPhone,
    /// The event checks names, and the row's is empty or longer than 120 bytes.
    #[error("the name is empty or has more than 120 bytes in UTF-8, and the event checks names")]
    Name,
    /// Not the id of a card: it has 4 to 16 bytes.
    #[error("not the id of a card: 4 to 16 bytes")]
    Card,
    /// Another ticket of the event has the card.
    #[error("another ticket of the event has this card")]
    CardTaken,
    /// Nothing can be sealed to the request's second key.
    #[error("nothing can be sealed to the request's key")]
    RequestKey,
    /// The event's policy asks for a key of another kind: in hardware, or not.
    #[error("the event's policy asks for a key of another kind")]
    KeyKind,
}

impl IssuerError {
    /// The family of the code's words, see [`crate::words`].
    pub const fn family(&self) -> &'static str {
        match self {
            Self::Store(StoreError::NotFound | StoreError::AlreadyOpen) => "issuer",
            Self::Store(_) => "store",
            Self::Row { .. } => "row",
            _ => "issuer",
        }
    }

    /// What to do about it.
    pub fn action(&self) -> Action {
        action(self.family(), self.code())
    }

    /// A stable code for machines.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotFound | Self::Store(StoreError::NotFound) => "NO_ISSUER",
            Self::OtherRoot => "OTHER_ROOT",
            Self::NextRoot => "NEXT_ROOT",
            Self::RootNotFound => "NO_ROOT",
            Self::TrustFull => "TRUST_FULL",
            Self::WrongPassphrase => "WRONG_PASSPHRASE",
            Self::Busy | Self::Store(StoreError::AlreadyOpen) => "BUSY",
            Self::Store(error) => error.code(),
            Self::Damaged => "STORE_CORRUPT",
            Self::EventRefused(_) => "EVENT_REFUSED",
            Self::EventTimes => "EVENT_TIMES",
            Self::HardwareMoves => "HARDWARE_MOVES",
            Self::TotpMoves => "TOTP_MOVES",
            Self::Count => "COUNT",
            Self::Stamps(_) => "STAMPS_REFUSED",
            Self::StampsChanged => "STAMPS_CHANGED",
            Self::ListShrunk(_) => "LIST_SHRUNK",
            Self::EventFile(_) => "BAD_EVENT_FILE",
            Self::ForeignEvent => "FOREIGN_EVENT",
            Self::EventOutdated => "EVENT_OUTDATED",
            Self::Row { problem, .. } => problem.code(),
            Self::Request { .. } => "BAD_REQUEST",
            Self::RequestEvent { .. } => "REQUEST_EVENT",
            Self::TooFewKeys { .. } => "TOO_FEW_KEYS",
            Self::TicketNotFound => "TICKET_NOT_FOUND",
            Self::TicketAmbiguous => "AMBIGUOUS_TICKET",
            Self::DifferentEvents => "DIFFERENT_EVENTS",
            Self::NoTickets => "NO_TICKETS",
            Self::TicketRevoked => "TICKET_REVOKED",
            Self::TwinNotAllowed => "TWIN_NOT_ALLOWED",
            Self::Fold(_) => "BAD_FOLD",
            Self::Holding(_) => "BAD_TICKET",
            Self::EpochOver => "EPOCH_OVER",
            Self::NothingToFold => "NOTHING_TO_FOLD",
            Self::Answer(_) => "MALFORMED",
            Self::UnknownFold => "UNKNOWN_FOLD",
            Self::Acknowledgement => "BAD_ACKNOWLEDGEMENT",
            Self::KeyReused => "KEY_REUSED",
            Self::NoNewKey => "NO_NEW_KEY",
            Self::KeyKind => "KEY_KIND",
            Self::EpochsFull => "EPOCHS_FULL",
            Self::TooManyTickets => "TOO_MANY_TICKETS",
            Self::Enrolment(_) => "BAD_ENROLMENT",
            Self::EnrolmentEvent => "ENROLMENT_EVENT",
            Self::NotCertified => "NOT_CERTIFIED",
            Self::NotToIssue => "NOT_TO_ISSUE",
            Self::BlankCount => "BLANK_COUNT",
            Self::ZoneNotFound => "ZONE_NOT_FOUND",
            Self::NoPass => "NO_PASS",
            Self::GateNotFound => "GATE_NOT_FOUND",
            Self::NoRoles => "NO_ROLES",
            Self::ShiftTimes => "SHIFT_TIMES",
        }
    }
}

impl RowProblem {
    /// A stable code for machines.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Place => "PLACE_REFUSED",
            Self::Zone => "ZONE_NOT_FOUND",
            Self::Changed => "ROW_CHANGED",
            Self::HolderFixed => "HOLDER_FIXED",
            Self::KeyReused => "KEY_REUSED",
            Self::OnPhone => "ON_PHONE",
            Self::Name => "NAME_REFUSED",
            Self::Card => "CARD_REFUSED",
            Self::CardTaken => "CARD_TAKEN",
            Self::RequestKey => "REQUEST_KEY",
            Self::KeyKind => "KEY_KIND",
        }
    }
}

impl From<VaultError> for IssuerError {
    fn from(error: VaultError) -> Self {
        Self::Store(error.into())
    }
}

/// A row of the register that does not read back.
impl From<WireError> for IssuerError {
    fn from(_: WireError) -> Self {
        Self::Store(StoreError::Corrupt)
    }
}
