//! What the store says about itself, sealed: its generation and what each table must hold.

use std::collections::BTreeMap;

use super::StoreError;
use super::table::{Schema, Table};

/// What one table must hold: how many rows, and the XOR of their tags.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Sum {
    pub(super) count: u64,
    pub(super) tag: u128,
}

impl Sum {
    pub(super) fn add(&mut self, row: u128) {
        self.count = self.count.wrapping_add(1);
        self.tag ^= row;
    }

    pub(super) fn remove(&mut self, row: u128) {
        self.count = self.count.wrapping_sub(1);
        self.tag ^= row;
    }
}

/// The state of a store after one transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct State {
    /// The schema version that wrote it: a file cannot be older.
    pub(super) version: u32,
    /// Counts the writing transactions.
    pub(super) generation: u64,
    sums: BTreeMap<Table, Sum>,
}

impl State {
    pub(super) fn new(version: u32) -> Self {
        Self { version, generation: 0, sums: BTreeMap::new() }
    }

    pub(super) fn sum(&self, table: Table) -> Sum {
        self.sums.get(&table).copied().unwrap_or_default()
    }

    pub(super) fn sum_mut(&mut self, table: Table) -> &mut Sum {
        self.sums.entry(table).or_default()
    }

    /// `version (4) ‖ generation (8) ‖ for each table: number (1) ‖ count (8) ‖ tag (16)`.
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut bytes = self.version.to_be_bytes().to_vec();
        bytes.extend_from_slice(&self.generation.to_be_bytes());
        for (table, sum) in &self.sums {
            bytes.push(table.number());
            bytes.extend_from_slice(&sum.count.to_be_bytes());
            bytes.extend_from_slice(&sum.tag.to_be_bytes());
        }
        bytes
    }

    pub(super) fn decode(bytes: &[u8], schema: Schema) -> Result<Self, StoreError> {
        Self::parse(bytes, schema).ok_or(StoreError::Corrupt)
    }

    fn parse(bytes: &[u8], schema: Schema) -> Option<Self> {
        let (version, rest) = bytes.split_first_chunk()?;
        let (generation, mut rest) = rest.split_first_chunk()?;
        let mut state = Self::new(u32::from_be_bytes(*version));
        state.generation = u64::from_be_bytes(*generation);
        while let Some((number, after)) = rest.split_first() {
            let (count, after) = after.split_first_chunk()?;
            let (tag, after) = after.split_first_chunk()?;
            let table = schema.tables().iter().find(|table| table.number() == *number)?;
            *state.sum_mut(*table) =
                Sum { count: u64::from_be_bytes(*count), tag: u128::from_be_bytes(*tag) };
            rest = after;
        }
        Some(state)
    }
}
