//! One connection to SQLite, set up the one way we use it.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, MAIN_DB, OpenFlags};

use super::StoreError;
use super::folder::log_of;
use super::table::Schema;

/// The exclusive lock keeps the log's index in memory: no shared file, no mapped page that can fail to load.
const SETTINGS: &str = "
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA mmap_size = 0;
    PRAGMA cell_size_check = ON;
    PRAGMA trusted_schema = OFF;
    PRAGMA secure_delete = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA synchronous = FULL;
    PRAGMA fullfsync = ON;
    PRAGMA checkpoint_fullfsync = ON;";

/// The one writer's transaction. Dropped before it is committed, it is undone.
pub(super) struct Transaction<'a>(&'a Connection);

impl<'a> Transaction<'a> {
    pub(super) fn begin(connection: &'a Connection) -> Result<Self, StoreError> {
        run(connection, "BEGIN IMMEDIATE")?;
        Ok(Self(connection))
    }

    pub(super) fn commit(self) -> Result<(), StoreError> {
        run(self.0, "COMMIT")
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if !self.0.is_autocommit() {
            // Where it fails SQLite undoes it when the database is opened again.
            let _best_effort = run(self.0, "ROLLBACK");
        }
    }
}

/// Parsed once, not for each scan.
fn run(connection: &Connection, sql: &str) -> Result<(), StoreError> {
    connection.prepare_cached(sql)?.execute([])?;
    Ok(())
}

/// Opens a file that exists and can be written. A log beside it stays as it is when the connection goes, until
/// [`let_log_go`]: SQLite alone brings in what holds of a log and deletes it, also one that was cut, of a store that does
/// not open.
pub(super) fn open(file: &Path) -> Result<Connection, StoreError> {
    let has_log = log_of(file).try_exists()?;
    // Beside a file of no page SQLite deletes the log at its first look.
    if has_log && file.metadata()?.len() == 0 {
        return Err(StoreError::Corrupt);
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    if has_log {
        keep_log(&connection)?;
    }
    connection.busy_timeout(Duration::ZERO)?;
    connection.set_prepared_statement_cache_capacity(64);
    connection.execute_batch(SETTINGS)?;
    if connection.is_readonly(MAIN_DB)? { Err(StoreError::ReadOnly) } else { Ok(connection) }
}

/// Closing leaves the log where it is.
pub(super) fn keep_log(connection: &Connection) -> Result<(), StoreError> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    Ok(())
}

/// The log is this connection's own from now on, or brought in: closing brings in what is in it and deletes it.
pub(super) fn let_log_go(connection: &Connection) -> Result<(), StoreError> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    Ok(())
}

/// Closes a database, and says so where that fails.
pub(super) fn close(connection: Connection) -> Result<(), StoreError> {
    Ok(connection.close().map_err(|(_, error)| error)?)
}

/// For a draft that nobody opens before it was synced whole and renamed: waiting for the disk at each step is in vain.
pub(super) fn hurry(connection: &Connection) -> Result<(), StoreError> {
    Ok(connection.execute_batch("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;")?)
}

/// Switches to the write-ahead log, in which a commit is durable when it returns.
pub(super) fn use_log(connection: &Connection) -> Result<(), StoreError> {
    let mode: String = connection.query_row("PRAGMA journal_mode = wal", [], |row| row.get(0))?;
    if mode == "wal" { Ok(()) } else { Err(StoreError::ReadOnly) }
}

/// Whose database this is.
pub(super) fn check_identity(connection: &Connection, schema: Schema) -> Result<(), StoreError> {
    let found: i32 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    match Schema::ALL.iter().find(|known| known.application_id() == found) {
        Some(known) if *known == schema => Ok(()),
        Some(_) => Err(StoreError::WrongSchema),
        None => Err(StoreError::Corrupt),
    }
}

/// Whether every page is in use once or free, and every cell in order. Values and missing rows are the sums' business;
/// this is for writing: a page that counts as free and is not would be written over.
pub(super) fn check_structure(connection: &Connection) -> Result<(), StoreError> {
    let answer: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if answer == "ok" { Ok(()) } else { Err(StoreError::Corrupt) }
}

/// After how many pages of the log a commit brings them into the database by itself. A gate's log is brought in when
/// nobody waits, or at the latest at 64 MiB.
pub(super) fn limit_log(connection: &Connection, pages: u32) -> Result<(), StoreError> {
    Ok(connection.query_row(&format!("PRAGMA wal_autocheckpoint = {pages}"), [], |_| Ok(()))?)
}

/// Brings the log into the database to its last frame and leaves it empty.
pub(super) fn drain_log(connection: &Connection) -> Result<(), StoreError> {
    let busy: i64 = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy == 0 { Ok(()) } else { Err(StoreError::AlreadyOpen) }
}

/// Brings the log into the database; the next commit begins to write over it.
pub(super) fn checkpoint(connection: &Connection) -> Result<(), StoreError> {
    Ok(connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?)
}
