//! Values that were opened of late: a list that is drawn again is not decrypted again (ADR 0026).
//!
//! Each sealing has a random nonce of its own, so that table, row and nonce name one plaintext for ever. Nothing here
//! can be out of date, and nothing is answered from here alone: the row is read, and its nonce says which value it has.

use std::cell::RefCell;

use super::cipher::{NONCE_LENGTH, RowMark};
use super::drawn::DrawnMap;
use super::table::{Row, Table};

/// The most bytes that are kept: some ten thousand tickets.
const MAX_BYTES: usize = 8 * 1024 * 1024;
/// A longer value is opened each time: it would push out a whole list.
const MAX_VALUE: usize = 16 * 1024;

/// Where there is none for another value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Room {
    /// All others go: it is what was asked for last.
    Made,
    /// The others stay: a list that is longer than all room would push itself out.
    AsItIs,
}

/// What an open store has in memory of its rows; gone when it is closed or suspended.
#[derive(Default)]
pub(super) struct Recent(RefCell<Values>);

#[derive(Default)]
struct Values {
    rows: DrawnMap<[u8; NONCE_LENGTH], (Table, Row)>,
    bytes: usize,
}

impl Recent {
    /// The row with this mark, if its value was opened.
    pub(super) fn get(&self, table: Table, mark: &RowMark) -> Option<Row> {
        let values = self.0.borrow();
        let (home, row) = values.rows.get(&mark.nonce)?;
        (*home == table && row.id == mark.id).then(|| row.clone())
    }

    /// Keeps a row that was opened.
    pub(super) fn put(&self, table: Table, mark: &RowMark, row: &Row, room: Room) {
        let size = size(row);
        if size > MAX_VALUE {
            return;
        }
        let mut values = self.0.borrow_mut();
        if values.bytes + size > MAX_BYTES {
            if room == Room::AsItIs {
                return;
            }
            *values = Values::default();
        }
        values.bytes += size;
        values.rows.insert(mark.nonce, (table, row.clone()));
    }

    /// Drops what a row held that is replaced or removed.
    pub(super) fn forget(&self, mark: &RowMark) {
        let mut values = self.0.borrow_mut();
        if let Some((_, row)) = values.rows.remove(&mark.nonce) {
            values.bytes -= size(&row);
        }
    }

    #[cfg(test)]
    pub(super) fn values(&self) -> Vec<Vec<u8>> {
        self.0.borrow().rows.values().map(|(_, row)| row.value.to_vec()).collect()
    }
}

fn size(row: &Row) -> usize {
    row.value.len() + row.key.as_ref().map_or(0, Vec::len)
}
