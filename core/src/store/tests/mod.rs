//! What a store keeps, and what it does when its files are not what it wrote.

mod damage;
mod erase;
mod faults;
mod full;
mod log;
mod lookups;
mod older;
mod recent;
mod reserve;
mod rows;
mod salvage;
mod suspend;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use rusqlite::Connection;
use tempfile::TempDir;

use super::{Row, Schema, Store, StoreError, Table};
use crate::testing::MemoryVault;

/// A folder, a vault and randomness.
struct Bench {
    folder: TempDir,
    vault: std::sync::Arc<MemoryVault>,
    rng: ChaCha20Rng,
}

/// Thousands of openings: on a disk each waits for it.
fn in_memory() -> TempDir {
    let shared = Path::new("/dev/shm");
    if shared.is_dir() { tempfile::tempdir_in(shared) } else { tempfile::tempdir() }.unwrap()
}

/// Which tables of a schema a test fills.
#[derive(Clone, Copy)]
struct Filling {
    schema: Schema,
    /// With a row for each key, some of them long.
    many: Table,
    /// With several rows a key.
    few: Table,
    /// With one row over several pages.
    long: Table,
    /// With nothing yet.
    empty: Table,
}

const WALLET: Filling = Filling {
    schema: Schema::Wallet,
    many: Table::Ticket,
    few: Table::Event,
    long: Table::Evidence,
    empty: Table::Tombstone,
};
const GATE: Filling = Filling {
    schema: Schema::Gate,
    many: Table::Entry,
    few: Table::Head,
    long: Table::Event,
    empty: Table::Waiting,
};

impl Bench {
    fn new() -> Self {
        let folder = in_memory();
        Self { folder, vault: MemoryVault::new(), rng: ChaCha20Rng::seed_from_u64(7) }
    }

    fn create(&mut self, schema: Schema) -> Store {
        Store::create(self.folder.path(), schema, &*self.vault, &mut self.rng).unwrap()
    }

    fn open(&self, schema: Schema) -> Result<Store, StoreError> {
        Store::open(self.folder.path(), schema, &*self.vault)
    }

    /// A closed wallet store with rows in three tables, some deleted and some long.
    fn filled(&mut self) -> Vec<Row> {
        self.filled_as(WALLET)
    }

    fn filled_as(&mut self, Filling { schema, many, few, long, .. }: Filling) -> Vec<Row> {
        let mut store = self.create(schema);
        for n in 0..12_u8 {
            insert(&mut store, &mut self.rng, many, &[n], &vec![n; 40 + usize::from(n) * 30]);
            insert(&mut store, &mut self.rng, few, &[n % 3], b"doors open at eight");
        }
        insert(&mut store, &mut self.rng, long, b"long", &[9; 5000]);
        let gone = store.read(|r| r.find(many, &[5])).unwrap().remove(0).id;
        store.write(&mut self.rng, |w| w.delete(many, gone)).unwrap();
        let rows = all(&store).unwrap();
        store.close().unwrap();
        rows
    }

    /// The same with a row in every table of the schema.
    fn filled_everywhere(&mut self, filling: Filling) -> Vec<Row> {
        self.filled_as(filling);
        let mut store = self.open(filling.schema).unwrap();
        for table in filling.schema.tables() {
            insert(&mut store, &mut self.rng, *table, b"one more", &[table.number(); 100]);
        }
        let rows = all(&store).unwrap();
        store.close().unwrap();
        rows
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// SQL behind the store's back.
    fn tamper(&self, sql: &str) {
        Connection::open(self.path("store.db")).unwrap().execute_batch(sql).unwrap();
    }
}

fn insert(store: &mut Store, rng: &mut ChaCha20Rng, table: Table, key: &[u8], value: &[u8]) {
    store.write(rng, |w| w.insert(table, Some(key), value)).map(drop).unwrap();
}

/// Every row of a store.
fn all(store: &Store) -> Result<Vec<Row>, StoreError> {
    store.read(|r| {
        let tables = store.schema.tables().iter();
        tables.map(|table| r.all(*table)).collect::<Result<Vec<_>, _>>().map(|rows| rows.concat())
    })
}

/// The files of a store as they are now, as a crash would leave them.
fn copy(from: &Path) -> TempDir {
    let to = in_memory();
    for file in fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), to.path().join(file.file_name())).unwrap();
    }
    to
}

/// Every file of a folder but the lock, which each opening may make.
fn files(folder: &Path) -> BTreeMap<OsString, Vec<u8>> {
    let files = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let files = files.filter(|file| file.file_name() != "store.lock");
    files.map(|file| (file.file_name(), fs::read(file.path()).unwrap())).collect()
}
