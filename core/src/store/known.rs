//! What an open store knows of the rows on disk, from reading each of them once.
//!
//! There is no index on disk: one that is damaged would hide a row from a lookup, and a gate would let a ticket in
//! twice. A table is read whole before the first answer from it, and held against its sum; from that pass the places
//! of its rows are known, so that a row which is not found where it must be is damage and never a miss.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::drawn::DrawnMap;
use super::table::{RowId, Table};

/// What a row carries to be found by its key.
pub(super) type Lookup = [u8; 16];

/// Where the rows of one table are.
#[derive(Default)]
pub(super) struct Places {
    by_id: DrawnMap<RowId, i64>,
    by_lookup: BTreeSet<(Lookup, i64)>,
}

impl Places {
    pub(super) fn add(&mut self, id: RowId, lookup: Option<Lookup>, seq: i64) {
        self.by_id.insert(id, seq);
        self.by_lookup.extend(lookup.map(|lookup| (lookup, seq)));
    }

    pub(super) fn remove(&mut self, id: RowId, lookup: Option<Lookup>, seq: i64) {
        self.by_id.remove(&id);
        if let Some(lookup) = lookup {
            self.by_lookup.remove(&(lookup, seq));
        }
    }

    pub(super) fn of(&self, id: RowId) -> Option<i64> {
        self.by_id.get(&id).copied()
    }

    /// The rows with this lookup, oldest first.
    pub(super) fn found_by(&self, lookup: Lookup) -> Vec<i64> {
        self.by_lookup.range((lookup, i64::MIN)..=(lookup, i64::MAX)).map(|(_, seq)| *seq).collect()
    }
}

/// What is known of each table.
#[derive(Default)]
pub(super) struct Known(RefCell<BTreeMap<Table, Knowledge>>);

enum Knowledge {
    /// Its rows add up.
    Summed,
    /// They do, and these are their places.
    Placed(Places),
}

impl Known {
    pub(super) fn is_summed(&self, table: Table) -> bool {
        self.0.borrow().contains_key(&table)
    }

    pub(super) fn set_summed(&self, table: Table) {
        self.0.borrow_mut().entry(table).or_insert(Knowledge::Summed);
    }

    pub(super) fn set_places(&self, table: Table, places: Places) {
        self.0.borrow_mut().insert(table, Knowledge::Placed(places));
    }

    /// What the places of a table say, if they are known.
    pub(super) fn ask<T>(&self, table: Table, question: impl FnOnce(&Places) -> T) -> Option<T> {
        match self.0.borrow().get(&table) {
            Some(Knowledge::Placed(places)) => Some(question(places)),
            _ => None,
        }
    }

    /// Keeps the places of a table as they are on disk.
    pub(super) fn tell(&self, table: Table, change: impl FnOnce(&mut Places)) {
        if let Some(Knowledge::Placed(places)) = self.0.borrow_mut().get_mut(&table) {
            change(places);
        }
    }

    /// The last changes of a table were undone: its rows add up as before, their places are read again.
    pub(super) fn forget_places(&self, table: Table) {
        if let Some(knowledge) = self.0.borrow_mut().get_mut(&table) {
            *knowledge = Knowledge::Summed;
        }
    }
}
