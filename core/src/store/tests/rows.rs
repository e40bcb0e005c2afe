use super::*;
use crate::store::RowId;

#[test]
fn rows_come_back_in_the_order_they_went_in() {
    let mut bench = Bench::new();
    let before = bench.filled();
    let store = bench.open(Schema::Wallet).unwrap();
    assert_eq!(all(&store).unwrap(), before);
    assert_eq!(store.read(|r| r.count(Table::Ticket)), Ok::<_, StoreError>(11));
    let tickets = store.read(|r| r.all(Table::Ticket)).unwrap();
    let keys: Vec<_> = tickets.into_iter().filter_map(|row| row.key).collect();
    assert_eq!(keys, (0..12).filter(|n| *n != 5).map(|n| vec![n]).collect::<Vec<_>>());
}

#[test]
fn all_rows_with_a_key_are_found_and_no_others() {
    let mut bench = Bench::new();
    bench.filled();
    let store = bench.open(Schema::Wallet).unwrap();
    let found = store.read(|r| r.find(Table::Event, &[1])).unwrap();
    assert_eq!(found.len(), 4);
    assert!(found.iter().all(|row| row.key.as_deref() == Some(&[1][..])));
    assert_eq!(store.read(|r| r.find(Table::Ticket, b"no such")), Ok::<_, StoreError>(vec![]));
}

#[test]
fn a_row_without_a_key_is_found_by_its_id_only() {
    let mut bench = Bench::new();
    let mut store = bench.create(Schema::Gate);
    let id = store.write(&mut bench.rng, |w| w.insert(Table::Entry, None, b"entry")).unwrap();
    let row = store.read(|r| r.get(Table::Entry, id)).unwrap().unwrap();
    assert_eq!((row.key, row.value.as_slice()), (None, &b"entry"[..]));
    assert_eq!(store.read(|r| r.find(Table::Entry, b"")), Ok::<_, StoreError>(vec![]));
    assert_eq!(store.read(|r| r.get(Table::Head, id)), Ok::<_, StoreError>(None));
}

#[test]
fn an_updated_row_keeps_its_id_its_key_and_its_place() {
    let mut bench = Bench::new();
    let before = bench.filled();
    let mut store = bench.open(Schema::Wallet).unwrap();
    let row = store.read(|r| r.find(Table::Ticket, &[3])).unwrap().remove(0);
    store.write(&mut bench.rng, |w| w.update(Table::Ticket, row.id, b"changed")).unwrap();
    store.close().unwrap();
    let after = all(&bench.open(Schema::Wallet).unwrap()).unwrap();
    let changed: Vec<_> = before.iter().zip(&after).filter(|(a, b)| a != b).map(|(_, b)| b).collect();
    assert_eq!(changed.len(), 1);
    assert_eq!((changed[0].id, &changed[0].key), (row.id, &row.key));
    assert_eq!(changed[0].value.as_slice(), b"changed");
}

#[test]
fn a_failed_transaction_leaves_nothing_and_no_generation() {
    let mut bench = Bench::new();
    let mut store = bench.create(Schema::Wallet);
    insert(&mut store, &mut bench.rng, Table::Ticket, b"kept", b"kept");
    let failed = store.write(&mut bench.rng, |w| {
        w.insert(Table::Ticket, None, b"lost")?;
        Err::<(), _>(StoreError::DiskFull)
    });
    assert_eq!(failed, Err(StoreError::DiskFull));
    assert_eq!(store.generation(), 1);
    assert_eq!(all(&store).unwrap().len(), 1);
    store.close().unwrap();
    assert_eq!(all(&bench.open(Schema::Wallet).unwrap()).unwrap().len(), 1);
}

#[test]
fn every_transaction_that_changes_something_makes_the_next_generation() {
    let mut bench = Bench::new();
    let mut store = bench.create(Schema::Wallet);
    assert_eq!(store.generation(), 0);
    let promised = store
        .write(&mut bench.rng, |w| {
            w.insert(Table::Meta, None, b"a")?;
            w.insert(Table::Meta, None, b"b")?;
            Ok::<_, StoreError>(w.generation())
        })
        .unwrap();
    store.write(&mut bench.rng, |w| w.count(Table::Meta)).unwrap();
    assert_eq!((promised, store.generation()), (1, 1));
    store.close().unwrap();
    assert_eq!(bench.open(Schema::Wallet).unwrap().generation(), 1);
}

#[test]
fn a_row_that_does_not_exist_cannot_be_changed() {
    let mut bench = Bench::new();
    let mut store = bench.create(Schema::Wallet);
    let id = RowId([1; 16]);
    let updated = store.write(&mut bench.rng, |w| w.update(Table::Ticket, id, b"x"));
    let deleted = store.write(&mut bench.rng, |w| w.delete(Table::Ticket, id));
    assert_eq!((updated, deleted), (Err(StoreError::RowNotFound), Err(StoreError::RowNotFound)));
}

#[test]
fn a_table_of_another_schema_is_refused() {
    let mut bench = Bench::new();
    let mut store = bench.create(Schema::Wallet);
    assert_eq!(store.read(|r| r.all(Table::Entry)), Err(StoreError::WrongSchema));
    let written = store.write(&mut bench.rng, |w| w.insert(Table::Entry, None, b""));
    assert_eq!(written, Err(StoreError::WrongSchema));
}

#[test]
fn every_table_of_every_schema_takes_rows() {
    for schema in Schema::ALL {
        let mut bench = Bench::new();
        let mut store = bench.create(schema);
        for table in schema.tables() {
            insert(&mut store, &mut bench.rng, *table, b"key", b"value");
        }
        store.close().unwrap();
        let store = bench.open(schema).unwrap();
        for table in schema.tables() {
            assert_eq!(store.read(|r| r.find(*table, b"key")).unwrap().len(), 1);
        }
    }
}
