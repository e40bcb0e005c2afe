//! What is erased is in no file any more: the ciphertexts are searched for, byte for byte.

use super::*;
use crate::store::{Fault, examine, wipe};

/// Every sealed value and row id of the rows that are there now, as they lie on disk, in pieces that fit into a page.
fn needles(bench: &Bench, which: &str) -> Vec<Vec<u8>> {
    let connection = Connection::open(bench.path("store.db")).unwrap();
    let mut statement = connection.prepare(which).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let rows: Vec<(Vec<u8>, Vec<u8>)> = rows.map(Result::unwrap).collect();
    rows.into_iter().flat_map(|(id, value)| [id, value[..48].to_vec()]).collect()
}

/// The files that hold one of the needles.
fn holders(folder: &Path, needles: &[Vec<u8>]) -> Vec<String> {
    let mut names = Vec::new();
    for file in fs::read_dir(folder).unwrap() {
        let file = file.unwrap();
        let bytes = fs::read(file.path()).unwrap();
        if needles.iter().any(|needle| bytes.windows(needle.len()).any(|window| window == needle)) {
            names.push(file.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    names
}

/// A store whose pages were split and joined while rows came and went, closed, and the needles of every third row.
fn grown(bench: &mut Bench) -> Vec<Vec<u8>> {
    let mut store = bench.create(Schema::Wallet);
    for n in 0..90_u8 {
        let key = [n, n % 3];
        insert(&mut store, &mut bench.rng, Table::Ticket, &key, &vec![n; 200 + usize::from(n) * 7]);
        insert(&mut store, &mut bench.rng, Table::Evidence, &[n], &[n; 2000]);
    }
    store.close().unwrap();
    needles(bench, "SELECT id, value FROM ticket WHERE seq % 3 = 1")
}

fn delete_thirds(bench: &mut Bench, store: &mut Store) {
    let doomed: Vec<_> = (0..90_u8).filter(|n| n % 3 == 0).map(|n| [n, 0]).collect();
    let erased = store.write(&mut bench.rng, |w| {
        for key in &doomed {
            for row in w.find(Table::Ticket, key)? {
                w.delete(Table::Ticket, row.id)?;
            }
        }
        w.mark_erasing()
    });
    erased.unwrap();
}

#[test]
fn what_was_erased_is_in_no_file_and_the_rest_is_as_it_was() {
    let mut bench = Bench::new();
    let needles = grown(&mut bench);
    assert_eq!(holders(bench.folder.path(), &needles), ["store.db"]);
    let mut store = bench.open(Schema::Wallet).unwrap();
    delete_thirds(&mut bench, &mut store);
    let before = all(&store).unwrap();
    assert_ne!(holders(bench.folder.path(), &needles), [""; 0], "deleting alone leaves traces");
    assert!(store.is_erasing().unwrap());
    store.finish_erasing(&mut bench.rng).unwrap();
    assert_eq!(holders(bench.folder.path(), &needles), [""; 0], "database, log and free pages");
    assert!(!store.is_erasing().unwrap());
    drop(store);
    let after = all(&bench.open(Schema::Wallet).unwrap()).unwrap();
    let kept: Vec<_> = before.into_iter().filter(|row| row.key.as_deref() != Some(b"erasing")).collect();
    assert_eq!(after, kept);
}

#[test]
fn an_erasure_that_a_crash_interrupted_is_still_due() {
    let mut bench = Bench::new();
    let needles = grown(&mut bench);
    let mut store = bench.open(Schema::Wallet).unwrap();
    delete_thirds(&mut bench, &mut store);
    let crashed = copy(bench.folder.path());
    let mut store = Store::open(crashed.path(), Schema::Wallet, &*bench.vault).unwrap();
    assert!(store.is_erasing().unwrap());
    store.finish_erasing(&mut bench.rng).unwrap();
    assert_eq!(holders(crashed.path(), &needles), [""; 0]);
    let generation = store.generation();
    store.finish_erasing(&mut bench.rng).unwrap();
    assert_eq!(store.generation(), generation, "nothing is due any more");
}

#[test]
fn a_wiped_store_leaves_no_file_and_takes_no_strangers_with_it() {
    let mut bench = Bench::new();
    bench.filled();
    fs::copy(bench.path("store.db"), bench.path("store.corrupt-1")).unwrap();
    fs::write(bench.path("photo.jpg"), b"not ours").unwrap();
    bench.open(Schema::Wallet).unwrap().wipe().unwrap();
    let left: Vec<_> = fs::read_dir(bench.folder.path()).unwrap().map(|f| f.unwrap().file_name()).collect();
    assert_eq!(left, ["photo.jpg"]);
    assert_eq!(bench.open(Schema::Wallet).err(), Some(StoreError::NotFound));
    assert_eq!(wipe(bench.folder.path()), Err(StoreError::NotFound));
    assert_eq!(wipe(&bench.path("nowhere")), Err(StoreError::NotFound));
}

/// A second name of each file shows what became of its bytes.
#[test]
fn a_wiped_file_is_overwritten() {
    let mut bench = Bench::new();
    bench.filled();
    fs::copy(bench.path("store.db"), bench.path("store.corrupt-1")).unwrap();
    let mut store = bench.open(Schema::Wallet).unwrap();
    insert(&mut store, &mut bench.rng, Table::Ticket, b"late", b"in the log");
    let kept = in_memory();
    let names = ["store.db", "store.db-wal", "store.corrupt-1", "store.lock"];
    let lengths = names.map(|name| {
        fs::hard_link(bench.path(name), kept.path().join(name)).unwrap();
        fs::metadata(bench.path(name)).unwrap().len()
    });
    assert!(lengths.iter().all(|length| *length > 0), "{lengths:?}");
    store.wipe().unwrap();
    for (name, length) in names.into_iter().zip(lengths) {
        let bytes = fs::read(kept.path().join(name)).unwrap();
        assert_eq!(bytes.len() as u64, length, "{name}");
        assert!(bytes.iter().all(|byte| *byte == 0), "{name} is not overwritten");
    }
}

#[test]
fn a_store_that_is_open_is_not_wiped_by_another() {
    let mut bench = Bench::new();
    let store = bench.create(Schema::Wallet);
    assert_eq!(wipe(bench.folder.path()), Err(StoreError::AlreadyOpen));
    drop(store);
    wipe(bench.folder.path()).unwrap();
    assert!(!bench.folder.path().exists());
}

/// What an examination says of a filled store after `sql` was run behind its back.
fn faults_after(sql: &str) -> Vec<Fault> {
    let mut bench = Bench::new();
    bench.filled();
    bench.tamper(sql);
    examine(bench.folder.path(), Schema::Wallet, &*bench.vault, |_, _, _| None).unwrap().faults
}

#[test]
fn an_examination_of_a_sound_store_counts_every_row_and_finds_nothing() {
    let mut bench = Bench::new();
    let rows = bench.filled();
    let mut seen = 0;
    let count = |_, _, _: &Row| {
        seen += 1;
        None
    };
    let found = examine(bench.folder.path(), Schema::Wallet, &*bench.vault, count).unwrap();
    assert_eq!((found.faults, seen), (vec![], rows.len()));
    assert!(found.rows.contains(&(Table::Ticket, 11)));
}

#[test]
fn an_examination_names_the_row_that_was_changed() {
    let changed = "UPDATE ticket SET value = CAST(substr(value, 1, 60) || x'00' || substr(value, 62) AS BLOB) WHERE seq = 3";
    assert_eq!(faults_after(changed), [Fault::Row { table: Table::Ticket, place: 3 }]);
}

#[test]
fn an_examination_names_the_table_that_lost_a_row() {
    assert_eq!(faults_after("DELETE FROM event WHERE seq = 2"), [Fault::Rows { table: Table::Event }]);
    let put_back = "INSERT INTO event (id, value) SELECT randomblob(16), value FROM event LIMIT 1";
    let row = Fault::Row { table: Table::Event, place: 13 };
    assert_eq!(faults_after(put_back), [row, Fault::Rows { table: Table::Event }]);
}

#[test]
fn an_examination_names_a_state_and_a_layout_that_were_changed() {
    assert_eq!(faults_after("UPDATE envelope SET state = zeroblob(200)"), [Fault::State]);
    assert_eq!(faults_after("CREATE TABLE other (n)"), [Fault::Layout]);
}
