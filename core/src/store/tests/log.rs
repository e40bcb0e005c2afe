//! The write-ahead log of a store that was killed, damaged bit by bit and frame by frame.

use super::*;

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

/// Thousands of openings: on a disk each waits for it.
fn in_memory() -> TempDir {
    let shared = Path::new("/dev/shm");
    if shared.is_dir() { tempfile::tempdir_in(shared) } else { tempfile::tempdir() }.unwrap()
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
