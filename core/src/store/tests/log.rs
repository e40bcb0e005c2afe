//! The write-ahead log of a store that was killed, damaged bit by bit and frame by frame.

use std::ffi::OsStr;

use rusqlite::config::DbConfig;

use super::*;
use crate::ports::VaultError;
use crate::store::{Fault, examine};

/// What SQLite puts before the frames, and before the page of each.
const HEADER: usize = 32;
const FRAME_HEADER: usize = 24;
const FRAME: usize = FRAME_HEADER + 4096;

/// A store that was killed: its files, and its rows after each transaction.
struct Crashed {
    folder: TempDir,
    vault: std::sync::Arc<MemoryVault>,
    log: Vec<u8>,
    moments: Vec<Vec<Row>>,
}

impl Crashed {
    /// Two transactions, after ten rows that are in the database already.
    fn new() -> Self {
        let mut bench = Bench::new();
        let mut store = bench.create(Schema::Wallet);
        for n in 0..10 {
            insert(&mut store, &mut bench.rng, Table::Ticket, &[n], &[n; 200]);
        }
        store.close().unwrap();
        let mut store = bench.open(Schema::Wallet).unwrap();
        let mut moments = vec![all(&store).unwrap()];
        let changed = store.read(|r| r.find(Table::Ticket, &[3])).unwrap().remove(0).id;
        store.write(&mut bench.rng, |w| w.update(Table::Ticket, changed, b"handed")).unwrap();
        moments.push(all(&store).unwrap());
        insert(&mut store, &mut bench.rng, Table::Ticket, b"new", b"new");
        moments.push(all(&store).unwrap());
        let folder = in_memory();
        for file in fs::read_dir(bench.folder.path()).unwrap() {
            let file = file.unwrap();
            fs::copy(file.path(), folder.path().join(file.file_name())).unwrap();
        }
        let log = fs::read(folder.path().join("store.db-wal")).unwrap();
        Self { folder, vault: bench.vault, log, moments }
    }

    /// Opens a copy with this log: the rows of a transaction, which it must name as one of before.
    #[track_caller]
    fn try_log(&self, log: &[u8], what: &str) -> Option<u64> {
        let copy = in_memory();
        for name in ["store.db", "store.lock"] {
            fs::copy(self.folder.path().join(name), copy.path().join(name)).unwrap();
        }
        fs::write(copy.path().join("store.db-wal"), log).unwrap();
        let store = Store::open(copy.path(), Schema::Wallet, &*self.vault).ok()?;
        let missing = store.missing();
        let rows = all(&store).ok()?;
        let moment = usize::try_from(store.generation() - 10).unwrap();
        assert!(rows == self.moments[moment], "{what}: other rows");
        assert_eq!(moment + usize::try_from(missing).unwrap(), 2, "{what}: it is not told");
        Some(missing)
    }

    /// Its files, as the crash left them.
    fn again(&self) -> TempDir {
        let copy = in_memory();
        for (name, bytes) in files(self.folder.path()) {
            fs::write(copy.path().join(name), bytes).unwrap();
        }
        fs::copy(self.folder.path().join("store.lock"), copy.path().join("store.lock")).unwrap();
        copy
    }

    fn open(&self, folder: &TempDir) -> Result<Store, StoreError> {
        Store::open(folder.path(), Schema::Wallet, &*self.vault)
    }

    fn frames(&self) -> usize {
        (self.log.len() - HEADER) / FRAME
    }

    /// Every bit of these bytes.
    fn flip(&self, bytes: impl Iterator<Item = usize>, bits: std::ops::Range<u32>) -> (usize, usize) {
        let (mut tried, mut noticed) = (0, 0);
        for at in bytes {
            for bit in bits.clone() {
                let mut log = self.log.clone();
                log[at] ^= 1 << bit;
                tried += 1;
                noticed += usize::from(self.try_log(&log, &format!("bit {bit} of byte {at}")) != Some(0));
            }
        }
        (tried, noticed)
    }
}

/// Where a frame is in the log.
fn frame(number: usize) -> std::ops::Range<usize> {
    HEADER + number * FRAME..HEADER + (number + 1) * FRAME
}

#[test]
fn an_undamaged_log_gives_everything() {
    let crashed = Crashed::new();
    assert!(crashed.frames() >= 4, "{}", crashed.frames());
    assert_eq!(crashed.try_log(&crashed.log, "as it was"), Some(0));
}

#[test]
fn each_bit_of_the_logs_headers_gives_an_earlier_moment_that_is_told_or_an_error() {
    let crashed = Crashed::new();
    let frames = (0..crashed.frames()).flat_map(|n| frame(n).take(FRAME_HEADER));
    let (tried, noticed) = crashed.flip((0..HEADER).chain(frames), 0..8);
    assert!(tried >= 8 * (HEADER + 4 * FRAME_HEADER) && noticed * 10 > tried * 9, "{noticed} of {tried}");
}

#[test]
fn each_byte_of_the_logs_pages_gives_an_earlier_moment_that_is_told_or_an_error() {
    let crashed = Crashed::new();
    let pages = (0..crashed.frames()).flat_map(|n| frame(n).skip(FRAME_HEADER));
    let (tried, noticed) = crashed.flip(pages, 4..5);
    assert_eq!((tried, noticed), (crashed.frames() * 4096, tried), "each is under the log's checksum");
}

#[test]
fn frames_swapped_doubled_or_left_out_give_an_earlier_moment_that_is_told_or_an_error() {
    let crashed = Crashed::new();
    let (header, frames) = crashed.log.split_at(HEADER);
    let frames: Vec<&[u8]> = frames.chunks(FRAME).collect();
    let written = |frames: &[&[u8]]| [header, &frames.concat()].concat();
    for first in 0..frames.len() {
        let mut without = frames.clone();
        without.remove(first);
        assert_ne!(crashed.try_log(&written(&without), &format!("without frame {first}")), Some(0));
        for second in 0..frames.len() {
            let (mut swapped, mut doubled) = (frames.clone(), frames.clone());
            swapped.swap(first, second);
            let seen = crashed.try_log(&written(&swapped), &format!("frames {first} and {second} swapped"));
            assert_eq!(seen == Some(0), first == second);
            doubled[second] = frames[first];
            crashed.try_log(&written(&doubled), &format!("frame {first} over frame {second}"));
        }
    }
}

/// SQL behind the store's back, into the log: it is there afterwards, as after a crash.
fn append(folder: &Path, sql: &str) {
    let connection = Connection::open(folder.join("store.db")).unwrap();
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).unwrap();
    connection.execute_batch("PRAGMA locking_mode = EXCLUSIVE").unwrap();
    connection.execute_batch(sql).unwrap();
}

/// A bit of the page in the middle of the log.
fn flip_a_middle_frame(folder: &Path) {
    let log = folder.join("store.db-wal");
    let mut bytes = fs::read(&log).unwrap();
    let middle = frame((bytes.len() - HEADER) / FRAME / 2);
    bytes[middle.start + FRAME_HEADER + 100] ^= 1;
    fs::write(log, bytes).unwrap();
}

/// What happened to the files, and what opening them says then.
type Damage = (fn(&Path), StoreError);

const DAMAGES: [Damage; 9] = [
    (|f| append(f, "UPDATE envelope SET state = randomblob(104)"), StoreError::Corrupt),
    (|f| append(f, "DELETE FROM envelope"), StoreError::Corrupt),
    (|f| append(f, "CREATE TABLE extra (a)"), StoreError::Corrupt),
    (|f| append(f, "PRAGMA application_id = 0"), StoreError::Corrupt),
    (|f| append(f, "PRAGMA application_id = 1296519682"), StoreError::WrongSchema),
    (|f| append(f, "PRAGMA user_version = 7"), StoreError::TooNew { found: 7, known: 1 }),
    (|f| append(f, "UPDATE envelope SET sealed = randomblob(117)"), StoreError::WrongKey),
    (|f| fs::write(f.join("store.db"), []).unwrap(), StoreError::Corrupt),
    (|f| fs::write(f.join("store.db"), [7; 4096]).unwrap(), StoreError::Corrupt),
];

#[test]
fn a_failed_opening_and_a_check_leave_every_file_as_it_was() {
    let crashed = Crashed::new();
    for (number, (damage, error)) in DAMAGES.iter().enumerate() {
        let folder = crashed.again();
        damage(folder.path());
        let before = files(folder.path());
        assert!(before.keys().any(|name| name == "store.db-wal"), "{number}");
        for _ in 0..2 {
            assert_eq!(crashed.open(&folder).err(), Some(*error), "{number}");
            assert!(files(folder.path()) == before, "{number}: opening changed the files");
        }
        let _found = examine(folder.path(), Schema::Wallet, &*crashed.vault, |_, _, _| None);
        assert!(files(folder.path()) == before, "{number}: a check changed the files");
    }
}

#[test]
fn a_vault_without_the_key_and_a_check_of_a_sound_store_leave_every_file_as_it_was() {
    let crashed = Crashed::new();
    let (folder, closed) = (crashed.again(), crashed.again());
    crashed.open(&closed).unwrap().close().unwrap();
    for folder in [folder, closed] {
        let before = files(folder.path());
        for fault in [VaultError::KeyLost, VaultError::Unavailable] {
            crashed.vault.fail_with(Some(fault));
            assert_eq!(crashed.open(&folder).err(), Some(StoreError::Vault(fault)));
            assert!(examine(folder.path(), Schema::Wallet, &*crashed.vault, |_, _, _| None).is_err());
        }
        crashed.vault.fail_with(None);
        let found = examine(folder.path(), Schema::Wallet, &*crashed.vault, |_, _, _| None).unwrap();
        assert_eq!((found.faults, found.generation), (vec![], Some(12)));
        assert!(files(folder.path()) == before);
    }
}

#[test]
fn a_log_with_a_bit_flipped_in_the_middle_is_whole_until_something_is_written() {
    let crashed = Crashed::new();
    let folder = crashed.again();
    flip_a_middle_frame(folder.path());
    let before = files(folder.path());
    for _ in 0..2 {
        let store = crashed.open(&folder).unwrap();
        assert!(store.missing() > 0);
        assert!(all(&store).is_ok());
        drop(store);
        assert!(files(folder.path()) == before, "what may still be read out of it is there");
    }
    let found = examine(folder.path(), Schema::Wallet, &*crashed.vault, |_, _, _| None).unwrap();
    assert_eq!(found.faults, [Fault::Lost]);
    assert!(files(folder.path()) == before);
    let mut store = crashed.open(&folder).unwrap();
    let mut rng = ChaCha20Rng::seed_from_u64(9);
    insert(&mut store, &mut rng, Table::Ticket, b"on", b"it goes on");
    drop(store);
    assert!(!folder.path().join("store.db-wal").exists(), "it was told, and goes on");
    assert_eq!(crashed.open(&folder).unwrap().missing(), 0);
}

#[test]
fn a_log_that_a_crash_left_is_brought_in_by_closing_and_by_what_is_written() {
    let crashed = Crashed::new();
    let folder = crashed.again();
    let before = files(folder.path());
    drop(crashed.open(&folder).unwrap());
    assert!(files(folder.path()) == before, "dropped without a change");
    crashed.open(&folder).unwrap().close().unwrap();
    assert!(files(folder.path())[OsStr::new("store.db-wal")].is_empty());
    let folder = crashed.again();
    let mut store = crashed.open(&folder).unwrap();
    insert(&mut store, &mut ChaCha20Rng::seed_from_u64(9), Table::Ticket, b"on", b"on");
    drop(store);
    assert_eq!(files(folder.path()).keys().collect::<Vec<_>>(), ["store.db"]);
    let folder = crashed.again();
    crashed.open(&folder).unwrap().suspend().unwrap();
    assert!(files(folder.path())[OsStr::new("store.db-wal")].is_empty());
}
