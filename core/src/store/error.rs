//! Why a store could not answer.

use std::io::ErrorKind;

use rusqlite::ErrorCode;
use rusqlite::ffi;

use crate::ports::VaultError;

/// Why a store could not answer. No variant carries text: SQL and paths stay inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// No store is in this folder; create one.
    #[error("no store in this folder")]
    NotFound,
    /// A store is in this folder already; open it.
    #[error("a store exists in this folder")]
    AlreadyExists,
    /// Another object or process holds this folder; only one may.
    #[error("the store is open elsewhere")]
    AlreadyOpen,
    /// Another object changed the store while this one was suspended: drop this one and open the folder again.
    #[error("the store was changed while it was suspended")]
    ChangedElsewhere,
    /// The vault did not seal or open the store key. The rows are kept.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The vault opened the envelope, but what it holds is not this store's key.
    #[error("the key is not the one of this store")]
    WrongKey,
    /// The store, or the table asked for, belongs to another schema.
    #[error("the store has another schema")]
    WrongSchema,
    /// A newer version of the library wrote this store; update the app.
    #[error("the store has version {found}, known is {known}")]
    TooNew {
        /// The schema version in the file.
        found: u32,
        /// The newest one this library knows.
        known: u32,
    },
    /// The files are damaged or were changed by somebody else. They are kept: see [`super::move_aside`].
    #[error("the store is damaged")]
    Corrupt,
    /// The database lacks transactions that its folder had: its log was cut, or it was put back without the folder. For
    /// a facade that must not go on then.
    #[error("the store is older than its folder")]
    RolledBack,
    /// No space is left for the write; nothing of it was kept.
    #[error("no space left on the device")]
    DiskFull,
    /// The folder or its files cannot be written.
    #[error("the store cannot be written")]
    ReadOnly,
    /// A key or a value is longer than [`super::MAX_LENGTH`].
    #[error("a value is too large for the store")]
    TooLarge,
    /// The row to change does not exist.
    #[error("no row has this id")]
    RowNotFound,
    /// The operating system refused, in a way that has no variant of its own.
    #[error("input or output failed: {0}")]
    Io(ErrorKind),
}

impl StoreError {
    /// A stable code for machines.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotFound => "STORE_NOT_FOUND",
            Self::AlreadyExists => "STORE_EXISTS",
            Self::AlreadyOpen => "BUSY",
            Self::ChangedElsewhere => "REOPEN",
            Self::Vault(VaultError::Unavailable) => "VAULT_UNAVAILABLE",
            Self::Vault(VaultError::KeyLost) | Self::WrongKey => "KEY_LOST",
            Self::Vault(VaultError::Refused) => "VAULT_REFUSED",
            Self::Vault(VaultError::Broken) => "VAULT_BROKEN",
            Self::WrongSchema => "WRONG_SCHEMA",
            Self::TooNew { .. } => "STORE_TOO_NEW",
            Self::Corrupt | Self::RowNotFound => "STORE_CORRUPT",
            Self::RolledBack => "ROLLED_BACK",
            Self::DiskFull => "DISK_FULL",
            Self::ReadOnly => "READ_ONLY",
            Self::TooLarge => "TOO_LARGE",
            Self::Io(_) => "IO",
        }
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            ErrorKind::NotFound => Self::NotFound,
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::DiskFull,
            ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => Self::ReadOnly,
            kind => Self::Io(kind),
        }
    }
}

/// What SQLite cannot do with a sound file of ours has no other cause than a file that is not sound.
impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error() {
            Some(failure) => from_sqlite(*failure),
            None => Self::Corrupt,
        }
    }
}

fn from_sqlite(failure: ffi::Error) -> StoreError {
    match failure.code {
        ErrorCode::DiskFull => StoreError::DiskFull,
        ErrorCode::ReadOnly | ErrorCode::PermissionDenied => StoreError::ReadOnly,
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => StoreError::AlreadyOpen,
        ErrorCode::OutOfMemory => StoreError::Io(ErrorKind::OutOfMemory),
        ErrorCode::TooBig => StoreError::TooLarge,
        ErrorCode::CannotOpen | ErrorCode::FileLockingProtocolFailed => StoreError::Io(ErrorKind::Other),
        ErrorCode::SystemIoFailure => from_io_failure(failure.extended_code),
        _ => StoreError::Corrupt,
    }
}

fn from_io_failure(extended_code: i32) -> StoreError {
    match extended_code {
        ffi::SQLITE_IOERR_SHORT_READ | ffi::SQLITE_IOERR_CORRUPTFS | ffi::SQLITE_IOERR_DATA => {
            StoreError::Corrupt
        }
        ffi::SQLITE_IOERR_NOMEM => StoreError::Io(ErrorKind::OutOfMemory),
        _ => StoreError::Io(ErrorKind::Other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_answer_of_sqlite_has_its_name() {
        let names = [
            (ffi::SQLITE_CORRUPT, StoreError::Corrupt),
            (ffi::SQLITE_NOTADB, StoreError::Corrupt),
            (ffi::SQLITE_IOERR_SHORT_READ, StoreError::Corrupt),
            (ffi::SQLITE_FULL, StoreError::DiskFull),
            (ffi::SQLITE_READONLY, StoreError::ReadOnly),
            (ffi::SQLITE_READONLY_DBMOVED, StoreError::ReadOnly),
            (ffi::SQLITE_BUSY, StoreError::AlreadyOpen),
            (ffi::SQLITE_IOERR_FSYNC, StoreError::Io(ErrorKind::Other)),
            (ffi::SQLITE_NOMEM, StoreError::Io(ErrorKind::OutOfMemory)),
        ];
        for (code, name) in names {
            let error = rusqlite::Error::SqliteFailure(ffi::Error::new(code), Some("SELECT secret".into()));
            assert_eq!(StoreError::from(error), name, "{code}");
        }
    }

    #[test]
    fn each_answer_of_the_file_system_has_its_name() {
        let names = [
            (ErrorKind::StorageFull, StoreError::DiskFull),
            (ErrorKind::ReadOnlyFilesystem, StoreError::ReadOnly),
            (ErrorKind::PermissionDenied, StoreError::ReadOnly),
            (ErrorKind::Interrupted, StoreError::Io(ErrorKind::Interrupted)),
        ];
        for (kind, name) in names {
            assert_eq!(StoreError::from(std::io::Error::from(kind)), name);
        }
    }
}
