//! Reading and writing rows inside a transaction.

use std::io::ErrorKind;
use std::ops::Deref;

use rand_core::CryptoRng;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Params, params};

use super::cipher::{Cipher, NONCE_LENGTH, Place, RowMark};
use super::state::{State, Sum};
use super::table::{Row, RowId, Schema, Table};
use super::{StoreError, frame};

/// Reads rows.
pub struct Reader<'a> {
    pub(super) connection: &'a Connection,
    pub(super) cipher: &'a Cipher,
    pub(super) schema: Schema,
}

impl Reader<'_> {
    /// The row with this id.
    pub fn get(&self, table: Table, id: RowId) -> Result<Option<Row>, StoreError> {
        let mut rows = self.collect(table, "WHERE id = ?1", params![id.0])?;
        Ok(rows.pop())
    }

    /// The rows with this key, oldest first.
    pub fn find(&self, table: Table, key: &[u8]) -> Result<Vec<Row>, StoreError> {
        let lookup = self.cipher.lookup(table, key);
        let mut rows = self.collect(table, "WHERE lookup = ?1 ORDER BY seq", params![lookup])?;
        rows.retain(|row| row.key.as_deref() == Some(key));
        Ok(rows)
    }

    /// Every row, oldest first.
    pub fn all(&self, table: Table) -> Result<Vec<Row>, StoreError> {
        self.collect(table, "ORDER BY seq", [])
    }

    /// Shows every row to `visit`, oldest first, one in memory at a time.
    pub fn for_each<E: From<StoreError>>(
        &self,
        table: Table,
        visit: impl FnMut(Row) -> Result<(), E>,
    ) -> Result<(), E> {
        self.select(table, "ORDER BY seq", [], visit)
    }

    /// The number of rows.
    pub fn count(&self, table: Table) -> Result<u64, StoreError> {
        self.schema.check(table)?;
        let sql = format!("SELECT count(*) FROM \"{}\"", table.name());
        let count: i64 = self.connection.prepare_cached(&sql)?.query_row([], |row| row.get(0))?;
        u64::try_from(count).map_err(|_| StoreError::Corrupt)
    }

    fn collect(&self, table: Table, which: &str, params: impl Params) -> Result<Vec<Row>, StoreError> {
        let mut rows = Vec::new();
        self.select(table, which, params, |row| {
            rows.push(row);
            Ok::<_, StoreError>(())
        })?;
        Ok(rows)
    }

    fn select<E: From<StoreError>>(
        &self,
        table: Table,
        which: &str,
        params: impl Params,
        mut visit: impl FnMut(Row) -> Result<(), E>,
    ) -> Result<(), E> {
        self.schema.check(table)?;
        let sql = format!("SELECT id, value FROM \"{}\" {which}", table.name());
        let mut statement = self.connection.prepare_cached(&sql).map_err(StoreError::from)?;
        let mut rows = statement.query(params).map_err(StoreError::from)?;
        while let Some(row) = rows.next().map_err(StoreError::from)? {
            visit(self.open(table, row)?)?;
        }
        Ok(())
    }

    /// Shows every row to `visit`, oldest first, also those that do not open; an error if the table cannot be read on.
    pub(super) fn try_each(
        &self,
        table: Table,
        mut visit: impl FnMut(Result<Row, StoreError>),
    ) -> Result<(), StoreError> {
        let sql = format!("SELECT id, value FROM \"{}\" ORDER BY seq", table.name());
        let mut statement = self.connection.prepare(&sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            visit(self.open(table, row));
        }
        Ok(())
    }

    fn open(&self, table: Table, row: &rusqlite::Row<'_>) -> Result<Row, StoreError> {
        let id = RowId(array(row.get_ref(0)?)?);
        let plaintext = self.cipher.open(Place::Value(table, id), blob(row.get_ref(1)?)?)?;
        let (key, value) = frame::decode(&plaintext)?;
        Ok(Row { id, key, value })
    }

    /// What the rows of a table add up to.
    pub(super) fn sum(&self, table: Table) -> Result<Sum, StoreError> {
        let sql = format!("SELECT {MARK} FROM \"{}\"", table.name());
        let mut statement = self.connection.prepare(&sql)?;
        let mut rows = statement.query([])?;
        let mut sum = Sum::default();
        while let Some(row) = rows.next()? {
            sum.add(self.cipher.row_tag(table, &mark(row)?));
        }
        Ok(sum)
    }

    fn mark(&self, table: Table, id: RowId) -> Result<RowMark, StoreError> {
        self.schema.check(table)?;
        let sql = format!("SELECT {MARK} FROM \"{}\" WHERE id = ?1", table.name());
        let mut statement = self.connection.prepare_cached(&sql)?;
        let found = statement.query_row([id.0], |row| Ok(mark(row))).optional()?;
        found.ok_or(StoreError::RowNotFound)?
    }
}

/// Reads and writes rows. What it does is kept only if the closure that got it returns `Ok`.
pub struct Writer<'a> {
    reader: Reader<'a>,
    rng: &'a mut dyn CryptoRng,
    state: State,
    outcome: Outcome,
}

enum Outcome {
    Untouched,
    Changed,
    Failed(StoreError),
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

    pub(super) fn new(reader: Reader<'a>, rng: &'a mut dyn CryptoRng, before: &State) -> Self {
        let mut state = before.clone();
        state.generation = state.generation.saturating_add(1);
        Self { reader, rng, state, outcome: Outcome::Untouched }
    }

    /// The generation the store has once this transaction is committed.
    pub fn generation(&self) -> u64 {
        self.state.generation
    }

    /// Adds a row, to be found by `key`.
    pub fn insert(&mut self, table: Table, key: Option<&[u8]>, value: &[u8]) -> Result<RowId, StoreError> {
        self.schema.check(table)?;
        let mut id = RowId([0; 16]);
        self.rng.fill_bytes(&mut id.0);
        let sealed = self.seal(table, id, key, value)?;
        let lookup = key.map(|key| self.cipher.lookup(table, key));
        let sql = format!("INSERT INTO \"{}\" (id, lookup, value) VALUES (?1, ?2, ?3)", table.name());
        self.execute(&sql, params![id.0, lookup, sealed])?;
        let mark = RowMark { seq: self.connection.last_insert_rowid(), id, lookup, nonce: nonce(&sealed)? };
        self.add(table, &mark);
        Ok(id)
    }

    /// Replaces the value of a row; its key and its place in the order stay.
    pub fn update(&mut self, table: Table, id: RowId, value: &[u8]) -> Result<(), StoreError> {
        let row = self.get(table, id)?.ok_or(StoreError::RowNotFound)?;
        let mut mark = self.mark(table, id)?;
        let sealed = self.seal(table, id, row.key.as_deref(), value)?;
        let sql = format!("UPDATE \"{}\" SET value = ?2 WHERE id = ?1", table.name());
        self.execute(&sql, params![id.0, sealed])?;
        self.remove(table, &mark);
        mark.nonce = nonce(&sealed)?;
        self.add(table, &mark);
        Ok(())
    }

    /// Removes a row and overwrites where it was.
    pub fn delete(&mut self, table: Table, id: RowId) -> Result<(), StoreError> {
        let mark = self.mark(table, id)?;
        let sql = format!("DELETE FROM \"{}\" WHERE id = ?1", table.name());
        self.execute(&sql, params![id.0])?;
        self.remove(table, &mark);
        Ok(())
    }

    /// Writes the state beside the rows; `None` if there is nothing to commit.
    pub(super) fn finish(mut self) -> Result<Option<State>, StoreError> {
        match self.outcome {
            Outcome::Untouched => return Ok(None),
            Outcome::Failed(error) => return Err(error),
            Outcome::Changed => {}
        }
        let plaintext = frame::encode(None, &self.state.encode())?;
        let sealed = self.reader.cipher.seal(Place::State, &plaintext, self.rng)?;
        self.execute("UPDATE envelope SET state = ?1", params![sealed])?;
        Ok(Some(self.state))
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

    /// Changes exactly one row.
    fn execute(&mut self, sql: &str, params: impl Params) -> Result<(), StoreError> {
        if let Outcome::Failed(error) = self.outcome {
            return Err(error);
        }
        // After some failures, of reads too, SQLite rolls back by itself; a write would then commit alone.
        if self.connection.is_autocommit() {
            return Err(StoreError::Io(ErrorKind::Interrupted));
        }
        let changed = self.connection.prepare_cached(sql).and_then(|mut statement| statement.execute(params));
        let result = match changed {
            Ok(1) => Ok(()),
            Ok(_) => Err(StoreError::Corrupt),
            Err(error) => Err(error.into()),
        };
        self.outcome = result.map_or_else(Outcome::Failed, |()| Outcome::Changed);
        result
    }
}

/// The nonce stands first in a sealed value: a long one need not be read to its end.
const MARK: &str = "seq, id, lookup, substr(value, 1, 24)";

fn mark(row: &rusqlite::Row<'_>) -> Result<RowMark, StoreError> {
    let lookup = match row.get_ref(2)? {
        ValueRef::Null => None,
        lookup => Some(array(lookup)?),
    };
    let nonce: [u8; NONCE_LENGTH] = array(row.get_ref(3)?)?;
    Ok(RowMark { seq: row.get(0)?, id: RowId(array(row.get_ref(1)?)?), lookup, nonce })
}

fn nonce(sealed: &[u8]) -> Result<[u8; NONCE_LENGTH], StoreError> {
    sealed.first_chunk().copied().ok_or(StoreError::Corrupt)
}

fn array<const N: usize>(value: ValueRef<'_>) -> Result<[u8; N], StoreError> {
    blob(value)?.try_into().map_err(|_| StoreError::Corrupt)
}

fn blob(value: ValueRef<'_>) -> Result<&[u8], StoreError> {
    value.as_blob().map_err(|_| StoreError::Corrupt)
}
