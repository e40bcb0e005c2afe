use super::*;
use crate::store::{RESERVE_BYTES, Reserve};

#[test]
fn a_reserve_has_its_blocks_and_is_made_once() {
    let mut bench = Bench::new();
    let store = bench.create(Schema::Gate);
    assert_eq!(store.reserve(), Reserve::Missing);
    assert_eq!(store.keep_reserve(), Ok(Reserve::Kept));
    assert_eq!(store.keep_reserve(), Ok(Reserve::Kept));
    let found = fs::metadata(bench.path("store.reserve")).unwrap();
    assert_eq!(found.len(), RESERVE_BYTES);
    #[cfg(unix)]
    assert!(std::os::unix::fs::MetadataExt::blocks(&found) * 512 >= RESERVE_BYTES);
}

#[test]
fn a_file_without_blocks_is_no_reserve() {
    let mut bench = Bench::new();
    let store = bench.create(Schema::Gate);
    fs::File::create(bench.path("store.reserve")).unwrap().set_len(RESERVE_BYTES).unwrap();
    assert_eq!(store.reserve(), Reserve::Missing);
    assert_eq!(store.keep_reserve(), Ok(Reserve::Kept));
    assert_eq!(store.reserve(), Reserve::Kept);
}

fn size(bench: &Bench, name: &str) -> u64 {
    fs::metadata(bench.path(name)).unwrap().len()
}

fn longest_log(store: &Store) -> u32 {
    let live = store.live().unwrap();
    live.connection().query_row("PRAGMA wal_autocheckpoint", [], |row| row.get(0)).unwrap()
}

#[test]
fn a_gates_log_takes_more_than_a_thousand_pages_before_a_commit_brings_them_in() {
    for (schema, table, waits) in [(Schema::Gate, Table::Entry, true), (Schema::Wallet, Table::Ticket, false)]
    {
        let mut bench = Bench::new();
        let mut store = bench.create(schema);
        let before = size(&bench, "store.db");
        for number in 0..30 {
            insert(&mut store, &mut bench.rng, table, &[number], &vec![number; 200_000]);
        }
        assert!(size(&bench, "store.db-wal") > 1000 * 4096);
        assert_eq!(size(&bench, "store.db") == before, waits, "{schema:?}");
    }
}

#[test]
fn a_log_that_a_full_disk_made_short_is_long_again_with_the_reserve() {
    let mut bench = Bench::new();
    let mut store = bench.create(Schema::Gate);
    let long = longest_log(&store);
    insert(&mut store, &mut bench.rng, Table::Head, b"old", b"1");
    done_again(&store, &mut bench.rng, |writer| {
        writer.insert(Table::Head, Some(b"new"), b"2").unwrap();
    });
    assert!(longest_log(&store) < long);
    assert_eq!(store.keep_reserve(), Ok(Reserve::Kept));
    assert_eq!(longest_log(&store), long);
}

/// What a commit that found the disk full does: the same changes again, at the same places.
#[test]
fn changes_that_are_done_again_give_the_same_rows() {
    let mut bench = Bench::new();
    let mut store = bench.create(Schema::Gate);
    insert(&mut store, &mut bench.rng, Table::Head, b"old", b"1");
    insert(&mut store, &mut bench.rng, Table::Head, b"gone", b"2");
    let id = |store: &Store, key: &[u8]| store.read(|r| r.find(Table::Head, key)).unwrap().remove(0).id;
    let (old, gone) = (id(&store, b"old"), id(&store, b"gone"));
    done_again(&store, &mut bench.rng, |writer| {
        writer.insert(Table::Head, Some(b"new"), b"3").unwrap();
        writer.update(Table::Head, old, b"4").unwrap();
        writer.delete(Table::Head, gone).unwrap();
    });
    drop(store);
    let store = bench.open(Schema::Gate).unwrap();
    let rows = store.read(|r| r.all(Table::Head)).unwrap();
    let values: Vec<_> = rows.iter().map(|row| row.value.as_slice()).collect();
    assert_eq!((values, store.generation()), (vec![&b"4"[..], b"3"], 3));
}

fn done_again(store: &Store, rng: &mut ChaCha20Rng, change: impl FnOnce(&mut crate::store::Writer<'_>)) {
    let live = store.live().unwrap();
    let transaction = live.begin().unwrap();
    let reader = live.reader(&store.cipher, store.schema, &store.state);
    let mut writer = crate::store::Writer::new(reader, rng);
    change(&mut writer);
    let finished = writer.finish().unwrap().unwrap();
    drop(transaction);
    live.repeat(&finished).unwrap();
}
