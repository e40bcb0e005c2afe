//! What is mended: rows that open stay as they were, and the damaged files stay beside them.

use super::*;
use crate::store::{Mended, Salvage, Writer};

impl Bench {
    fn salvage(&self) -> Result<Salvage, StoreError> {
        Salvage::read(self.folder.path(), Schema::Wallet, &*self.vault)
    }

    /// Mends the store and opens it.
    fn mended(&mut self) -> (Mended, Store) {
        let mended = self.salvage().unwrap().publish(&mut self.rng).unwrap();
        (mended, self.open(Schema::Wallet).unwrap())
    }
}

/// Keys and values in their order; ids are drawn anew.
fn contents(rows: &[Row]) -> Vec<(Option<Vec<u8>>, Vec<u8>)> {
    rows.iter().map(|row| (row.key.clone(), row.value.to_vec())).collect()
}

fn lost(mended: &Mended) -> u64 {
    mended.lost.iter().map(|(_, rows)| rows).sum()
}

fn kept(mended: &Mended) -> u64 {
    mended.kept.iter().map(|(_, rows)| rows).sum()
}

#[test]
fn a_sound_store_is_whole_and_lacks_nothing() {
    let mut bench = Bench::new();
    bench.filled();
    let salvage = bench.salvage().unwrap();
    assert!(salvage.is_whole() && !salvage.lacks_rows());
}

#[test]
fn each_changed_byte_loses_rows_and_changes_none() {
    let mut bench = Bench::new();
    let before = contents(&bench.filled_everywhere(WALLET));
    let sound = fs::read(bench.path("store.db")).unwrap();
    let (mut tried, mut mended_whole) = (0, 0);
    for at in (0..sound.len()).step_by(61) {
        let mut bytes = sound.clone();
        bytes[at] ^= 1 << (at % 8);
        fs::write(bench.path("store.db"), &bytes).unwrap();
        // What another try left.
        for name in ["store.db-wal", "store.mended-1", "store.mended-1-wal", "store.lock"] {
            let _ = fs::remove_file(bench.path(name));
        }
        let Ok(salvage) = bench.salvage() else { continue };
        if salvage.is_whole() {
            continue;
        }
        tried += 1;
        let lacks_rows = salvage.lacks_rows();
        let mended = salvage.publish(&mut bench.rng).unwrap();
        assert!(fs::read(bench.path("store.mended-1")).unwrap() == bytes, "byte {at}: the copy is another");
        let store = bench.open(Schema::Wallet).unwrap();
        let after = contents(&all(&store).unwrap());
        assert!(after.iter().all(|row| before.contains(row)), "byte {at}: a row that was not there");
        assert_eq!(after.len() as u64, kept(&mended), "byte {at}");
        assert!(lacks_rows || after == before, "byte {at}: {mended:?}");
        assert!(lost(&mended) == 0 || lacks_rows, "byte {at}");
        mended_whole += usize::from(after == before);
        store.close().unwrap();
        assert!(bench.salvage().unwrap().is_whole(), "byte {at}: once is enough");
    }
    assert!(tried > 100 && mended_whole > 10 && mended_whole < tried, "{mended_whole} of {tried}");
}

#[test]
fn a_broken_page_in_the_middle_loses_the_rows_of_that_page_alone() {
    let mut bench = Bench::new();
    let mut store = bench.create(Schema::Wallet);
    for n in 0..200_u8 {
        insert(&mut store, &mut bench.rng, Table::Ticket, &[n], &[n; 500]);
    }
    store.close().unwrap();
    let mut bytes = fs::read(bench.path("store.db")).unwrap();
    let leaves: Vec<usize> = (0..bytes.len()).step_by(4096).filter(|at| bytes[*at] == 13).collect();
    let middle = leaves[leaves.len() / 2];
    bytes[middle..middle + 8].fill(0xff);
    fs::write(bench.path("store.db"), bytes).unwrap();
    assert_eq!(bench.open(Schema::Wallet).and_then(|store| all(&store)).err(), Some(StoreError::Corrupt));
    let (mended, store) = bench.mended();
    assert!((1..=7).contains(&lost(&mended)), "{mended:?}");
    assert_eq!(kept(&mended) + lost(&mended), 200);
    let rows = all(&store).unwrap();
    let keys: Vec<u8> = rows.iter().filter_map(|row| Some(row.key.as_ref()?[0])).collect();
    assert!(keys.is_sorted() && keys.first() == Some(&0) && keys.last() == Some(&199), "{keys:?}");
}

#[test]
fn rows_that_are_only_in_the_log_are_kept_and_the_log_stays_beside_them() {
    let mut bench = Bench::new();
    let mut store = bench.create(Schema::Wallet);
    insert(&mut store, &mut bench.rng, Table::Ticket, b"a", b"first");
    store.close().unwrap();
    let mut store = bench.open(Schema::Wallet).unwrap();
    insert(&mut store, &mut bench.rng, Table::Ticket, b"b", b"second");
    let crashed = copy(bench.folder.path());
    drop(store);
    bench.folder = crashed;
    // Behind the store's back, and into the log as well.
    let connection = Connection::open(bench.path("store.db")).unwrap();
    connection.execute_batch("DELETE FROM ticket WHERE seq = 1").unwrap();
    let crashed = copy(bench.folder.path());
    drop(connection);
    bench.folder = crashed;
    let before = files(bench.folder.path());
    let (mended, store) = bench.mended();
    assert_eq!((kept(&mended), lost(&mended)), (1, 1));
    assert_eq!(contents(&all(&store).unwrap()), [(Some(b"b".to_vec()), b"second".to_vec())]);
    for (copy, of) in [("store.mended-1", "store.db"), ("store.mended-1-wal", "store.db-wal")] {
        assert!(fs::read(bench.path(copy)).unwrap() == before[&OsString::from(of)], "{copy}");
    }
    assert_eq!(mended.aside, Some(bench.path("store.mended-1")));
}

#[test]
fn a_trigger_of_somebody_elses_goes_and_every_row_stays() {
    let mut bench = Bench::new();
    let before = bench.filled();
    bench.tamper("CREATE TRIGGER spy AFTER INSERT ON ticket BEGIN DELETE FROM evidence; END");
    let salvage = bench.salvage().unwrap();
    assert!(!salvage.is_whole() && !salvage.lacks_rows());
    drop(salvage);
    let (mended, store) = bench.mended();
    assert_eq!((contents(&all(&store).unwrap()), lost(&mended)), (contents(&before), 0));
}

#[test]
fn a_row_that_stands_twice_is_kept_once() {
    let mut bench = Bench::new();
    let before = bench.filled();
    bench.tamper(
        "INSERT INTO ticket (seq, id, lookup, value) SELECT seq + 100, id, lookup, value FROM ticket",
    );
    let (mended, store) = bench.mended();
    assert_eq!((contents(&all(&store).unwrap()), lost(&mended)), (contents(&before), 0));
}

#[test]
fn a_mended_store_is_above_every_generation_that_was_known() {
    let mut bench = Bench::new();
    bench.filled();
    let before = bench.open(Schema::Wallet).unwrap().generation();
    bench.tamper("DELETE FROM ticket WHERE seq = 1");
    let mut salvage = bench.salvage().unwrap();
    assert_eq!(salvage.outrun(0), before + 1);
    assert_eq!(salvage.outrun(before + 40), before + 41);
    salvage.publish(&mut bench.rng).unwrap();
    let store = bench.open(Schema::Wallet).unwrap();
    assert_eq!((store.generation(), store.missing()), (before + 41, 0));
}

#[test]
fn what_cannot_be_read_at_all_is_an_error_and_stays_as_it_is() {
    let mut bench = Bench::new();
    assert_eq!(bench.salvage().err(), Some(StoreError::NotFound));
    bench.filled();
    let sound = fs::read(bench.path("store.db")).unwrap();
    for (sql, error) in [
        ("PRAGMA application_id = 7", StoreError::Corrupt),
        ("PRAGMA user_version = 9", StoreError::TooNew { found: 9, known: 1 }),
        ("DELETE FROM envelope", StoreError::Corrupt),
        ("UPDATE envelope SET sealed = zeroblob(80)", StoreError::WrongKey),
    ] {
        fs::write(bench.path("store.db"), &sound).unwrap();
        bench.tamper(sql);
        let before = files(bench.folder.path());
        assert_eq!(bench.salvage().err(), Some(error), "{sql}");
        assert!(files(bench.folder.path()) == before, "{sql}");
    }
}

#[test]
fn the_next_erasure_takes_the_copy_of_before() {
    let mut bench = Bench::new();
    bench.filled();
    bench.tamper("DELETE FROM ticket WHERE seq = 1");
    let (mended, mut store) = bench.mended();
    let aside = mended.aside.unwrap();
    let another = store.write(&mut bench.rng, |w| w.insert(Table::Ticket, None, b"another")).unwrap();
    store.finish_erasing(&mut bench.rng).unwrap();
    assert!(aside.exists(), "nothing was erased");
    let erase = |w: &mut Writer<'_>| w.delete(Table::Ticket, another).and_then(|()| w.mark_erasing());
    store.write(&mut bench.rng, erase).unwrap();
    store.finish_erasing(&mut bench.rng).unwrap();
    assert!(!aside.exists());
}
