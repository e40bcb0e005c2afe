//! Reading and writing rows inside a transaction.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::ops::Deref;

use rand_core::CryptoRng;
use rusqlite::{Connection, params};

use super::cipher::{Place, RowMark};
use super::known::Lookup;
use super::reader::{Reader, nonce};
use super::state::State;
use super::table::{RowId, Table};
use super::{StoreError, frame};

/// Reads and writes rows. What it does is kept only if the closure that got it returns `Ok`.
pub struct Writer<'a> {
    reader: Reader<'a>,
    rng: &'a mut dyn CryptoRng,
    state: State,
    outcome: Outcome,
    touched: BTreeSet<Table>,
    changes: Changes,
}

enum Outcome {
    Untouched,
    Changed,
    Failed(StoreError),
}

/// A transaction that is ready to be committed.
pub(super) struct Finished {
    pub(super) state: State,
    pub(super) touched: BTreeSet<Table>,
    pub(super) changes: Changes,
}

impl<'a> Deref for Writer<'a> {
    type Target = Reader<'a>;

    fn deref(&self) -> &Self::Target {
        &self.reader
    }
}

impl<'a> Writer<'a> {
    /// The randomness of this transaction, for what must be drawn inside it.
    pub fn rng(&mut self) -> &mut dyn CryptoRng {
        self.rng
    }

    pub(super) fn new(reader: Reader<'a>, rng: &'a mut dyn CryptoRng) -> Self {
        let mut state = reader.state.clone();
        state.generation = state.generation.saturating_add(1);
        let (touched, changes) = (BTreeSet::new(), Changes::default());
        Self { reader, rng, state, outcome: Outcome::Untouched, touched, changes }
    }

    /// The generation the store has once this transaction is committed.
    pub fn generation(&self) -> u64 {
        self.state.generation
    }

    /// Lets this transaction make a generation above `generation`, which somebody else was told.
    pub fn outrun(&mut self, generation: u64) {
        self.state.generation = self.state.generation.max(generation.saturating_add(1));
    }

    /// Adds a row, to be found by `key`.
    pub fn insert(&mut self, table: Table, key: Option<&[u8]>, value: &[u8]) -> Result<RowId, StoreError> {
        self.ensure_summed(table)?;
        let mut id = RowId([0; 16]);
        self.rng.fill_bytes(&mut id.0);
        let sealed = self.seal(table, id, key, value)?;
        let lookup = key.map(|key| self.cipher.lookup(table, key));
        let nonce = nonce(&sealed)?;
        let seq = self.execute(table, Change::Insert { seq: None, id, lookup, sealed })?;
        self.add(table, &RowMark { seq, id, lookup, nonce });
        self.known.tell(table, |places| places.add(id, lookup, seq));
        Ok(id)
    }

    /// Replaces the value of a row; its key and its place in the order stay.
    pub fn update(&mut self, table: Table, id: RowId, value: &[u8]) -> Result<(), StoreError> {
        let seq = self.place(table, id)?.ok_or(StoreError::RowNotFound)?;
        let (row, mut mark) = self.at(table, seq)?;
        let sealed = self.seal(table, id, row.key.as_deref(), value)?;
        let fresh = nonce(&sealed)?;
        self.execute(table, Change::Update { seq, sealed })?;
        self.recent.forget(&mark);
        self.remove(table, &mark);
        mark.nonce = fresh;
        self.add(table, &mark);
        Ok(())
    }

    /// Removes a row and overwrites where it was.
    pub fn delete(&mut self, table: Table, id: RowId) -> Result<(), StoreError> {
        let seq = self.place(table, id)?.ok_or(StoreError::RowNotFound)?;
        let (_, mark) = self.at(table, seq)?;
        self.execute(table, Change::Delete { seq })?;
        self.recent.forget(&mark);
        self.remove(table, &mark);
        self.known.tell(table, |places| places.remove(id, mark.lookup, seq));
        Ok(())
    }

    /// Writes the state beside the rows; `None` if there is nothing to commit.
    pub(super) fn finish(mut self) -> Result<Option<Finished>, StoreError> {
        match self.outcome {
            Outcome::Untouched => return Ok(None),
            Outcome::Failed(error) => return Err(error),
            Outcome::Changed => {}
        }
        let plaintext = frame::encode(None, &self.state.encode())?;
        let sealed = self.reader.cipher.seal(Place::State, &plaintext, self.rng)?;
        let change = Change::State { sealed };
        change.apply(self.connection, Table::Meta)?;
        self.changes.note(Table::Meta, change);
        let (touched, changes) = (std::mem::take(&mut self.touched), std::mem::take(&mut self.changes));
        Ok(Some(Finished { state: self.state.clone(), touched, changes }))
    }

    fn add(&mut self, table: Table, mark: &RowMark) {
        let tag = self.cipher.row_tag(table, mark);
        self.state.sum_mut(table).add(tag);
    }

    fn remove(&mut self, table: Table, mark: &RowMark) {
        let tag = self.cipher.row_tag(table, mark);
        self.state.sum_mut(table).remove(tag);
    }

    fn seal(
        &mut self,
        table: Table,
        id: RowId,
        key: Option<&[u8]>,
        value: &[u8],
    ) -> Result<Vec<u8>, StoreError> {
        let plaintext = frame::encode(key, value)?;
        self.reader.cipher.seal(Place::Value(table, id), &plaintext, self.rng)
    }

    /// Changes exactly one row; gives its place.
    fn execute(&mut self, table: Table, mut change: Change) -> Result<i64, StoreError> {
        if let Outcome::Failed(error) = self.outcome {
            return Err(error);
        }
        // After some failures, of reads too, SQLite rolls back by itself; a write would then commit alone.
        if self.connection.is_autocommit() {
            return Err(StoreError::Io(ErrorKind::Interrupted));
        }
        self.touched.insert(table);
        let result = change.apply(self.connection, table);
        self.outcome = result.map_or_else(Outcome::Failed, |()| Outcome::Changed);
        result?;
        let seq = change.settle(self.connection);
        self.changes.note(table, change);
        Ok(seq)
    }
}

/// Whatever was not finished is undone on disk, and so must be what is known.
impl Drop for Writer<'_> {
    fn drop(&mut self) {
        for table in &self.touched {
            self.reader.known.forget_places(*table);
        }
    }
}

/// One change of one row.
enum Change {
    /// The place is chosen by the database the first time.
    Insert {
        seq: Option<i64>,
        id: RowId,
        lookup: Option<Lookup>,
        sealed: Vec<u8>,
    },
    Update {
        seq: i64,
        sealed: Vec<u8>,
    },
    Delete {
        seq: i64,
    },
    State {
        sealed: Vec<u8>,
    },
}

impl Change {
    fn apply(&self, connection: &Connection, table: Table) -> Result<(), StoreError> {
        let name = table.name();
        let run = |sql: &str, params: &[&dyn rusqlite::ToSql]| {
            connection.prepare_cached(sql).and_then(|mut statement| statement.execute(params))
        };
        let changed = match self {
            Self::Insert { seq, id, lookup, sealed } => run(
                &format!("INSERT INTO \"{name}\" (seq, id, lookup, value) VALUES (?1, ?2, ?3, ?4)"),
                params![seq, id.0, lookup, sealed],
            ),
            Self::Update { seq, sealed } => {
                run(&format!("UPDATE \"{name}\" SET value = ?2 WHERE seq = ?1"), params![seq, sealed])
            }
            Self::Delete { seq } => run(&format!("DELETE FROM \"{name}\" WHERE seq = ?1"), params![seq]),
            Self::State { sealed } => run("UPDATE envelope SET state = ?1", params![sealed]),
        };
        if changed? == 1 { Ok(()) } else { Err(StoreError::Corrupt) }
    }

    /// The place of its row, which is now known.
    fn settle(&mut self, connection: &Connection) -> i64 {
        match self {
            Self::Insert { seq, .. } => *seq.get_or_insert_with(|| connection.last_insert_rowid()),
            Self::Update { seq, .. } | Self::Delete { seq } => *seq,
            Self::State { .. } => 0,
        }
    }

    fn size(&self) -> usize {
        match self {
            Self::Insert { sealed, .. } | Self::Update { sealed, .. } | Self::State { sealed } => {
                sealed.len()
            }
            Self::Delete { .. } => 0,
        }
    }
}

/// What a transaction did, to do it again where its commit found the disk full.
#[derive(Default)]
pub(super) struct Changes {
    list: Vec<(Table, Change)>,
    bytes: usize,
}

impl Changes {
    /// A longer transaction is not an admission: it fails, and the next one finds the room.
    const MAX_BYTES: usize = 256 * 1024;

    fn note(&mut self, table: Table, change: Change) {
        self.bytes = self.bytes.saturating_add(change.size());
        if self.bytes > Self::MAX_BYTES {
            self.list = Vec::new();
        } else {
            self.list.push((table, change));
        }
    }

    /// Does all of it in another transaction.
    pub(super) fn repeat(&self, connection: &Connection) -> Result<(), StoreError> {
        if self.bytes > Self::MAX_BYTES {
            return Err(StoreError::DiskFull);
        }
        self.list.iter().try_for_each(|(table, change)| change.apply(connection, *table))
    }
}
