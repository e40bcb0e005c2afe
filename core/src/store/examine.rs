//! Reading a whole store to say what is wrong with it, where [`Store::open`](super::Store::open) only says that
//! something is.

use std::path::Path;

use rusqlite::Connection;

use super::cipher::Cipher;
use super::envelope::Envelope;
use super::folder::Folder;
use super::known::Known;
use super::live::{read_envelope, read_state};
use super::reader::End;
use super::recent::Recent;
use super::state::{State, Sum};
use super::{Reader, Row, Schema, StoreError, Table, database, migration};
use crate::ports::KeyVault;

/// Looks at a row and its place, and names what is wrong with it.
type Visit<'a> = &'a mut dyn FnMut(Table, u64, &Row) -> Option<Fault>;

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
    Ok(Examined::of(&Found::read(folder, schema, vault)?, schema, &mut visit))
}

/// A store that was opened to be looked at, whatever is wrong with it. It holds the folder.
pub(super) struct Found {
    // Dropped in this order: the folder is free only once the database is closed.
    pub(super) connection: Connection,
    pub(super) folder: Folder,
    pub(super) envelope: Envelope,
    pub(super) cipher: Cipher,
    /// What it says of itself; where that does not open, what a store of no rows says.
    pub(super) state: State,
    pub(super) is_state_whole: Result<(), StoreError>,
    pub(super) layout: Result<(), StoreError>,
    pub(super) pages: Result<(), StoreError>,
    /// The generation that the folder is marked with.
    pub(super) marked: u64,
}

impl Found {
    pub(super) fn read(path: &Path, schema: Schema, vault: &dyn KeyVault) -> Result<Self, StoreError> {
        let folder = Folder::find(path)?;
        let connection = database::open(&folder.database())?;
        database::check_identity(&connection, schema)?;
        let steps = migration::steps(schema);
        let version = migration::version(&connection, steps)?;
        let (envelope, sealed) = read_envelope(&connection)?;
        let cipher = envelope.open(schema, vault)?;
        let layout = migration::check(&connection, steps, version);
        let pages = database::check_structure(&connection);
        let marked = folder.marked(envelope.store).unwrap_or_default();
        let read = read_state(&cipher, &sealed, schema);
        let is_state_whole = read.as_ref().map(drop).map_err(|error| *error);
        let state = read.unwrap_or_else(|_| State::new(version));
        Ok(Self { connection, folder, envelope, cipher, state, is_state_whole, layout, pages, marked })
    }

    pub(super) fn reader<'a>(&'a self, schema: Schema, known: &'a Known, recent: &'a Recent) -> Reader<'a> {
        let Self { connection, cipher, state, .. } = self;
        Reader { connection, cipher, schema, state, known, recent }
    }

    /// How many rows a table must have and what they add up to, where that is known.
    pub(super) fn sum(&self, table: Table) -> Option<Sum> {
        self.is_state_whole.ok().map(|()| self.state.sum(table))
    }
}

impl Examined {
    fn of(store: &Found, schema: Schema, visit: Visit<'_>) -> Self {
        let mut found = Self::default();
        found.note(store.layout, Fault::Layout);
        found.note(store.pages, Fault::Pages);
        found.note(store.is_state_whole, Fault::State);
        found.generation = store.is_state_whole.ok().map(|()| store.state.generation);
        if found.generation.is_some_and(|generation| store.marked > generation) {
            found.faults.push(Fault::Lost);
        }
        let (known, recent) = (Known::default(), Recent::default());
        let reader = store.reader(schema, &known, &recent);
        for table in schema.tables() {
            found.read_table(&reader, *table, visit);
            if store.sum(*table).is_some_and(|sum| reader.sum(*table) != Ok(sum)) {
                found.faults.push(Fault::Rows { table: *table });
            }
        }
        found
    }

    fn note(&mut self, outcome: Result<(), StoreError>, fault: Fault) {
        if outcome.is_err() {
            self.faults.push(fault);
        }
    }

    fn read_table(&mut self, reader: &Reader<'_>, table: Table, visit: Visit<'_>) {
        let (mut place, mut opened) = (0, 0);
        let read = reader.try_each(table, End::Oldest, &mut |row| {
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
