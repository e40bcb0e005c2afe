//! What still opens in a damaged store, and a whole store made of it (protocol §9).
//!
//! A value cannot be changed and stay one, so what opens was written here. Which rows are missing, and whether one is
//! from an older copy, nobody can say: the facade goes on as in a folder that was put back.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rand_core::CryptoRng;
use rusqlite::Connection;

use super::cipher::Cipher;
use super::database::{self, Transaction};
use super::envelope::Envelope;
use super::folder::Folder;
use super::known::Known;
use super::live::{read_envelope, read_state};
use super::reader::End;
use super::recent::Recent;
use super::state::{State, Sum};
use super::{Reader, Row, Schema, StoreError, Table, Writer, draw_up, migration};
use crate::ports::KeyVault;

/// What a mending kept; empty where nothing was damaged.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mended {
    /// The rows of each table that opened and are in the store again.
    pub kept: Vec<(Table, u64)>,
    /// The rows of each table that are gone, as far as the store knows how many it had. Tables without any are left out.
    pub lost: Vec<(Table, u64)>,
    /// Where the database is now as it was before.
    pub aside: Option<PathBuf>,
}

/// The rows of a damaged store that open. It holds the folder.
pub(crate) struct Salvage {
    folder: Folder,
    schema: Schema,
    envelope: Envelope,
    cipher: Cipher,
    /// What the store says of its transactions, and the highest number that anybody else knows.
    generation: u64,
    known: u64,
    tables: Vec<Saved>,
    damage: Damage,
}

/// How much is wrong.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Damage {
    None,
    /// Pages or layout: every row is there, and no other.
    Around,
    /// Rows are missing, changed, added or older.
    Rows,
}

struct Saved {
    table: Table,
    /// By their place; an id once.
    rows: BTreeMap<i64, Row>,
    lost: u64,
}

impl Salvage {
    /// Reads every row that can be read. Changes nothing.
    ///
    /// # Errors
    /// Where nothing can be read: no store, held elsewhere, no key for it, of a newer version, or damaged where it says
    /// whose it is.
    pub(crate) fn read(path: &Path, schema: Schema, vault: &dyn KeyVault) -> Result<Self, StoreError> {
        let folder = Folder::find(path)?;
        let connection = database::open(&folder.database())?;
        database::check_identity(&connection, schema)?;
        let steps = migration::steps(schema);
        let version = migration::version(&connection, steps)?;
        let (envelope, sealed) = read_envelope(&connection)?;
        let cipher = envelope.open(schema, vault)?;
        let state = read_state(&cipher, &sealed, schema).ok();
        let layout = is_damage(migration::check(&connection, steps, version))?;
        let pages = is_damage(database::check_structure(&connection))?;
        let known = folder.marked(envelope.store).unwrap_or_default();
        let generation = state.as_ref().map_or(0, |state| state.generation);
        let damage = match &state {
            None => Damage::Rows,
            Some(_) if layout || pages => Damage::Around,
            Some(_) => Damage::None,
        };
        let tables = Vec::new();
        let mut found = Self { folder, schema, envelope, cipher, generation, known, tables, damage };
        found.read_tables(&connection, state.as_ref(), version)?;
        Ok(found)
    }

    fn read_tables(
        &mut self,
        connection: &Connection,
        state: Option<&State>,
        version: u32,
    ) -> Result<(), StoreError> {
        let (known, recent, unknown) = (Known::default(), Recent::default(), State::new(version));
        let reader = Reader {
            connection,
            cipher: &self.cipher,
            schema: self.schema,
            state: state.unwrap_or(&unknown),
            known: &known,
            recent: &recent,
        };
        for table in self.schema.tables() {
            let expected = state.map(|state| state.sum(*table));
            let saved = Saved::read(&reader, *table, expected.map(|sum| sum.count))?;
            if saved.lost > 0 || is_damage(adds_up(&reader, *table, expected))? {
                self.damage = Damage::Rows;
            }
            self.tables.push(saved);
        }
        Ok(())
    }

    /// Whether nothing is wrong.
    pub(crate) fn is_whole(&self) -> bool {
        self.damage == Damage::None
    }

    /// Whether something may be missing or older than it was: as in a folder that was put back.
    pub(crate) fn lacks_rows(&self) -> bool {
        self.damage == Damage::Rows || self.generation < self.known
    }

    /// The rows of a table, oldest first.
    pub(crate) fn rows(&self, table: Table) -> impl Iterator<Item = &Row> {
        self.tables.iter().filter(move |saved| saved.table == table).flat_map(|saved| saved.rows.values())
    }

    /// Leaves out rows that say nothing to the facade.
    pub(crate) fn retain(&mut self, mut says_something: impl FnMut(Table, &Row) -> bool) {
        for Saved { table, rows, lost } in &mut self.tables {
            let before = rows.len();
            rows.retain(|_, row| says_something(*table, row));
            let left_out = before.saturating_sub(rows.len()) as u64;
            *lost = lost.saturating_add(left_out);
            if left_out > 0 {
                self.damage = Damage::Rows;
            }
        }
    }

    /// Takes in a generation that somebody else knows of; gives the one that the mended store will have, above all.
    pub(crate) fn outrun(&mut self, known: u64) -> u64 {
        self.known = self.known.max(known);
        self.generation.max(self.known).saturating_add(1)
    }

    /// Puts a store of these rows in place of the damaged one, of which every byte stays beside it. Killed at any
    /// point, the folder has the one or the other.
    ///
    /// # Errors
    /// Nothing was replaced; there may be a copy aside.
    pub(crate) fn publish(self, rng: &mut dyn CryptoRng) -> Result<Mended, StoreError> {
        let aside = self.folder.copy_aside()?;
        let damaged = database::open(&self.folder.database())?;
        database::drain_log(&damaged)?;
        database::let_log_go(&damaged)?;
        damaged.close().map_err(|(_, error)| error)?;
        let draft = self.folder.fresh_draft()?;
        let generation = self.fill(&draft, rng)?;
        self.folder.replace(&draft)?;
        self.folder.mark(self.envelope.store, generation);
        let kept = self.tables.iter().map(|saved| (saved.table, saved.rows.len() as u64));
        let lost = self.tables.iter().map(|saved| (saved.table, saved.lost)).filter(|(_, lost)| *lost > 0);
        Ok(Mended { kept: kept.collect(), lost: lost.collect(), aside: Some(aside) })
    }

    fn fill(&self, draft: &Path, rng: &mut dyn CryptoRng) -> Result<u64, StoreError> {
        let (connection, state) = draw_up(draft, self.schema, &self.envelope, &self.cipher, rng)?;
        let (known, recent) = (Known::default(), Recent::default());
        let transaction = Transaction::begin(&connection)?;
        let reader = Reader {
            connection: &connection,
            cipher: &self.cipher,
            schema: self.schema,
            state: &state,
            known: &known,
            recent: &recent,
        };
        let mut writer = Writer::new(reader, rng);
        writer.outrun(self.generation.max(self.known));
        for saved in &self.tables {
            for row in saved.rows.values() {
                writer.insert(saved.table, row.key.as_deref(), &row.value)?;
            }
        }
        let generation = writer.generation();
        writer.finish()?;
        transaction.commit()?;
        connection.close().map_err(|(_, error)| error)?;
        Ok(generation)
    }
}

impl Saved {
    /// From both ends as far as it can be read, so that one broken page takes no others with it.
    fn read(reader: &Reader<'_>, table: Table, expected: Option<u64>) -> Result<Self, StoreError> {
        let (mut rows, mut ids, mut most_failed) = (BTreeMap::new(), BTreeSet::new(), 0);
        for end in [End::Oldest, End::Newest] {
            let mut failed = 0;
            let read = reader.try_each(table, end, |row| match row {
                Ok((row, mark)) if ids.insert(row.id) => drop(rows.insert(mark.seq, row)),
                Ok(_) => {}
                Err(_) => failed += 1,
            });
            most_failed = failed.max(most_failed);
            if !is_damage(read)? {
                break;
            }
        }
        let kept = rows.len() as u64;
        let lost = expected.map_or(most_failed, |expected| expected.saturating_sub(kept));
        Ok(Self { table, rows, lost })
    }
}

fn adds_up(reader: &Reader<'_>, table: Table, expected: Option<Sum>) -> Result<(), StoreError> {
    if Some(reader.sum(table)?) == expected { Ok(()) } else { Err(StoreError::Corrupt) }
}

/// Damage is what is mended; a disk that does not answer is nothing to leave rows out for.
fn is_damage(outcome: Result<(), StoreError>) -> Result<bool, StoreError> {
    match outcome {
        Ok(()) => Ok(false),
        Err(StoreError::Corrupt) => Ok(true),
        Err(error) => Err(error),
    }
}
