//! Rows in the store against the same rows in plain `SQLite`.

use std::hint::black_box;
use std::path::{Path, PathBuf};

use anyhow::Result;
use chacha20poly1305::aead::AeadInOut as _;
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305};
use mogiri::store::{RowId, Schema, Store, StoreError, Table};
use mogiri::testing::MemoryVault;
use rand_core::Rng as _;

use crate::contest::{self, Side, prepared, work};
use crate::matrix::Peer;
use crate::plain::{Plain, Row};
use crate::random;
use crate::table::{Target, print_outcome, print_timed};

/// Bytes of a value.
const VALUE: usize = 500;
/// What the store seals of it: lengths, key, value and padding.
const PADDED: usize = 576;
/// Rows of one transaction.
const BATCH: usize = 100;
/// Rounds of a contest that leaves rows behind.
const INSERTS: u32 = 100;
/// Rounds of a contest of lists, each of which takes many milliseconds.
const LISTS: u32 = 100;
const PAGE: u32 = 50;

pub(crate) fn print() -> Result<()> {
    for rows in [10_000, 100_000] {
        let mut sides = Sides::with(rows)?;
        sides.insert(rows);
    }
    let mut sides = Sides::with(10_000)?;
    sides.read(10_000);
    sides.list_first(10_000);
    sides.open_alone(10_000);
    let sides = Sides::with(100_000)?;
    sides.list_all(100_000, Target::Open);
    sides.page_elsewhere(100_000);
    sides.get("get one of 100k by id, not read lately", Target::Open);
    against_matrix()
}

/// One folder of each kind with equal rows.
struct Sides {
    store: Store,
    plain: Plain,
    ids: Vec<RowId>,
    plain_ids: Vec<[u8; 16]>,
    _folders: [tempfile::TempDir; 2],
}

impl Sides {
    fn with(rows: usize) -> Result<Self> {
        let folders = [tempfile::tempdir()?, tempfile::tempdir()?];
        let (store, plain) = (create(folders[0].path())?, Plain::create(folders[1].path())?);
        let mut sides = Self { store, plain, ids: Vec::new(), plain_ids: Vec::new(), _folders: folders };
        for batch in 0..rows / 1000 {
            let rows = batch_of(batch * 1000, 1000);
            sides.ids.extend(put(&mut sides.store, &rows)?);
            sides.plain.insert(&rows)?;
            sides.plain_ids.extend(rows.iter().map(|row| row.id));
        }
        Ok(sides)
    }

    /// What was inserted stays: the tables are a little larger after it.
    fn insert(&mut self, rows: usize) {
        let (store, plain) = (&mut self.store, &self.plain);
        let numbered = |mut from: usize| {
            move || {
                from += BATCH;
                batch_of(from, BATCH)
            }
        };
        let outcome = contest::run_for(
            INSERTS,
            prepared(numbered(rows), |rows| put(store, &rows).expect("the disk takes them")),
            prepared(numbered(rows), |rows| plain.insert(&rows).expect("the disk takes them")),
        );
        let name = format!("insert {BATCH} rows in one commit, {}k", rows / 1000);
        print_outcome(&name, "plain SQLite, indexes on id and key", Target::AtMost(1.3), &outcome);
    }

    /// A hundred thousand are more than the store keeps in memory.
    fn list_all(&self, rows: usize, target: Target) {
        let outcome =
            contest::run_for(LISTS, list(&self.store), work(|| self.plain.all().expect("they are there")));
        print_outcome(&format!("list all {}k", rows / 1000), "plain SQLite", target, &outcome);
    }

    /// Either side was closed, opened and read through once, which the store does before any answer: no value is in
    /// memory.
    fn list_first(&mut self, rows: usize) {
        let outcome = contest::run_for(
            LISTS,
            contest::readied(&mut self.store, begin_again, |store| {
                store.read(|r| r.all(Table::Ticket)).expect("they are there")
            }),
            contest::readied(&mut self.plain, Plain::begin_again, |plain| {
                plain.all().expect("they are there")
            }),
        );
        let name = format!("list all {}k, of which nothing was opened", rows / 1000);
        print_outcome(&name, "plain SQLite, opened as lately", Target::Open, &outcome);
    }

    /// What the cipher of protocol §9 takes of that row: as many messages as long, from memory to memory.
    fn open_alone(&self, rows: usize) {
        print_timed(
            &format!("the cipher of {}k rows alone", rows / 1000),
            "plain SQLite lists them",
            Target::Open,
            cipher(rows),
            work(|| self.plain.all().expect("they are there")),
        );
    }

    /// Of so many rows that those in memory are other ones when a page comes again.
    fn page_elsewhere(&self, rows: usize) {
        let (store, plain) = (&self.store, &self.plain);
        let places = (rows - 1) / PAGE as usize;
        let (mut ours, mut theirs) = (walk(places), walk(places));
        let mut next = || Some(self.ids[ours() * PAGE as usize]);
        let mut following = || self.plain_ids[theirs() * PAGE as usize];
        print_timed(
            &format!("list a page of {PAGE} of {}k, not read lately", rows / 1000),
            "plain SQLite",
            Target::Open,
            work(|| store.read(|r| r.page(Table::Ticket, next(), PAGE)).expect("they are there")),
            work(|| plain.page_after(following(), PAGE).expect("they are there")),
        );
    }

    fn read(&self, rows: usize) {
        let (store, plain) = (&self.store, &self.plain);
        let against = "plain SQLite";
        print_timed(
            &format!("list the first page of {PAGE} of {}k", rows / 1000),
            against,
            Target::AtMost(2.0),
            work(|| store.read(|r| r.page(Table::Ticket, None, PAGE)).expect("they are there")),
            work(|| plain.page(PAGE).expect("they are there")),
        );
        self.list_all(rows, Target::AtMost(2.0));
        self.get(&format!("get one of {}k by id", rows / 1000), Target::AtMost(2.5));
    }

    /// Each of them once before one comes again.
    fn get(&self, name: &str, target: Target) {
        let (store, plain) = (&self.store, &self.plain);
        let (mut ours, mut theirs) = (walk(self.ids.len()), walk(self.plain_ids.len()));
        print_timed(
            name,
            "plain SQLite",
            target,
            work(|| store.read(|r| r.get(Table::Ticket, self.ids[ours()])).expect("it is there")),
            work(|| plain.get(self.plain_ids[theirs()]).expect("it is there")),
        );
    }
}

/// The same size, in a process of its own.
fn against_matrix() -> Result<()> {
    const ROWS: usize = 10_000;
    let Some(peer) = Peer::start(ROWS)? else { return Ok(()) };
    let Sides { store, ids, _folders, .. } = Sides::with(ROWS)?;
    let against = "matrix-sdk-sqlite 0.18, state events of 500 bytes";
    let mut next = walk(ids.len());
    let get = work(|| store.read(|r| r.get(Table::Ticket, ids[next()])).expect("it is there"));
    print_timed("get one of 10k by id", against, Target::TimesFaster(2.5), get, peer.side("get"));
    print_timed("list all 10k", against, Target::TimesFaster(2.5), list(&store), peer.side("list"));
    drop(store);
    let (folder, vault) = filled(ROWS)?;
    let path = folder.path().to_owned();
    print_timed(
        "open 10k",
        against,
        Target::TimesFaster(10.0),
        open(path.clone(), vault.clone(), |_| ()),
        peer.side("open"),
    );
    print_timed(
        "open 10k and read the first page",
        against,
        Target::Open,
        open(path, vault, |store| {
            black_box(store.read(|r| r.page(Table::Ticket, None, PAGE)).expect("they are there"));
        }),
        peer.side("open"),
    );
    Ok(())
}

/// A store that is closed forgets the values.
fn begin_again(store: &mut Store) {
    store.suspend().expect("the disk takes it");
    store.read(|r| r.for_each(Table::Ticket, |_| Ok::<_, StoreError>(()))).expect("it is sound");
}

/// Opens messages as long as a row of the store, with as much associated data, one after the other.
fn cipher(rows: usize) -> Side<'static> {
    let (cipher, nonce, place) = (XChaCha20Poly1305::new(&[7; 32].into()), [9; 24].into(), [1; 38]);
    let mut sealed = vec![0; PADDED];
    cipher.encrypt_in_place(&nonce, &place, &mut sealed).expect("it is short");
    let open = move |_| {
        let mut value = sealed.clone();
        cipher.decrypt_in_place(&nonce, &place, &mut value).expect("it is what was sealed");
        black_box(value);
    };
    work(move || (0..rows).for_each(&open))
}

fn list(store: &Store) -> Side<'_> {
    work(|| store.read(|r| r.all(Table::Ticket)).expect("they are there"))
}

fn create(folder: &Path) -> Result<Store> {
    Ok(Store::create(folder, Schema::Wallet, &*MemoryVault::new(), &mut random())?)
}

/// A closed store, and its vault.
fn filled(rows: usize) -> Result<(tempfile::TempDir, std::sync::Arc<MemoryVault>)> {
    let (folder, vault) = (tempfile::tempdir()?, MemoryVault::new());
    let mut store = Store::create(folder.path(), Schema::Wallet, &*vault, &mut random())?;
    put(&mut store, &batch_of(0, rows))?;
    store.close()?;
    Ok((folder, vault))
}

/// Opens; closing is not timed.
fn open(
    folder: PathBuf,
    vault: std::sync::Arc<MemoryVault>,
    read: impl Fn(&Store) + 'static,
) -> Side<'static> {
    contest::until(move || {
        let store = Store::open(&folder, Schema::Wallet, &*vault).expect("it is sound");
        read(&store);
        store
    })
}

fn put(store: &mut Store, rows: &[Row]) -> Result<Vec<RowId>> {
    let put = store.write(&mut random(), |tables| {
        rows.iter().map(|row| tables.insert(Table::Ticket, row.key.as_deref(), &row.value)).collect()
    });
    put.map_err(|error: mogiri::store::StoreError| error.into())
}

/// Rows whose keys and values differ.
fn batch_of(from: usize, count: usize) -> Vec<Row> {
    let row = |number: usize| {
        let (mut id, mut value) = ([0; 16], vec![0; VALUE]);
        random().fill_bytes(&mut id);
        value[..8].copy_from_slice(&number.to_be_bytes());
        Row { id, key: Some(number.to_be_bytes().to_vec()), value }
    };
    (from..from + count).map(row).collect()
}

/// Steps that visit every place before one comes again.
fn walk(places: usize) -> impl FnMut() -> usize {
    let mut at = 0;
    move || {
        at = (at + 7919) % places;
        at
    }
}
