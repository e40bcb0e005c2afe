//! One small door to disk: bytes in tables, every value encrypted and bound to its place.
//!
//! A store is a folder with one SQLite database (protocol §9). Its random key is sealed once by the host's
//! [`KeyVault`]; there is no plaintext mode. Rows have an optional key to be found by, which is on disk only as a keyed
//! hash. What a row means is not known here.
//!
//! [`Store::open`] reads the whole database once: a page, a row or an index that was damaged, dropped, moved or put
//! back from an older copy is [`StoreError::Corrupt`]. It does not notice a whole folder put back; for that the facades
//! keep [`Store::generation`] in the vault.
//!
//! What a reader of the files learns: the number of rows in each table, their order, rough sizes, and which rows of a
//! table share a key.

mod cipher;
mod database;
mod envelope;
mod erase;
mod error;
mod examine;
mod folder;
mod frame;
mod migration;
mod rows;
mod state;
mod table;
#[cfg(test)]
mod tests;

use std::fmt;
use std::path::{Path, PathBuf};

use rand_core::CryptoRng;
use rusqlite::{Connection, TransactionBehavior, params};

use crate::ports::KeyVault;
use cipher::{Cipher, Place, StoreId};
use envelope::Envelope;
use folder::Folder;
use state::State;

pub use erase::{Traces, has_traces, wipe};
pub use error::StoreError;
pub use examine::{Examined, Fault, examine};
pub use frame::MAX_LENGTH;
pub use rows::{Reader, Writer};
pub use table::{Row, RowId, Schema, Table};

/// An open store. It alone holds its folder, until it is closed or dropped.
pub struct Store {
    // Dropped in this order: the folder is free only once the database is closed.
    connection: Connection,
    folder: Folder,
    cipher: Cipher,
    schema: Schema,
    state: State,
}

impl Store {
    /// Makes a new store, and the folder if it is missing. An attempt that was interrupted leaves no store behind.
    pub fn create(
        folder: &Path,
        schema: Schema,
        vault: &dyn KeyVault,
        rng: &mut dyn CryptoRng,
    ) -> Result<Self, StoreError> {
        let folder = Folder::make(folder)?;
        let draft = folder.draft()?;
        let (envelope, cipher) = Envelope::generate(schema, vault, rng)?;
        let steps = migration::steps(schema);
        let state = frame::encode(None, &State::new(migration::newest(steps)).encode())?;
        let state = cipher.seal(Place::State, &state, rng)?;
        let mut connection = database::open(&draft)?;
        database::hurry(&connection)?;
        connection.pragma_update(None, "application_id", schema.application_id())?;
        migration::upgrade(&mut connection, steps, 0)?;
        connection.execute(
            "INSERT INTO envelope (one, store, sealed, state) VALUES (1, ?1, ?2, ?3)",
            params![envelope.store.0, envelope.sealed, state],
        )?;
        connection.close().map_err(|(_, error)| error)?;
        folder.publish(&draft)?;
        Self::load(folder, schema, vault)
    }

    /// Opens the store in `folder`, checks all of it and brings its schema up to date. A store that is
    /// [`StoreError::Corrupt`] stays where it is, see [`move_aside`].
    pub fn open(folder: &Path, schema: Schema, vault: &dyn KeyVault) -> Result<Self, StoreError> {
        Self::load(Folder::find(folder)?, schema, vault)
    }

    fn load(folder: Folder, schema: Schema, vault: &dyn KeyVault) -> Result<Self, StoreError> {
        let mut connection = database::open(&folder.database())?;
        database::check_identity(&connection, schema)?;
        let steps = migration::steps(schema);
        let version = migration::version(&connection, steps)?;
        migration::check(&connection, steps, version)?;
        database::use_log(&connection)?;
        database::check_integrity(&connection)?;
        let (envelope, state) = read_envelope(&connection)?;
        let cipher = envelope.open(schema, vault)?;
        let (_, state) = frame::decode(&cipher.open(Place::State, &state)?)?;
        let mut state = State::decode(&state, schema)?;
        if state.version > version {
            return Err(StoreError::Corrupt);
        }
        // A log that was cut, or a database put back without its folder, lacks transactions that were marked.
        if folder.marked(envelope.store).is_some_and(|marked| marked > state.generation) {
            return Err(StoreError::Corrupt);
        }
        check_rows(&Reader { connection: &connection, cipher: &cipher, schema }, &state)?;
        migration::upgrade(&mut connection, steps, version)?;
        state.version = migration::newest(steps);
        Ok(Self { connection, folder, cipher, schema, state })
    }

    /// Counts the transactions that changed this store. Only a copy put back makes it smaller.
    pub fn generation(&self) -> u64 {
        self.state.generation
    }

    /// Reads.
    pub fn read<T, E: From<StoreError>>(&self, f: impl FnOnce(&Reader<'_>) -> Result<T, E>) -> Result<T, E> {
        f(&Reader { connection: &self.connection, cipher: &self.cipher, schema: self.schema })
    }

    /// Reads and writes in one transaction: durable when this returns `Ok`, undone whole if `f` or the commit fails.
    /// A transaction that changed something makes the next generation; one that changed nothing commits nothing.
    pub fn write<T, E: From<StoreError>>(
        &mut self,
        rng: &mut dyn CryptoRng,
        f: impl FnOnce(&mut Writer<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(StoreError::from)?;
        let reader = Reader { connection: &transaction, cipher: &self.cipher, schema: self.schema };
        let mut writer = Writer::new(reader, rng, &self.state);
        let value = f(&mut writer)?;
        if let Some(state) = writer.finish()? {
            transaction.commit().map_err(StoreError::from)?;
            self.state = state;
            self.folder.mark(self.cipher.store(), self.state.generation);
        }
        Ok(value)
    }

    /// Moves the store key from one key of the host to another: one row changes, whatever the store holds.
    pub fn reseal(&mut self, from: &dyn KeyVault, to: &dyn KeyVault) -> Result<(), StoreError> {
        let (envelope, _) = read_envelope(&self.connection)?;
        let sealed = envelope.reseal(self.schema, from, to)?;
        self.connection.execute("UPDATE envelope SET sealed = ?1", params![sealed])?;
        Ok(())
    }

    /// Brings everything into the one database file and closes it. Dropping does the same, but hides a failure.
    pub fn close(self) -> Result<(), StoreError> {
        self.connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
        self.connection.close().map_err(|(_, error)| error.into())
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("schema", &self.schema).finish_non_exhaustive()
    }
}

/// Renames the files of a store that cannot be opened to `store.corrupt-N` in the same folder, so that a new one can
/// be created. Nothing is deleted. Returns where the database file is now.
pub fn move_aside(folder: &Path) -> Result<PathBuf, StoreError> {
    Folder::find(folder)?.move_aside()
}

fn read_envelope(connection: &Connection) -> Result<(Envelope, Vec<u8>), StoreError> {
    let row = connection.query_row("SELECT store, sealed, state FROM envelope", [], |row| {
        Ok((Envelope { store: StoreId(row.get(0)?), sealed: row.get(1)? }, row.get(2)?))
    })?;
    Ok(row)
}

fn check_rows(reader: &Reader<'_>, state: &State) -> Result<(), StoreError> {
    for table in reader.schema.tables() {
        if reader.sum(*table)? != state.sum(*table) {
            return Err(StoreError::Corrupt);
        }
    }
    Ok(())
}
