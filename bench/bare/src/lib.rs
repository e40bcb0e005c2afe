//! The least that crosses from the JVM to Rust: an object that does nothing, and one `SQLite` open.

use std::sync::Arc;

use rusqlite::Connection;

uniffi::setup_scaffolding!();

/// What a call to a method costs when there is nothing to do.
#[derive(uniffi::Object)]
pub struct Idle;

#[uniffi::export]
impl Idle {
    #[uniffi::constructor]
    #[must_use]
    pub fn new() -> Arc<Self> {
        Arc::new(Self)
    }

    /// Nothing.
    ///
    /// # Errors
    ///
    /// Never: ours can fail, so that this one is lowered in the same way.
    pub fn release(&self) -> Result<(), BareError> {
        Ok(())
    }
}

/// `SQLite` said no.
#[derive(Debug, uniffi::Error)]
pub enum BareError {
    Sqlite { text: String },
}

impl std::fmt::Display for BareError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self::Sqlite { text } = self;
        f.write_str(text)
    }
}

impl From<rusqlite::Error> for BareError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite { text: error.to_string() }
    }
}

/// Opens a database with the pragmas of our store, makes it if there is none, and reads a row.
///
/// # Errors
///
/// What `SQLite` says.
#[uniffi::export]
#[allow(clippy::needless_pass_by_value, reason = "UniFFI gives owned values")]
pub fn open_and_read(path: String) -> Result<i64, BareError> {
    let database = Connection::open(path)?;
    database.pragma_update(None, "journal_mode", "wal")?;
    database.pragma_update(None, "synchronous", "full")?;
    database.execute_batch(
        "create table if not exists t (v integer); insert into t select 1 where not exists (select 1 from t)",
    )?;
    Ok(database.query_row("select v from t", [], |row| row.get(0))?)
}
