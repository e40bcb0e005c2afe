//! What of a store is open: files, locks, and what is known of the rows.

use std::borrow::Borrow;
use std::cell::Cell;

use rusqlite::{Connection, params};

use super::cipher::{Cipher, Place, StoreId};
use super::database::Transaction;
use super::envelope::Envelope;
use super::folder::Folder;
use super::known::Known;
use super::reader::Reader;
use super::recent::Recent;
use super::state::State;
use super::table::Schema;
use super::writer::Finished;
use super::{StoreError, database, frame, migration, reserve};

/// The log of a gate, in pages: a commit on the scan's path does not wait for it. About 64 MiB.
const GATE_LOG: u32 = 16 * 1024;
/// The log of the others, as SQLite has it unless it is told, and of a gate on a full disk.
const LOG: u32 = 1000;

/// A database and its folder, held by this object alone.
pub(super) struct Live {
    // Dropped in this order: the folder is free only once the database is closed.
    connection: Connection,
    folder: Folder,
    known: Known,
    recent: Recent,
    structure: Cell<Structure>,
}

/// Whether SQLite looked at every page since the file was opened.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Structure {
    Unchecked,
    Sound,
}

/// A database that was opened, and what it says about itself.
pub(super) struct Opened<K> {
    pub(super) live: Live,
    pub(super) state: State,
    pub(super) cipher: K,
    /// Transactions that the folder is marked to have had and the database lacks.
    pub(super) missing: u64,
}

impl Live {
    /// Opens the database of a folder; `keys` are those of its envelope.
    pub(super) fn open<K: Borrow<Cipher>>(
        folder: Folder,
        schema: Schema,
        keys: impl FnOnce(&Envelope) -> Result<K, StoreError>,
    ) -> Result<Opened<K>, StoreError> {
        let connection = database::open(&folder.database())?;
        database::check_identity(&connection, schema)?;
        let steps = migration::steps(schema);
        let version = migration::version(&connection, steps)?;
        migration::check(&connection, steps, version)?;
        let structure = Cell::new(Structure::Unchecked);
        let (known, recent) = (Known::default(), Recent::default());
        let mut live = Self { connection, folder, known, recent, structure };
        let (envelope, sealed) = live.envelope()?;
        let cipher = keys(&envelope)?;
        let mut state = read_state(cipher.borrow(), &sealed, schema)?;
        if state.version > version {
            return Err(StoreError::Corrupt);
        }
        // A log that was cut, or a database put back without its folder, lacks transactions that were marked.
        let marked = live.folder.marked(envelope.store).unwrap_or_default();
        let missing = marked.saturating_sub(state.generation);
        database::use_log(&live.connection)?;
        live.let_log_grow(schema)?;
        live.upgrade(steps, version)?;
        state.version = migration::newest(steps);
        Ok(Opened { live, state, cipher, missing })
    }

    /// As long as the schema has it: nobody at a door waits for a checkpoint.
    pub(super) fn let_log_grow(&self, schema: Schema) -> Result<(), StoreError> {
        match schema {
            Schema::Gate => database::limit_log(&self.connection, GATE_LOG),
            Schema::Wallet | Schema::Issuer => Ok(()),
        }
    }

    fn upgrade(&mut self, steps: &[migration::Step], version: u32) -> Result<(), StoreError> {
        if version < migration::newest(steps) {
            self.ensure_sound()?;
        }
        migration::upgrade(&mut self.connection, steps, version)
    }

    pub(super) fn reader<'a>(&'a self, cipher: &'a Cipher, schema: Schema, state: &'a State) -> Reader<'a> {
        let Self { connection, known, recent, .. } = self;
        Reader { connection, cipher, schema, state, known, recent }
    }

    /// Looks at every page, unless that was done.
    pub(super) fn ensure_sound(&self) -> Result<(), StoreError> {
        if self.structure.get() == Structure::Unchecked {
            database::check_structure(&self.connection)?;
            self.structure.set(Structure::Sound);
        }
        Ok(())
    }

    pub(super) fn begin(&self) -> Result<Transaction<'_>, StoreError> {
        Transaction::begin(&self.connection)
    }

    /// Commits. Where the disk is full the reserve is given up for it.
    pub(super) fn commit(&self, transaction: Transaction<'_>, finished: &Finished) -> Result<(), StoreError> {
        let mut outcome = transaction.commit();
        if outcome == Err(StoreError::DiskFull) && reserve::release(self.folder.path()) {
            outcome = self.repeat(finished);
        }
        match outcome {
            Ok(()) => self.let_log_go(),
            Err(_) => finished.touched.iter().for_each(|table| self.known.forget_places(*table)),
        }
        outcome
    }

    pub(super) fn repeat(&self, finished: &Finished) -> Result<(), StoreError> {
        database::limit_log(&self.connection, LOG)?;
        let transaction = self.begin()?;
        finished.changes.repeat(&self.connection)?;
        transaction.commit()
    }

    /// What was committed went on from what the log held: it is not damage any more that somebody may want to look at.
    fn let_log_go(&self) {
        // The commit is durable already; a log that stays is brought in later.
        let _best_effort = database::let_log_go(&self.connection);
    }

    /// Marks in the folder which transaction is on disk.
    pub(super) fn mark(&self, store: StoreId, generation: u64) {
        self.folder.mark(store, generation);
    }

    pub(super) fn checkpoint(&self) -> Result<(), StoreError> {
        database::checkpoint(&self.connection)
    }

    pub(super) fn envelope(&self) -> Result<(Envelope, Vec<u8>), StoreError> {
        read_envelope(&self.connection)
    }

    pub(super) fn put_sealed(&self, sealed: &[u8]) -> Result<(), StoreError> {
        match self.connection.execute("UPDATE envelope SET sealed = ?1", params![sealed])? {
            1 => {
                self.let_log_go();
                Ok(())
            }
            _ => Err(StoreError::Corrupt),
        }
    }

    /// Writes the database anew, without what was deleted, and leaves the log empty. Rows stay at their places. What was
    /// copied before a mending goes: it has what was deleted since.
    pub(super) fn rewrite(&self) -> Result<(), StoreError> {
        self.connection.flush_prepared_statement_cache();
        self.connection.execute_batch("VACUUM")?;
        database::drain_log(&self.connection)?;
        self.folder.remove_copies()
    }

    /// The folder, still held, with every file that was open: SQLite would delete the log and not overwrite it.
    pub(super) fn into_folder(self) -> Result<Folder, StoreError> {
        let Self { connection, folder, .. } = self;
        database::keep_log(&connection)?;
        Ok(folder)
    }

    /// The log stays, with nothing in it: an opening that makes it anew takes an eighth longer.
    pub(super) fn close(self) -> Result<(), StoreError> {
        let brought_in = self.connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)");
        if brought_in.is_ok() {
            database::keep_log(&self.connection)?;
        }
        database::close(self.connection)?;
        Ok(brought_in?)
    }

    #[cfg(test)]
    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }

    #[cfg(test)]
    pub(super) fn recent(&self) -> &Recent {
        &self.recent
    }
}

pub(super) fn read_envelope(connection: &Connection) -> Result<(Envelope, Vec<u8>), StoreError> {
    let row = connection.query_row("SELECT store, sealed, state FROM envelope", [], |row| {
        Ok((Envelope { store: StoreId(row.get(0)?), sealed: row.get(1)? }, row.get(2)?))
    })?;
    Ok(row)
}

pub(super) fn read_state(cipher: &Cipher, sealed: &[u8], schema: Schema) -> Result<State, StoreError> {
    let (_, state) = frame::decode(cipher.open(Place::State, sealed)?)?;
    State::decode(&state, schema)
}
