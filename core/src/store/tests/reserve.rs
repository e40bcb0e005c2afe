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

/// What a commit that found the disk full does: the same changes again, at the same places.
#[test]
fn changes_that_are_done_again_give_the_same_rows() {
    let mut bench = Bench::new();
    let mut store = bench.create(Schema::Gate);
    insert(&mut store, &mut bench.rng, Table::Head, b"old", b"1");
    insert(&mut store, &mut bench.rng, Table::Head, b"gone", b"2");
    let id = |store: &Store, key: &[u8]| store.read(|r| r.find(Table::Head, key)).unwrap().remove(0).id;
    let (old, gone) = (id(&store, b"old"), id(&store, b"gone"));
    let live = store.live().unwrap();
    let transaction = live.begin().unwrap();
    let reader = live.reader(&store.cipher, store.schema, &store.state);
    let mut writer = crate::store::Writer::new(reader, &mut bench.rng);
    writer.insert(Table::Head, Some(b"new"), b"3").unwrap();
    writer.update(Table::Head, old, b"4").unwrap();
    writer.delete(Table::Head, gone).unwrap();
    let finished = writer.finish().unwrap().unwrap();
    drop(transaction);
    live.repeat(&finished).unwrap();
    drop(live);
    drop(store);
    let store = bench.open(Schema::Gate).unwrap();
    let rows = store.read(|r| r.all(Table::Head)).unwrap();
    let values: Vec<_> = rows.iter().map(|row| row.value.as_slice()).collect();
    assert_eq!((values, store.generation()), (vec![&b"4"[..], b"3"], 3));
}
