//! Reading rows.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Params, params};

use super::cipher::{Cipher, NONCE_LENGTH, Place, RowMark};
use super::known::{Known, Lookup, Places};
use super::recent::{Recent, Room};
use super::state::{State, Sum};
use super::table::{Row, RowId, Schema, Table};
use super::{StoreError, frame};

/// Reads rows. Before the first answer from a table all of it is read once: a row that was dropped, moved or put back
/// from an older copy is [`StoreError::Corrupt`].
pub struct Reader<'a> {
    pub(super) connection: &'a Connection,
    pub(super) cipher: &'a Cipher,
    pub(super) schema: Schema,
    pub(super) state: &'a State,
    pub(super) known: &'a Known,
    pub(super) recent: &'a Recent,
}

/// From which end a table is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Oldest,
    Newest,
}

impl Reader<'_> {
    /// The row with this id.
    pub fn get(&self, table: Table, id: RowId) -> Result<Option<Row>, StoreError> {
        match self.place(table, id)? {
            Some(seq) => self.at(table, seq).map(|(row, _)| Some(row)),
            None => Ok(None),
        }
    }

    /// The rows with this key, oldest first.
    pub fn find(&self, table: Table, key: &[u8]) -> Result<Vec<Row>, StoreError> {
        let lookup = self.cipher.lookup(table, key);
        let seqs = self.places(table, |places| places.found_by(lookup))?;
        let mut rows = Vec::with_capacity(seqs.len());
        for seq in seqs {
            rows.push(self.at(table, seq)?.0);
        }
        rows.retain(|row| row.key.as_deref() == Some(key));
        Ok(rows)
    }

    /// Every row, oldest first.
    pub fn all(&self, table: Table) -> Result<Vec<Row>, StoreError> {
        let mut rows = Vec::with_capacity(self.expected(table));
        let open = |row: &rusqlite::Row<'_>| self.recall(table, row, Room::AsItIs);
        self.walk(table, open, |row| {
            rows.push(row);
            Ok::<_, StoreError>(())
        })?;
        Ok(rows)
    }

    /// At most `count` rows, oldest first: the first ones, or those that follow `after`.
    pub fn page(&self, table: Table, after: Option<RowId>, count: u32) -> Result<Vec<Row>, StoreError> {
        let after = match after {
            Some(id) => self.place(table, id)?.ok_or(StoreError::RowNotFound)?,
            None => i64::MIN,
        };
        self.ensure_summed(table)?;
        let mut rows = Vec::new();
        self.select(table, "WHERE seq > ?1 ORDER BY seq LIMIT ?2", params![after, count], |row| {
            rows.push(self.recall(table, row, Room::Made)?.0);
            Ok::<_, StoreError>(())
        })?;
        Ok(rows)
    }

    /// Shows every row to `visit`, oldest first, one in memory at a time. Where the table was not read before, what
    /// `visit` made of the rows holds only if this returns `Ok`.
    pub fn for_each<E: From<StoreError>>(
        &self,
        table: Table,
        visit: impl FnMut(Row) -> Result<(), E>,
    ) -> Result<(), E> {
        self.walk(table, |row| self.open(table, row), visit)
    }

    fn walk<E: From<StoreError>>(
        &self,
        table: Table,
        open: impl Fn(&rusqlite::Row<'_>) -> Result<(Row, RowMark), StoreError>,
        mut visit: impl FnMut(Row) -> Result<(), E>,
    ) -> Result<(), E> {
        if self.known.is_summed(table) {
            return self.select(table, "ORDER BY seq", [], |row| visit(open(row)?.0));
        }
        let mut sum = Sum::default();
        self.select(table, "ORDER BY seq", [], |row| {
            let (opened, mark) = open(row)?;
            sum.add(self.cipher.row_tag(table, &mark));
            visit(opened)
        })?;
        Ok(self.accept(table, sum)?)
    }

    /// The number of rows.
    pub fn count(&self, table: Table) -> Result<u64, StoreError> {
        self.ensure_summed(table)?;
        let sql = format!("SELECT count(*) FROM \"{}\"", table.name());
        let count: i64 = self.connection.prepare_cached(&sql)?.query_row([], |row| row.get(0))?;
        u64::try_from(count).map_err(|_| StoreError::Corrupt)
    }

    /// Where a row is.
    pub(super) fn place(&self, table: Table, id: RowId) -> Result<Option<i64>, StoreError> {
        self.places(table, |places| places.of(id))
    }

    /// How many rows the state names: room for a list, made at once. A longer one makes more as it grows.
    fn expected(&self, table: Table) -> usize {
        const MOST: u64 = 1 << 20;
        usize::try_from(self.state.sum(table).count.min(MOST)).unwrap_or_default()
    }

    /// The row at a place where one must be, and what goes into the sum of it.
    pub(super) fn at(&self, table: Table, seq: i64) -> Result<(Row, RowMark), StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM \"{}\" WHERE seq = ?1", table.name());
        let mut statement = self.connection.prepare_cached(&sql)?;
        let found = statement.query_row([seq], |row| Ok(self.recall(table, row, Room::Made))).optional()?;
        found.ok_or(StoreError::Corrupt)?
    }

    /// Reads the table once, unless that was done: its rows must be those that the state names.
    pub(super) fn ensure_summed(&self, table: Table) -> Result<(), StoreError> {
        self.schema.check(table)?;
        if self.known.is_summed(table) {
            return Ok(());
        }
        self.accept(table, self.sum(table)?)
    }

    /// Shows every row to `visit`, also those that do not open; an error if the table cannot be read on.
    pub(super) fn try_each(
        &self,
        table: Table,
        end: End,
        visit: &mut dyn FnMut(Result<(Row, RowMark), StoreError>),
    ) -> Result<(), StoreError> {
        let order = match end {
            End::Oldest => "ORDER BY seq",
            End::Newest => "ORDER BY seq DESC",
        };
        self.select(table, order, [], |row| {
            visit(self.open(table, row));
            Ok(())
        })
    }

    /// What the rows of a table add up to.
    pub(super) fn sum(&self, table: Table) -> Result<Sum, StoreError> {
        let mut sum = Sum::default();
        self.marks(table, |mark| sum.add(self.cipher.row_tag(table, &mark)))?;
        Ok(sum)
    }

    /// What the places of a table say, which is read for it if need be.
    fn places<T>(&self, table: Table, question: impl Fn(&Places) -> T) -> Result<T, StoreError> {
        if let Some(answer) = self.known.ask(table, &question) {
            return Ok(answer);
        }
        self.find_places(table)?;
        self.known.ask(table, question).ok_or(StoreError::Corrupt)
    }

    fn find_places(&self, table: Table) -> Result<(), StoreError> {
        self.schema.check(table)?;
        let (mut sum, mut places) = (Sum::default(), Places::default());
        let fresh = !self.known.is_summed(table);
        self.marks(table, |mark| {
            if fresh {
                sum.add(self.cipher.row_tag(table, &mark));
            }
            places.add(mark.id, mark.lookup, mark.seq);
        })?;
        if fresh {
            self.accept(table, sum)?;
        }
        self.known.set_places(table, places);
        Ok(())
    }

    fn accept(&self, table: Table, sum: Sum) -> Result<(), StoreError> {
        if sum != self.state.sum(table) {
            return Err(StoreError::Corrupt);
        }
        self.known.set_summed(table);
        Ok(())
    }

    fn marks(&self, table: Table, mut visit: impl FnMut(RowMark)) -> Result<(), StoreError> {
        let sql = format!("SELECT {MARK} FROM \"{}\"", table.name());
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            visit(marked(row)?.0);
        }
        Ok(())
    }

    fn select<E: From<StoreError>>(
        &self,
        table: Table,
        which: &str,
        params: impl Params,
        mut visit: impl FnMut(&rusqlite::Row<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.schema.check(table)?;
        let sql = format!("SELECT {COLUMNS} FROM \"{}\" {which}", table.name());
        let mut statement = self.connection.prepare_cached(&sql).map_err(StoreError::from)?;
        let mut rows = statement.query(params).map_err(StoreError::from)?;
        while let Some(row) = rows.next().map_err(StoreError::from)? {
            visit(row)?;
        }
        Ok(())
    }

    /// As [`Self::open`], for what is asked for again: a row, a page, a list.
    fn recall(
        &self,
        table: Table,
        row: &rusqlite::Row<'_>,
        room: Room,
    ) -> Result<(Row, RowMark), StoreError> {
        let (mark, sealed) = marked(row)?;
        if let Some(row) = self.recent.get(table, &mark) {
            return Ok((row, mark));
        }
        let row = self.unseal(table, &mark, sealed)?;
        self.recent.put(table, &mark, &row, room);
        Ok((row, mark))
    }

    fn open(&self, table: Table, row: &rusqlite::Row<'_>) -> Result<(Row, RowMark), StoreError> {
        let (mark, sealed) = marked(row)?;
        Ok((self.unseal(table, &mark, sealed)?, mark))
    }

    fn unseal(&self, table: Table, mark: &RowMark, sealed: &[u8]) -> Result<Row, StoreError> {
        let (key, value) = frame::decode(self.cipher.open(Place::Value(table, mark.id), sealed)?)?;
        Ok(Row { id: mark.id, key, value })
    }
}

const COLUMNS: &str = "seq, id, lookup, value";

/// The nonce stands first in a sealed value: a long one need not be read to its end.
const MARK: &str = "seq, id, lookup, substr(value, 1, 24)";

/// What goes into the sum of a row, and its sealed value.
fn marked<'row>(row: &'row rusqlite::Row<'_>) -> Result<(RowMark, &'row [u8]), StoreError> {
    let lookup: Option<Lookup> = match row.get_ref(2)? {
        ValueRef::Null => None,
        lookup => Some(array(lookup)?),
    };
    let sealed = blob(row.get_ref(3)?)?;
    let id = RowId(array(row.get_ref(1)?)?);
    Ok((RowMark { seq: row.get(0)?, id, lookup, nonce: nonce(sealed)? }, sealed))
}

pub(super) fn nonce(sealed: &[u8]) -> Result<[u8; NONCE_LENGTH], StoreError> {
    sealed.first_chunk().copied().ok_or(StoreError::Corrupt)
}

fn array<const N: usize>(value: ValueRef<'_>) -> Result<[u8; N], StoreError> {
    blob(value)?.try_into().map_err(|_| StoreError::Corrupt)
}

fn blob(value: ValueRef<'_>) -> Result<&[u8], StoreError> {
    value.as_blob().map_err(|_| StoreError::Corrupt)
}
