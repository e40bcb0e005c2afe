//! Why a wallet could not do what it was asked.

use mogiri::code::Reason;
use mogiri::ports;
use mogiri::ticket::Time;
use mogiri::wallet::{self, NotForgettable, NotTransferable};

/// Why a wallet could not do what it was asked. What a friend's or a gate's message deserves is no error but an
/// outcome.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
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
    /// Another object changed the wallet while this one was suspended: release this one and open the folder again.
    #[error("the wallet was changed while it was suspended")]
    ChangedElsewhere,
    /// The vault no longer has the key of this folder (restored backup, copied folder): ask the organizer to issue
    /// the tickets again.
    #[error("the key of this wallet is gone")]
    KeyLost,
    /// The vault did not answer; try again after unlocking.
    #[error("the key vault is not available")]
    VaultUnavailable,
    /// The phone has no keys in hardware, or the app named none.
    #[error("no hardware for keys")]
    NoHardware,
    /// The hardware that has the ticket's key is locked or does not answer; try again after unlocking.
    #[error("the hardware key is not available now")]
    HardwareUnavailable,
    /// The hardware no longer has the ticket's key: ask the organizer to issue the ticket again.
    #[error("the hardware no longer has the key")]
    HardwareKeyLost,
    /// The hardware refused, or its answer was no signature of the key.
    #[error("the hardware refused")]
    HardwareRefused,
    /// The vault's item is not one that a wallet wrote.
    #[error("the vault's item is damaged")]
    VaultDamaged,
    /// The vault's item has no room for another hand-over; nothing was written.
    #[error("the vault's item is full")]
    VaultFull,
    /// The files are damaged or were changed by somebody else. They are kept.
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
    /// The folder cannot be read or written.
    #[error("the wallet's folder cannot be used")]
    FolderUnusable,
    /// No ticket has this id.
    #[error("no such ticket")]
    TicketNotFound,
    /// More than one ticket begins so; type more of it.
    #[error("more than one ticket begins so")]
    AmbiguousTicket,
    /// At least six characters of a ticket's id are needed.
    #[error("at least 6 characters of the ticket's id are needed")]
    PrefixTooShort,
    /// The text is no event's id.
    #[error("not an event's id")]
    UnknownEvent,
    /// The ticket was handed on or given back: this wallet shows it no more.
    #[error("the ticket was handed on")]
    HandedOn,
    /// No readable challenge, or not of a gate of this wallet's events: do not answer it.
    #[error("not a challenge of a gate of this wallet's events")]
    BadChallenge,
    /// The organizer allows this ticket no code of that profile.
    #[error("this ticket has no code of that profile")]
    NoSuchProfile,
    /// The file is none that can be imported, is damaged, or its documents do not hold.
    #[error("the file is not imported: {code}")]
    BadFile {
        /// The stable code, as the command line prints it.
        code: String,
    },
    /// A ticket in the file does not hold.
    #[error("a ticket in the file does not hold")]
    BadTicket {
        /// Why a gate would refuse it too.
        reason: Reason,
    },
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
    #[error("the request is not acceptable: {code}")]
    BadRequest {
        /// The stable code, as the command line prints it.
        code: String,
    },
    /// The ticket cannot be handed on.
    #[error("the ticket cannot be handed on")]
    CannotHandOn {
        /// What stands against it.
        reason: NotTransferable,
    },
    /// The ticket cannot be forgotten yet; nothing was written.
    #[error("the ticket cannot be forgotten yet")]
    CannotForget {
        /// What stands against it.
        reason: NotForgettable,
    },
    /// The clock is behind a code or hand-over that was signed; nothing was written.
    #[error("the clock was turned back")]
    ClockTurnedBack {
        /// From then on it works.
        from: Time,
    },
    /// The compare code that was read out is not this request's.
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
    /// Not a readable answer.
    #[error("not an answer: {code}")]
    BadAnswer {
        /// The stable code, as the command line prints it.
        code: String,
    },
    /// The ticket was never handed on: there is no chain to fold.
    #[error("the ticket has no chain to fold")]
    NothingToFold,
    /// No folded ticket is here to acknowledge.
    #[error("the ticket was not folded")]
    NotFolded,
    /// The picture of the code could not be drawn.
    #[error("the code could not be drawn")]
    NoPicture,
    /// This object was released; open the folder again.
    #[error("this wallet was released")]
    Released,
}

impl From<wallet::WalletError> for WalletError {
    fn from(error: wallet::WalletError) -> Self {
        use wallet::WalletError as Core;
        let code = error.code().to_owned();
        match error {
            Core::NoWallet => Self::NoWallet,
            Core::AlreadyExists => Self::AlreadyExists,
            Core::Busy => Self::Busy,
            Core::ChangedElsewhere => Self::ChangedElsewhere,
            Core::KeyLost | Core::Vault(ports::VaultError::KeyLost) => Self::KeyLost,
            Core::Vault(ports::VaultError::Unavailable | ports::VaultError::Refused) => {
                Self::VaultUnavailable
            }
            Core::NoHardware => Self::NoHardware,
            Core::Signer(ports::SignerError::Unavailable) => Self::HardwareUnavailable,
            Core::Signer(ports::SignerError::KeyLost) => Self::HardwareKeyLost,
            Core::Signer(ports::SignerError::Refused | ports::SignerError::Broken) => Self::HardwareRefused,
            Core::VaultDamaged => Self::VaultDamaged,
            Core::VaultFull => Self::VaultFull,
            Core::Corrupt => Self::Corrupt,
            Core::TooNew { found, known } => Self::TooNew { found, known },
            Core::DiskFull => Self::DiskFull,
            Core::Io(_) => Self::FolderUnusable,
            Core::TicketNotFound => Self::TicketNotFound,
            Core::AmbiguousTicket => Self::AmbiguousTicket,
            Core::PrefixTooShort => Self::PrefixTooShort,
            Core::HandedOn => Self::HandedOn,
            Core::BadChallenge => Self::BadChallenge,
            Core::NoSuchProfile => Self::NoSuchProfile,
            Core::BadFile(_) | Core::BadDocuments(_) | Core::BadSecrets => Self::BadFile { code },
            Core::BadTicket(reason) => Self::BadTicket { reason },
            Core::NotForThisWallet => Self::NotForThisWallet,
            Core::BadCount => Self::BadCount,
            Core::TooManyRequests => Self::TooManyRequests,
            Core::BadRequest(_) => Self::BadRequest { code },
            Core::NotTransferable(reason) => Self::CannotHandOn { reason },
            Core::NotForgettable(reason) => Self::CannotForget { reason },
            Core::ClockTurnedBack { from } => Self::ClockTurnedBack { from },
            Core::CompareCode => Self::CompareCode,
            Core::NoMemory => Self::NoMemory,
            Core::NoParcel => Self::NoParcel,
            Core::RolledBack => Self::RolledBack,
            Core::NothingToFold => Self::NothingToFold,
            Core::NotFolded => Self::NotFolded,
            Core::BadAnswer(_) => Self::BadAnswer { code },
        }
    }
}
