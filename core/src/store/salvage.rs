//! What still opens in a damaged store, and a whole store made of it (protocol §9).
//!
//! A value cannot be changed and stay one, so what opens was written here. Which rows are missing, and whether one is
//! from an older copy, nobody can say: the facade goes on as in a folder that was put back.

use std::path::{Path, PathBuf};

use rand_core::CryptoRng;
use rusqlite::Connection;

use super::cipher::Cipher;
use super::database::{self, Transaction};
use super::drawn::DrawnMap;
use super::examine::Found;
use super::known::Known;
use super::reader::End;
use super::recent::Recent;
use super::state::{State, Sum};
use super::{Reader, Row, Schema, StoreError, Table, Writer, draw_up};
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
    store: Found,
    schema: Schema,
    /// The highest generation that the store, its folder or its facade knows.
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
    /// Oldest first; an id once.
    rows: Vec<Row>,
    lost: u64,
}

impl Salvage {
    /// Reads every row that can be read. Changes nothing.
    ///
    /// # Errors
    /// Where nothing can be read: no store, held elsewhere, no key for it, of a newer version, or damaged where it says
    /// whose it is.
    pub(crate) fn read(path: &Path, schema: Schema, vault: &dyn KeyVault) -> Result<Self, StoreError> {
        let store = Found::read(path, schema, vault)?;
        let mut damage = Damage::None;
        if is_damage(store.layout)? || is_damage(store.pages)? {
            damage = Damage::Around;
        }
        let (known, recent, mut tables) = (Known::default(), Recent::default(), Vec::new());
        let reader = store.reader(schema, &known, &recent);
        for table in schema.tables() {
            let expected = store.sum(*table);
            let saved = Saved::read(&reader, *table, expected.map(|sum| sum.count))?;
            if saved.lost > 0 || is_damage(adds_up(&reader, *table, expected))? {
                damage = Damage::Rows;
            }
            tables.push(saved);
        }
        let known = store.state.generation.max(store.marked);
        Ok(Self { store, schema, known, tables, damage })
    }

    /// Whether nothing is wrong.
    pub(crate) fn is_whole(&self) -> bool {
        self.damage == Damage::None
    }

    /// Whether something may be missing or older than it was: as in a folder that was put back.
    pub(crate) fn lacks_rows(&self) -> bool {
        self.damage == Damage::Rows || self.store.state.generation < self.known
    }

    /// The rows of a table, oldest first.
    pub(crate) fn rows(&self, table: Table) -> impl Iterator<Item = &Row> {
        self.tables.iter().filter(move |saved| saved.table == table).flat_map(|saved| &saved.rows)
    }

    /// Leaves out rows that say nothing to the facade.
    pub(crate) fn retain(&mut self, says_something: &mut dyn FnMut(Table, &Row) -> bool) {
        for Saved { table, rows, lost } in &mut self.tables {
            let before = rows.len();
            rows.retain(|row| says_something(*table, row));
            let left_out = before.saturating_sub(rows.len()) as u64;
            *lost = lost.saturating_add(left_out);
            if left_out > 0 {
                self.damage = Damage::Rows;
            }
        }
    }

    /// Leaves out rows that open and are of no use any more; they are not lost.
    pub(crate) fn let_go(&mut self, is_needless: &mut dyn FnMut(Table, &Row) -> bool) {
        for Saved { table, rows, .. } in &mut self.tables {
            rows.retain(|row| !is_needless(*table, row));
        }
    }

    /// Takes in a generation that somebody else knows of; gives the one that the mended store will have, above all.
    pub(crate) fn outrun(&mut self, known: u64) -> u64 {
        self.known = self.known.max(known);
        self.known.saturating_add(1)
    }

    /// Puts a store of these rows in place of the damaged one, of which every byte stays beside it. Killed at any
    /// point, the folder has the one or the other.
    ///
    /// # Errors
    /// Nothing was replaced; there may be a copy aside.
    pub(crate) fn publish(self, rng: &mut dyn CryptoRng) -> Result<Mended, StoreError> {
        let Self { store: Found { connection, folder, envelope, cipher, .. }, schema, known, tables, .. } =
            self;
        let aside = folder.copy_aside()?;
        database::drain_log(&connection)?;
        database::let_log_go(&connection)?;
        database::close(connection)?;
        // The log is gone for good before another database has its name: SQLite would replay it into that one.
        folder.sync()?;
        let draft = folder.fresh_draft()?;
        let (connection, state) = draw_up(&draft, schema, &envelope, &cipher, rng)?;
        let generation = fill(Draft { connection, cipher, schema, state }, &tables, known, rng)?;
        folder.replace(&draft)?;
        folder.mark(envelope.store, generation);
        let mut mended = Mended { aside: Some(aside), ..Mended::default() };
        for Saved { table, rows, lost } in tables {
            mended.kept.push((table, rows.len() as u64));
            if lost > 0 {
                mended.lost.push((table, lost));
            }
        }
        Ok(mended)
    }
}

/// A store of no rows that is to take the place of another.
struct Draft {
    connection: Connection,
    cipher: Cipher,
    schema: Schema,
    state: State,
}

/// Writes rows into it in one transaction, above a generation; gives the one that it has then.
fn fill(store: Draft, tables: &[Saved], above: u64, rng: &mut dyn CryptoRng) -> Result<u64, StoreError> {
    let Draft { connection, cipher, schema, state } = store;
    let (known, recent) = (Known::default(), Recent::default());
    let reader = Reader {
        connection: &connection,
        cipher: &cipher,
        schema,
        state: &state,
        known: &known,
        recent: &recent,
    };
    let transaction = Transaction::begin(&connection)?;
    let mut writer = Writer::new(reader, rng);
    writer.outrun(above);
    for saved in tables {
        for row in &saved.rows {
            writer.insert(saved.table, row.key.as_deref(), &row.value)?;
        }
    }
    let generation = writer.generation();
    writer.finish()?;
    transaction.commit()?;
    database::close(connection)?;
    Ok(generation)
}

impl Saved {
    /// From both ends as far as it can be read, so that one broken page takes no others with it.
    fn read(reader: &Reader<'_>, table: Table, expected: Option<u64>) -> Result<Self, StoreError> {
        let (mut ids, mut failed) = (DrawnMap::default(), [0; 2]);
        let mut rows = [Vec::new(), Vec::new()];
        for ((end, rows), failed) in [End::Oldest, End::Newest].into_iter().zip(&mut rows).zip(&mut failed) {
            let read = reader.try_each(table, end, &mut |row| match row {
                Ok((row, mark)) if ids.insert(row.id, mark.seq).is_none() => rows.push(row),
                Ok(_) => {}
                Err(_) => *failed += 1,
            });
            if !is_damage(read)? {
                break;
            }
        }
        let [mut rows, newest] = rows;
        rows.extend(newest.into_iter().rev());
        let kept = rows.len() as u64;
        let lost = match expected {
            Some(expected) => expected.saturating_sub(kept),
            None => failed.into_iter().max().unwrap_or_default(),
        };
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
