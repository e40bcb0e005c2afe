//! Why a gate could not decide or act.

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
    #[error("the gate is not ready: {}", match .0 {
        Missing::Certificate => "it has no certificate",
        Missing::ScanRole => "its certificate lacks the role scan",
    })]
    NotReady(Missing),
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
    /// The ten minutes for taking back one's own entry are over.
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
    /// An override by a code for which P-01 to P-09 do not hold: name the ticket instead.
    #[error("the code does not hold ({0}): name the ticket instead")]
    CodeRefused(Reason),
    /// No ticket, or more than one, has this name.
    #[error("no single ticket has this name")]
    TicketNotFound,
    /// No blank of this zone is left here.
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
    /// The message is not readable, or of a newer version.
    #[error(transparent)]
    Message(#[from] WireError),
    /// The document was not adopted.
    #[error(transparent)]
    Adopt(#[from] AdoptError),
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
    /// The store could not answer (G-04, P-17).
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The vault could not answer.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

impl GateError {
    /// The family of the code's words, see [`crate::words`].
    pub const fn family(&self) -> &'static str {
        match self {
            Self::Adopt(_) => "document",
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
            Self::NotReady(_) => "NOT_READY",
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
            Self::Message(WireError::Unknown { .. }) => "UPDATE_APP",
            Self::Message(_) => "MALFORMED",
            Self::Adopt(error) => error.code(),
            Self::OtherEvent => "WRONG_EVENT",
            Self::OtherDevice => "OTHER_DEVICE",
            Self::Store(StoreError::AlreadyOpen) => "BUSY",
            Self::Store(StoreError::ChangedElsewhere) => "REOPEN",
            Self::Store(StoreError::RolledBack) => "ROLLED_BACK",
            Self::Store(StoreError::DiskFull) => "DISK_FULL",
            Self::Store(StoreError::ReadOnly) => "READ_ONLY",
            Self::Store(StoreError::NotFound) => "NO_GATE",
            Self::Store(StoreError::AlreadyExists) => "EXISTS",
            Self::Store(StoreError::Vault(VaultError::KeyLost) | StoreError::WrongKey)
            | Self::Vault(VaultError::KeyLost) => "KEY_LOST",
            Self::Store(StoreError::Vault(VaultError::Broken)) | Self::Vault(VaultError::Broken) => {
                "VAULT_BROKEN"
            }
            Self::Store(StoreError::Vault(_)) | Self::Vault(_) => "VAULT_UNAVAILABLE",
            Self::Store(StoreError::Corrupt | StoreError::WrongSchema | StoreError::RowNotFound) => {
                "STORE_CORRUPT"
            }
            Self::Store(StoreError::TooNew { .. }) => "STORE_TOO_NEW",
            Self::Store(_) => "CANNOT_DECIDE",
        }
    }
}

impl From<ToDeviceError> for GateError {
    fn from(error: ToDeviceError) -> Self {
        match error {
            ToDeviceError::Wire(error) => Self::Message(error),
            ToDeviceError::NotForMe => Self::OtherDevice,
        }
    }
}
