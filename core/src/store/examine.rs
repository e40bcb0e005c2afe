//! Reading a whole store to say what is wrong with it, where [`Store::open`](super::Store::open) only says that
//! something is.

use std::path::Path;

use super::folder::Folder;
use super::known::Known;
use super::live::{read_envelope, read_state};
use super::reader::End;
use super::recent::Recent;
use super::state::State;
use super::{Reader, Row, Schema, StoreError, Table, database, migration};
use crate::ports::KeyVault;

/// What an examination found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Examined {
    /// The rows of each table that open.
    pub rows: Vec<(Table, u64)>,
    /// What is damaged; empty if everything is as it was written.
    pub faults: Vec<Fault>,
    /// How many transactions changed the store, as it says itself.
    pub generation: Option<u64>,
}

/// One damage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// Pages or cells of the database do not agree.
    Pages,
    /// The tables are not those of this version.
    Layout,
    /// What the store says about itself was changed.
    State,
    /// Changes that were on disk are gone: a log that was cut, or a database without its folder.
    Lost,
    /// A row was changed, cut or moved: it does not open.
    Row {
        /// Its table.
        table: Table,
        /// Its place in the table's order, from 1.
        place: u64,
    },
    /// A row opens, and what it holds is not what this library writes there.
    Content {
        /// Its table.
        table: Table,
        /// Its place in the table's order, from 1.
        place: u64,
    },
    /// A signature or a hash chain in a row does not hold, or what it rests on is not there.
    Chain {
        /// Its table.
        table: Table,
        /// Its place in the table's order, from 1.
        place: u64,
    },
    /// Rows were taken away, added, or put back from an older copy.
    Rows {
        /// The table.
        table: Table,
    },
}

impl Fault {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pages => "PAGES",
            Self::Layout => "LAYOUT",
            Self::State => "STATE",
            Self::Lost => "CHANGES_LOST",
            Self::Row { .. } => "ROW_CHANGED",
            Self::Content { .. } => "ROW_UNREADABLE",
            Self::Chain { .. } => "CHAIN_BROKEN",
            Self::Rows { .. } => "ROWS_MISSING",
        }
    }

    /// The table it is in, if it is in one.
    pub const fn table(self) -> Option<Table> {
        match self {
            Self::Row { table, .. }
            | Self::Content { table, .. }
            | Self::Chain { table, .. }
            | Self::Rows { table } => Some(table),
            Self::Pages | Self::Layout | Self::State | Self::Lost => None,
        }
    }

    /// The row it is in, from 1, if it is in one.
    pub const fn place(self) -> Option<u64> {
        match self {
            Self::Row { place, .. } | Self::Content { place, .. } | Self::Chain { place, .. } => Some(place),
            Self::Pages | Self::Layout | Self::State | Self::Lost | Self::Rows { .. } => None,
        }
    }
}

/// Reads everything in a store and shows each row that opens, with its place from 1, to `visit`, which may find more.
/// Changes nothing.
///
/// # Errors
/// Where nothing can be said: no store, held elsewhere, no key for it, or of a newer version.
pub fn examine(
    folder: &Path,
    schema: Schema,
    vault: &dyn KeyVault,
    mut visit: impl FnMut(Table, u64, &Row) -> Option<Fault>,
) -> Result<Examined, StoreError> {
    let folder = Folder::find(folder)?;
    let connection = database::open(&folder.database())?;
    database::check_identity(&connection, schema)?;
    let steps = migration::steps(schema);
    let version = migration::version(&connection, steps)?;
    let (envelope, sealed) = read_envelope(&connection)?;
    let cipher = envelope.open(schema, vault)?;
    let mut found = Examined::default();
    found.note(migration::check(&connection, steps, version), Fault::Layout);
    found.note(database::check_structure(&connection), Fault::Pages);
    let state = read_state(&cipher, &sealed, schema).ok();
    found.generation = state.as_ref().map(|state| state.generation);
    match &state {
        None => found.faults.push(Fault::State),
        Some(state) if folder.marked(envelope.store).is_some_and(|marked| marked > state.generation) => {
            found.faults.push(Fault::Lost);
        }
        Some(_) => {}
    }
    let (known, recent, unknown) = (Known::default(), Recent::default(), State::new(version));
    let expected = state.as_ref().unwrap_or(&unknown);
    let (connection, cipher) = (&connection, &cipher);
    let reader = Reader { connection, cipher, schema, state: expected, known: &known, recent: &recent };
    for table in schema.tables() {
        found.read_table(&reader, *table, &mut visit);
        let sum = state.as_ref().map(|state| state.sum(*table));
        if sum.is_some_and(|sum| reader.sum(*table) != Ok(sum)) {
            found.faults.push(Fault::Rows { table: *table });
        }
    }
    Ok(found)
}

impl Examined {
    fn note(&mut self, outcome: Result<(), StoreError>, fault: Fault) {
        if outcome.is_err() {
            self.faults.push(fault);
        }
    }

    fn read_table(
        &mut self,
        reader: &Reader<'_>,
        table: Table,
        visit: &mut impl FnMut(Table, u64, &Row) -> Option<Fault>,
    ) {
        let (mut place, mut opened) = (0, 0);
        let read = reader.try_each(table, End::Oldest, |row| {
            place += 1;
            match row {
                Ok((row, _)) => {
                    opened += 1;
                    self.faults.extend(visit(table, place, &row));
                }
                Err(_) => self.faults.push(Fault::Row { table, place }),
            }
        });
        if read.is_err() {
            self.faults.push(Fault::Row { table, place: place + 1 });
        }
        self.rows.push((table, opened));
    }
}
