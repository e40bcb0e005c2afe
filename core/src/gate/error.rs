//! Why a gate could not decide or act.

use std::io::ErrorKind;

use crate::code::Reason;
use crate::ports::VaultError;
use crate::store::StoreError;
use crate::ticket::{AdoptError, Time, ToDeviceError};
use crate::wire::WireError;
use crate::words::{Action, action};

/// What a gate that is not ready lacks (G-01).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Missing {
    /// A certificate for this device's key.
    Certificate,
    /// The role scan in it.
    ScanRole,
}

/// Why a gate could not decide or act. A refused ticket is no error, see [`super::Verdict`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GateError {
    /// G-01: adopt what is missing first.
    #[error("the gate is not ready: {}", match .missing {
        Missing::Certificate => "it has no certificate",
        Missing::ScanRole => "its certificate lacks the role scan",
    })]
    NotReady {
        /// What it lacks.
        missing: Missing,
    },
    /// G-02: the certificate is for other gates.
    #[error("the certificate is for other gates")]
    NotYourGate,
    /// G-03: the shift and its grace are over.
    #[error("the shift is over")]
    ShiftOver {
        /// When it ended.
        at: Time,
    },
    /// G-03: the shift has not begun.
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
    #[error("too late to undo: ask a supervisor")]
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
    ///
    /// P-01 to P-09 do not hold for it.
    #[error("the code does not hold ({0}): name the ticket instead")]
    CodeRefused(Reason),
    /// No ticket, or more than one, has this name.
    #[error("no single ticket has this name")]
    TicketNotFound,
    /// No blank of this zone is left here: ask the organizer for more.
    #[error("no blank is left: ask the organizer for more")]
    NoBlanks,
    /// The event has no zone of this name, or it must be named: blanks of several zones are left.
    #[error("no zone of this name, or more than one to choose from")]
    UnknownZone,
    /// This staff key has opened as many logs as others take; enrol anew.
    #[error("this device has opened too many logs: enrol it anew")]
    LogLimit,
    /// No code was called stale within the last minute, or another one was since.
    #[error("no code was called stale a moment ago")]
    NothingStale,
    /// No beacon: nothing has confirmed this gate's clock for 12 hours. Merge with another gate, or offer a challenge.
    #[error("nothing has confirmed this gate's clock: merge with another gate, or offer a challenge")]
    ClockUnconfirmed,
    /// No beacon: this gate's own clock differs from the phones'. Set it to automatic, or offer a challenge.
    #[error("this gate's own clock differs from the phones' by {seconds} s: set it to automatic")]
    ClockSkewed {
        /// Phones' time less this gate's.
        seconds: i64,
    },
    /// No other device's answer to what this gate asked within the last minute, or a question that does not hold.
    #[error("not an answer of another device to what this gate asked a moment ago")]
    BadTime,
    /// The file or document is not taken: not readable, not signed, older, or of somebody else.
    #[error(transparent)]
    BadDocument(#[from] AdoptError),
    /// The certificate or guest list is for another device's key.
    #[error("made for another device")]
    OtherDevice,
    /// The journal is of another event or organizer.
    #[error("the journal is of another event")]
    OtherEvent,
    /// The event's purge time has not come.
    #[error("the event's purge time has not come")]
    NotDue {
        /// From then on the gate may forget.
        due: Time,
    },
    /// Only this device's clock says that the purge time has come. Adopt a document that the organizer signed after it.
    #[error("no time that the organizer signed is past the purge time: adopt a newer document")]
    TimeUnproven {
        /// From then on the gate may forget.
        due: Time,
        /// The latest time that the organizer signed.
        known: Time,
    },
    /// No gate is in this folder; create one.
    #[error("no gate in this folder")]
    NoGate,
    /// A gate is in this folder already; open it.
    #[error("a gate exists in this folder")]
    AlreadyExists,
    /// Another object or process holds this folder, or a vault or clock called the gate that waits for it; try again.
    #[error("the gate is open elsewhere")]
    Busy,
    /// Another object changed the gate while this one was suspended: let this one go and open the folder again.
    #[error("the gate was changed while it was suspended")]
    ChangedElsewhere,
    /// No space is left; nothing was decided.
    #[error("no space left on the device")]
    DiskFull,
    /// The folder or its files cannot be written; nothing was decided.
    #[error("the gate's folder cannot be written")]
    ReadOnly,
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
    /// The vault failed in a way that it has no word for: a fault of the app. Nothing of its text is kept.
    #[error("the key vault is broken")]
    VaultBroken,
    /// The folder could not answer (G-04, P-17); nothing was decided.
    #[error("the gate's folder cannot be used: {0}")]
    CannotDecide(ErrorKind),
}

impl GateError {
    /// The family of the code's words, see [`crate::words`].
    pub const fn family(&self) -> &'static str {
        match self {
            Self::BadDocument(_) => "document",
            Self::CodeRefused(_) => "reason",
            _ => "gate",
        }
    }

    /// What to do about it.
    pub fn action(&self) -> Action {
        action(self.family(), self.code())
    }

    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotReady { .. } => "NOT_READY",
            Self::NotYourGate => "NOT_YOUR_GATE",
            Self::ShiftOver { .. } => "SHIFT_OVER",
            Self::ShiftNotBegun { .. } => "SHIFT_NOT_BEGUN",
            Self::UnknownGate => "UNKNOWN_GATE",
            Self::NotAllowed => "NOT_ALLOWED",
            Self::TooLateToUndo => "TOO_LATE_TO_UNDO",
            Self::EntryNotFound => "ENTRY_NOT_FOUND",
            Self::NotVoidable => "NOT_VOIDABLE",
            Self::UnknownReason => "UNKNOWN_REASON",
            Self::CodeRefused(reason) => reason.code(),
            Self::TicketNotFound => "TICKET_NOT_FOUND",
            Self::NoBlanks => "NO_BLANKS",
            Self::UnknownZone => "UNKNOWN_ZONE",
            Self::LogLimit => "LOG_LIMIT",
            Self::NothingStale => "NOTHING_STALE",
            Self::ClockUnconfirmed => "CLOCK_UNCONFIRMED",
            Self::ClockSkewed { .. } => "CLOCK_SKEWED",
            Self::BadTime => "BAD_TIME",
            Self::NotDue { .. } => "NOT_DUE",
            Self::TimeUnproven { .. } => "TIME_UNPROVEN",
            Self::BadDocument(error) => error.code(),
            Self::OtherEvent => "WRONG_EVENT",
            Self::OtherDevice => "OTHER_DEVICE",
            Self::NoGate => "NO_GATE",
            Self::AlreadyExists => "EXISTS",
            Self::Busy => "BUSY",
            Self::ChangedElsewhere => "REOPEN",
            Self::DiskFull => "DISK_FULL",
            Self::ReadOnly => "READ_ONLY",
            Self::Corrupt => "STORE_CORRUPT",
            Self::RolledBack => "ROLLED_BACK",
            Self::TooNew { .. } => "STORE_TOO_NEW",
            Self::KeyLost => "KEY_LOST",
            Self::VaultUnavailable => "VAULT_UNAVAILABLE",
            Self::VaultBroken => "VAULT_BROKEN",
            Self::CannotDecide(_) => "CANNOT_DECIDE",
        }
    }
}

impl From<WireError> for GateError {
    fn from(error: WireError) -> Self {
        Self::BadDocument(error.into())
    }
}

impl From<VaultError> for GateError {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::KeyLost => Self::KeyLost,
            VaultError::Unavailable | VaultError::Refused => Self::VaultUnavailable,
            VaultError::Broken => Self::VaultBroken,
        }
    }
}

impl From<StoreError> for GateError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::NoGate,
            StoreError::AlreadyExists => Self::AlreadyExists,
            StoreError::AlreadyOpen => Self::Busy,
            StoreError::ChangedElsewhere => Self::ChangedElsewhere,
            StoreError::Vault(error) => error.into(),
            StoreError::WrongKey => Self::KeyLost,
            StoreError::TooNew { found, known } => Self::TooNew { found, known },
            StoreError::WrongSchema | StoreError::Corrupt | StoreError::RowNotFound => Self::Corrupt,
            StoreError::RolledBack => Self::RolledBack,
            StoreError::DiskFull => Self::DiskFull,
            StoreError::ReadOnly => Self::ReadOnly,
            StoreError::TooLarge => Self::CannotDecide(ErrorKind::FileTooLarge),
            StoreError::Io(kind) => Self::CannotDecide(kind),
        }
    }
}

impl From<ToDeviceError> for GateError {
    fn from(error: ToDeviceError) -> Self {
        match error {
            ToDeviceError::Wire(error) => error.into(),
            ToDeviceError::NotForMe => Self::OtherDevice,
        }
    }
}
