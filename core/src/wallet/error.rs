//! Why a wallet could not do what it was asked.

use std::io::ErrorKind;

use super::NotForgettable;
use crate::code::Reason;
use crate::crypto::HpkeError;
use crate::ports::{SignerError, VaultError};
use crate::store::StoreError;
use crate::ticket::{AdoptError, Time};
use crate::transfer::{CompareError, RequestError};
use crate::wire::WireError;
use crate::words::{Action, action};

/// Why a ticket cannot be handed on (O-02). Show it beside the ticket before anybody tries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum NotTransferable {
    /// The ticket is not in this wallet any more, or on its way.
    #[error("the ticket was handed on")]
    HandedOn,
    /// The organizer allows no hand-over at all.
    #[error("the issuer allows no hand-over")]
    NotAllowed,
    /// As many friends in a row as the organizer allows.
    #[error("the ticket was handed on as often as allowed")]
    NoHopsLeft,
    /// No room for a refusal would be left in the code.
    #[error("the ticket's chain is full")]
    ChainFull,
    /// After the organizer's deadline.
    #[error("the deadline for handing on has passed")]
    DeadlinePassed {
        /// The first second after it.
        at: Time,
    },
    /// The ticket was stamped or let somebody in.
    #[error("the ticket was used")]
    Stamped,
    /// A gate's challenge was answered with it: handing it on now would accuse its holder.
    #[error("the ticket answered a gate")]
    Answered,
    /// The message would be larger than 64 KiB.
    #[error("the parcel would be too large")]
    TooLarge,
    /// The organizer was asked to fold it; import the answer first.
    #[error("the ticket waits for the issuer to fold it")]
    Folding,
}

impl NotTransferable {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::HandedOn => "HANDED_ON",
            Self::NotAllowed => "NOT_ALLOWED",
            Self::NoHopsLeft => "NO_HOPS_LEFT",
            Self::ChainFull => "CHAIN_FULL",
            Self::DeadlinePassed { .. } => "DEADLINE_PASSED",
            Self::Stamped => "STAMPED",
            Self::Answered => "ANSWERED",
            Self::TooLarge => "TOO_LARGE",
            Self::Folding => "FOLDING",
        }
    }
}

/// Why a request is not one to hand a ticket to (O-01).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadRequest {
    /// Not readable, not signed, repeated keys or expired.
    #[error(transparent)]
    Form(#[from] RequestError),
    /// It was made by this wallet.
    #[error("the request is this wallet's own")]
    Own,
    /// A key of it held this ticket before; the friend makes a new request.
    #[error("a key of the request held this ticket before")]
    KeyInChain,
    /// The friend expects another event.
    #[error("the request is for another event")]
    OtherEvent,
    /// Every key of it has a ticket from this wallet; the friend makes a new request.
    #[error("the request has no key left")]
    UsedUp,
    /// The key is of a kind that this ticket cannot be handed to.
    #[error("the request's key is of another kind")]
    KeyType,
}

impl BadRequest {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Form(RequestError::Wire(WireError::Unknown { .. })) => "UPDATE_APP",
            Self::Form(RequestError::Wire(WireError::WrongType)) => "NOT_A_REQUEST",
            Self::Form(RequestError::Wire(_)) => "MALFORMED",
            Self::Form(RequestError::Signature | RequestError::RepeatedKey) => "BAD_REQUEST",
            Self::Form(RequestError::Expired) => "REQUEST_EXPIRED",
            Self::Own => "OWN_REQUEST",
            Self::KeyInChain => "KEY_IN_CHAIN",
            Self::OtherEvent => "OTHER_EVENT",
            Self::UsedUp => "REQUEST_USED_UP",
            Self::KeyType => "KEY_TYPE",
        }
    }
}

/// Why a wallet could not do what it was asked. What a peer's message deserves is no error but an outcome of
/// `receive`, `settle`, `accept_stamp` and `press`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WalletError {
    /// No wallet is in this folder; create one.
    #[error("no wallet in this folder")]
    NoWallet,
    /// A wallet is in this folder already; open it.
    #[error("a wallet exists in this folder")]
    AlreadyExists,
    /// Another object or process holds this folder, or a vault or clock called the wallet that waits for it; try again.
    #[error("the wallet is open elsewhere")]
    Busy,
    /// Another object changed the wallet while this one was suspended: let this one go and open the folder again.
    #[error("the wallet was changed while it was suspended")]
    ChangedElsewhere,
    /// The vault no longer has the key of this folder (restored backup, copied folder): ask the organizer to issue the
    /// tickets again.
    #[error("the key of this wallet is gone")]
    KeyLost,
    /// The vault did not answer; try again after unlocking.
    #[error("the key vault is not available")]
    VaultUnavailable,
    /// The vault failed in a way that it has no word for: a fault of the app. Nothing of its text is kept.
    #[error("the key vault is broken")]
    VaultBroken,
    /// The phone has no keys in hardware, or the app named none.
    #[error("no hardware for keys")]
    NoHardware,
    /// The hardware that has the ticket's key is locked or does not answer; try again after unlocking.
    #[error("the hardware key is not available now")]
    HardwareUnavailable,
    /// The hardware no longer has the ticket's key: ask the organizer to issue the ticket again.
    #[error("the hardware no longer has the key")]
    HardwareKeyLost,
    /// The hardware refused, for a reason of its own (user declined, no such hardware).
    #[error("the hardware refused")]
    HardwareRefused,
    /// What the hardware gave is no key or no signature of its key.
    #[error("the hardware's answer is not a key or signature")]
    HardwareBroken,
    /// The vault's item is not one that a wallet wrote.
    #[error("the vault's item is damaged")]
    VaultDamaged,
    /// The vault's item has no room for another hand-over; nothing was written. Purging makes room.
    #[error("the vault's item is full")]
    VaultFull,
    /// The files are damaged or were changed by somebody else. They are kept: mend the folder, and what cannot be mended is
    /// moved aside.
    #[error("the wallet is damaged")]
    Corrupt,
    /// A newer version of the library wrote this wallet; update the app.
    #[error("the wallet has version {found}, known is {known}")]
    TooNew {
        /// The version in the file.
        found: u32,
        /// The newest one that this library knows.
        known: u32,
    },
    /// No space is left; nothing was written.
    #[error("no space left on the device")]
    DiskFull,
    /// The folder or its files cannot be written; nothing was changed.
    #[error("the wallet's folder cannot be written")]
    ReadOnly,
    /// The folder cannot be read or written.
    #[error("the wallet's folder cannot be used: {0}")]
    FolderUnusable(ErrorKind),
    /// No ticket has this id or prefix.
    #[error("no such ticket")]
    TicketNotFound,
    /// More than one ticket begins with this prefix; type more of it.
    #[error("more than one ticket begins so")]
    AmbiguousTicket,
    /// The prefix has fewer than six characters.
    #[error("at least 6 characters of the ticket's id are needed")]
    PrefixTooShort,
    /// The ticket was handed on or given back: this wallet shows it no more.
    #[error("the ticket was handed on")]
    HandedOn,
    /// No readable challenge, or of no event of this wallet, or of a gate that may not ask: do not answer it.
    #[error("not a challenge of a gate of this wallet's events")]
    BadChallenge,
    /// The issuer allows this ticket no code of that profile.
    #[error("this ticket has no code of that profile")]
    NoSuchProfile,
    /// No message of a kind that is read here, or a damaged one.
    #[error("not a file, message or frame that a wallet reads: {0}")]
    BadFile(WireError),
    /// The event documents in the file are not adopted.
    #[error("the event documents do not hold: {0}")]
    BadDocuments(AdoptError),
    /// A ticket in the file does not hold.
    #[error("a ticket in the file does not hold: {0}")]
    BadTicket(Reason),
    /// What the issuer sealed for a ticket in the file does not open with the key of its request.
    #[error("the sealed secrets of a ticket in the file do not open")]
    BadSecrets,
    /// No ticket in the file belongs to a key of this wallet.
    #[error("the tickets are for another wallet")]
    NotForThisWallet,
    /// A request is for 1 to 20 tickets.
    #[error("a request is for 1 to 20 tickets")]
    BadCount,
    /// 32 requests are open; wait until one expires.
    #[error("too many open requests")]
    TooManyRequests,
    /// The request is not one to hand this ticket to.
    #[error("the request is not acceptable: {0}")]
    BadRequest(BadRequest),
    /// The ticket cannot be handed on.
    #[error(transparent)]
    CannotHandOn(NotTransferable),
    /// The ticket cannot be forgotten yet; nothing was written.
    #[error("the ticket cannot be forgotten yet: {0}")]
    CannotForget(#[from] NotForgettable),
    /// The clock is behind a code or hand-over that was signed; nothing was written.
    #[error("the clock was turned back")]
    ClockTurnedBack {
        /// From then on it works.
        from: Time,
    },
    /// The code that was read out is not this request's.
    #[error("the compare code differs")]
    CompareCode,
    /// The compare code needs 64 MiB of memory that are not there.
    #[error("not enough memory for the compare code")]
    NoMemory,
    /// This ticket was not handed over, or it was taken or given back already.
    #[error("no parcel is waiting for this ticket")]
    NoParcel,
    /// An older copy of the folder was put back, and the hand-over is known only from the vault.
    #[error("the hand-over was lost when an older copy of the wallet was put back")]
    RolledBack,
    /// The ticket was never handed on: there is no chain to fold.
    #[error("the ticket has no chain to fold")]
    NothingToFold,
    /// No folded ticket is here to acknowledge.
    #[error("the ticket was not folded")]
    NotFolded,
    /// Not a readable answer.
    #[error("not an answer: {0}")]
    BadAnswer(WireError),
}

impl WalletError {
    /// The family of the code's words, see [`crate::words`].
    pub const fn family(self) -> &'static str {
        match self {
            Self::BadDocuments(_) => "document",
            Self::BadTicket(_) => "reason",
            Self::BadRequest(_) => "request",
            Self::CannotHandOn(_) => "why_not",
            Self::CannotForget(_) => "why_kept",
            _ => "wallet",
        }
    }

    /// What to do about it.
    pub fn action(self) -> Action {
        action(self.family(), self.code())
    }

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoWallet => "NO_WALLET",
            Self::AlreadyExists => "ALREADY_EXISTS",
            Self::Busy => "BUSY",
            Self::ChangedElsewhere => "REOPEN",
            Self::KeyLost => "KEY_LOST",
            Self::VaultUnavailable => "VAULT_UNAVAILABLE",
            Self::VaultBroken => "VAULT_BROKEN",
            Self::NoHardware => "NO_HARDWARE",
            Self::HardwareUnavailable => "HARDWARE_LOCKED",
            Self::HardwareKeyLost => "HARDWARE_KEY_LOST",
            Self::HardwareRefused => "HARDWARE_REFUSED",
            Self::HardwareBroken => "HARDWARE_BROKEN",
            Self::VaultDamaged => "VAULT_DAMAGED",
            Self::VaultFull => "VAULT_FULL",
            Self::Corrupt => "STORE_CORRUPT",
            Self::TooNew { .. } => "STORE_TOO_NEW",
            Self::DiskFull => "DISK_FULL",
            Self::ReadOnly => "READ_ONLY",
            Self::FolderUnusable(_) => "IO",
            Self::TicketNotFound => "TICKET_NOT_FOUND",
            Self::AmbiguousTicket => "AMBIGUOUS_TICKET",
            Self::PrefixTooShort => "PREFIX_TOO_SHORT",
            Self::HandedOn => "HANDED_ON",
            Self::BadChallenge => "BAD_CHALLENGE",
            Self::NoSuchProfile => "NO_SUCH_PROFILE",
            Self::BadFile(error) | Self::BadAnswer(error) => wire_code(error, "MALFORMED"),
            Self::BadDocuments(error) => error.code(),
            Self::BadTicket(reason) => reason.code(),
            Self::BadSecrets => "BAD_SECRETS",
            Self::NotForThisWallet => "NOT_FOR_THIS_WALLET",
            Self::BadCount => "BAD_COUNT",
            Self::TooManyRequests => "TOO_MANY_REQUESTS",
            Self::BadRequest(error) => error.code(),
            Self::CannotHandOn(reason) => reason.code(),
            Self::CannotForget(reason) => reason.code(),
            Self::ClockTurnedBack { .. } => "CLOCK_TURNED_BACK",
            Self::CompareCode => "COMPARE_CODE",
            Self::NoMemory => "NO_MEMORY",
            Self::NoParcel => "NO_PARCEL",
            Self::RolledBack => "ROLLED_BACK",
            Self::NothingToFold => "NOTHING_TO_FOLD",
            Self::NotFolded => "NOT_FOLDED",
        }
    }
}

/// A newer message asks for an update, whatever it would have been.
pub(super) const fn wire_code(error: WireError, other: &'static str) -> &'static str {
    match error {
        WireError::Unknown { .. } => "UPDATE_APP",
        WireError::WrongType => "WRONG_TYPE",
        _ => other,
    }
}

impl From<VaultError> for WalletError {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::KeyLost => Self::KeyLost,
            VaultError::Unavailable | VaultError::Refused => Self::VaultUnavailable,
            VaultError::Broken => Self::VaultBroken,
        }
    }
}

impl From<SignerError> for WalletError {
    fn from(error: SignerError) -> Self {
        match error {
            SignerError::Unavailable => Self::HardwareUnavailable,
            SignerError::KeyLost => Self::HardwareKeyLost,
            SignerError::Refused => Self::HardwareRefused,
            SignerError::Broken => Self::HardwareBroken,
        }
    }
}

impl From<StoreError> for WalletError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::NoWallet,
            StoreError::AlreadyExists => Self::AlreadyExists,
            StoreError::AlreadyOpen => Self::Busy,
            StoreError::ChangedElsewhere => Self::ChangedElsewhere,
            StoreError::RolledBack => Self::RolledBack,
            StoreError::Vault(error) => error.into(),
            StoreError::WrongKey => Self::KeyLost,
            StoreError::TooNew { found, known } => Self::TooNew { found, known },
            StoreError::DiskFull => Self::DiskFull,
            StoreError::ReadOnly => Self::ReadOnly,
            StoreError::Io(kind) => Self::FolderUnusable(kind),
            StoreError::WrongSchema
            | StoreError::Corrupt
            | StoreError::TooLarge
            | StoreError::RowNotFound => Self::Corrupt,
        }
    }
}

impl From<NotTransferable> for WalletError {
    fn from(reason: NotTransferable) -> Self {
        Self::CannotHandOn(reason)
    }
}

impl From<BadRequest> for WalletError {
    fn from(error: BadRequest) -> Self {
        Self::BadRequest(error)
    }
}

impl From<RequestError> for WalletError {
    fn from(error: RequestError) -> Self {
        Self::BadRequest(BadRequest::Form(error))
    }
}

/// Sealing fails only for a key that no sound wallet makes.
impl From<HpkeError> for WalletError {
    fn from(_: HpkeError) -> Self {
        Self::BadRequest(BadRequest::KeyType)
    }
}

impl From<CompareError> for WalletError {
    fn from(_: CompareError) -> Self {
        Self::NoMemory
    }
}
