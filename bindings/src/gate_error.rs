//! Why a gate could not decide or act.

use mogiri::gate::{self, Missing};
use mogiri::ports;
use mogiri::store::StoreError;
use mogiri::ticket::Time;

/// Why a gate could not decide or act. A refused ticket is no error: it is a verdict.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum GateError {
    /// Adopt what is missing first.
    #[error("the gate is not ready")]
    NotReady {
        /// What it lacks.
        missing: Missing,
    },
    /// The certificate is for other gates.
    #[error("the certificate is for other gates")]
    NotYourGate,
    /// The shift and its grace are over.
    #[error("the shift is over")]
    ShiftOver {
        /// When it ended.
        at: Time,
    },
    /// The shift has not begun.
    #[error("the shift has not begun")]
    ShiftNotBegun {
        /// When it begins.
        at: Time,
    },
    /// The event has no gate of this name.
    #[error("the event has no gate of this name")]
    UnknownGate,
    /// The certificate does not allow this act.
    #[error("the certificate does not allow this")]
    NotAllowed,
    /// The ten minutes for taking back one's own entry are over: ask a supervisor.
    #[error("too late to undo")]
    TooLateToUndo,
    /// No entry, or more than one, has this name.
    #[error("no single entry has this name")]
    EntryNotFound,
    /// The entry cannot be undone or stamped.
    #[error("this kind of entry cannot be undone or stamped")]
    NotVoidable,
    /// The reason is not in the word list.
    #[error("the reason is not in the word list")]
    UnknownReason,
    /// An override by a code that does not hold: name the ticket instead.
    #[error("the code does not hold: {code}")]
    CodeRefused {
        /// The cause's code.
        code: String,
    },
    /// No ticket, or more than one, has this name.
    #[error("no single ticket has this name")]
    TicketNotFound,
    /// No blank of this zone is left here: ask the organizer for more.
    #[error("no blank is left")]
    NoBlanks,
    /// The event has no zone of this name, or it must be named: blanks of several zones are left.
    #[error("no zone of this name, or more than one to choose from")]
    UnknownZone,
    /// This device has opened as many logs as others take: enrol it anew.
    #[error("this device has opened too many logs")]
    LogLimit,
    /// No code was called stale within the last minute, or another one was since.
    #[error("no code was called stale a moment ago")]
    NothingStale,
    /// No beacon: nothing has confirmed this gate's clock for 12 hours. Merge with another gate, or offer a challenge.
    #[error("nothing has confirmed this gate's clock")]
    ClockUnconfirmed,
    /// No beacon: this gate's own clock differs from the phones'. Set it to automatic, or offer a challenge.
    #[error("this gate's own clock differs from the phones'")]
    ClockSkewed {
        /// Phones' time less this gate's.
        seconds: i64,
    },
    /// No other device's answer to what this gate asked within the last minute, or a question that does not hold.
    #[error("not an answer to what this gate asked")]
    BadTime,
    /// The event's purge time has not come.
    #[error("the event's purge time has not come")]
    NotDue {
        /// From then on the gate may forget.
        due: Time,
    },
    /// Only this device's clock says that the purge time has come: adopt a document that the organizer signed since.
    #[error("no time that the organizer signed is past the purge time")]
    TimeUnproven {
        /// From then on the gate may forget.
        due: Time,
        /// The latest time that the organizer signed.
        known: Time,
    },
    /// The document is not adopted: not readable, not signed, older, or of somebody else.
    #[error("the document is not adopted: {code}")]
    BadDocument {
        /// The stable code, as the command line prints it.
        code: String,
    },
    /// The certificate is for another device.
    #[error("the certificate is for another device")]
    OtherDevice,
    /// The journal is of another event or organizer.
    #[error("the journal is of another event")]
    OtherEvent,
    /// No gate is in this folder; create one.
    #[error("no gate in this folder")]
    NoGate,
    /// Something is in this folder already; open it.
    #[error("a gate exists in this folder")]
    AlreadyExists,
    /// Another object or process holds this folder, or a vault or clock called the gate that waits for it; try again.
    #[error("the gate is open elsewhere")]
    Busy,
    /// Another object changed the gate while this one was suspended: release this one and open the folder again.
    #[error("the gate was changed while it was suspended")]
    ChangedElsewhere,
    /// No space is left; nothing was decided.
    #[error("no space left on the device")]
    DiskFull,
    /// The files are damaged or were changed by somebody else. They are kept: move them aside, make the gate anew, and
    /// merge the journals of the other gates.
    #[error("the gate is damaged")]
    Corrupt,
    /// The log of this gate was cut: it would let its last guests in again. Move it aside, make the gate anew, and merge
    /// the journals of the other gates.
    #[error("the gate lost its last entries")]
    RolledBack,
    /// A newer version of the library wrote this gate; update the app.
    #[error("the gate has version {found}, known is {known}")]
    TooNew {
        /// The version in the file.
        found: u32,
        /// The newest one that this library knows.
        known: u32,
    },
    /// The vault no longer has the key of this folder.
    #[error("the key of this gate is gone")]
    KeyLost,
    /// The vault did not answer; try again after unlocking.
    #[error("the key vault is not available")]
    VaultUnavailable,
    /// The vault threw what it has no word for: a fault of the app. Nothing of its text is kept.
    #[error("the key vault is broken")]
    VaultBroken,
    /// The folder could not answer; nothing was decided.
    #[error("the folder cannot be used: {code}")]
    CannotDecide {
        /// The stable code, as the command line prints it.
        code: String,
    },
    /// This object was released; open the folder again.
    #[error("this gate was released")]
    Released,
}

impl From<gate::GateError> for GateError {
    fn from(error: gate::GateError) -> Self {
        use gate::GateError as Core;
        let code = error.code().to_owned();
        match error {
            Core::NotReady(missing) => Self::NotReady { missing },
            Core::NotYourGate => Self::NotYourGate,
            Core::ShiftOver { at } => Self::ShiftOver { at },
            Core::ShiftNotBegun { at } => Self::ShiftNotBegun { at },
            Core::UnknownGate => Self::UnknownGate,
            Core::NotAllowed => Self::NotAllowed,
            Core::TooLateToUndo => Self::TooLateToUndo,
            Core::EntryNotFound => Self::EntryNotFound,
            Core::NotVoidable => Self::NotVoidable,
            Core::UnknownReason => Self::UnknownReason,
            Core::CodeRefused(_) => Self::CodeRefused { code },
            Core::TicketNotFound => Self::TicketNotFound,
            Core::NoBlanks => Self::NoBlanks,
            Core::UnknownZone => Self::UnknownZone,
            Core::LogLimit => Self::LogLimit,
            Core::NothingStale => Self::NothingStale,
            Core::ClockUnconfirmed => Self::ClockUnconfirmed,
            Core::ClockSkewed { seconds } => Self::ClockSkewed { seconds },
            Core::BadTime => Self::BadTime,
            Core::NotDue { due } => Self::NotDue { due },
            Core::TimeUnproven { due, known } => Self::TimeUnproven { due, known },
            Core::Message(_) | Core::Adopt(_) => Self::BadDocument { code },
            Core::OtherDevice => Self::OtherDevice,
            Core::OtherEvent => Self::OtherEvent,
            Core::Store(StoreError::Vault(error)) | Core::Vault(error) => error.into(),
            Core::Store(StoreError::NotFound) => Self::NoGate,
            Core::Store(StoreError::AlreadyExists) => Self::AlreadyExists,
            Core::Store(StoreError::AlreadyOpen) => Self::Busy,
            Core::Store(StoreError::ChangedElsewhere) => Self::ChangedElsewhere,
            Core::Store(StoreError::RolledBack) => Self::RolledBack,
            Core::Store(StoreError::DiskFull) => Self::DiskFull,
            Core::Store(StoreError::WrongKey) => Self::KeyLost,
            Core::Store(StoreError::TooNew { found, known }) => Self::TooNew { found, known },
            Core::Store(StoreError::Corrupt | StoreError::WrongSchema | StoreError::RowNotFound) => {
                Self::Corrupt
            }
            Core::Store(_) => Self::CannotDecide { code },
        }
    }
}

impl From<ports::VaultError> for GateError {
    fn from(error: ports::VaultError) -> Self {
        match error {
            ports::VaultError::KeyLost => Self::KeyLost,
            ports::VaultError::Unavailable | ports::VaultError::Refused => Self::VaultUnavailable,
            ports::VaultError::Broken => Self::VaultBroken,
        }
    }
}
