use super::*;

/// The first ticket, as a screen asks for it.
fn first(store: &Store) -> Result<Row, StoreError> {
    store.read(|r| r.page(Table::Ticket, None, 1)).map(|mut rows| rows.remove(0))
}

fn in_memory(store: &Store) -> Vec<Vec<u8>> {
    store.live().unwrap().recent().values()
}

/// SQL on the connection of the store itself.
fn run(store: &Store, sql: &str) {
    store.live().unwrap().connection().execute_batch(sql).unwrap();
}

fn list(store: &Store) -> Vec<Row> {
    store.read(|r| r.all(Table::Ticket)).unwrap()
}

fn visit_all(store: &Store) -> Result<(), StoreError> {
    store.read(|r| r.for_each(Table::Ticket, |_| Ok(())))
}

/// Leaves of the first ticket's value nothing but its nonce.
fn damage_first(store: &Store) {
    let live = store.live().unwrap();
    let first = "(SELECT min(seq) FROM ticket)";
    let query = format!("SELECT value FROM ticket WHERE seq = {first}");
    let mut value: Vec<u8> = live.connection().query_row(&query, [], |row| row.get(0)).unwrap();
    value[24..].fill(0);
    let update = format!("UPDATE ticket SET value = ?1 WHERE seq = {first}");
    assert_eq!(live.connection().execute(&update, [value]), Ok(1));
}

#[test]
fn a_row_read_again_is_not_decrypted_again() {
    let mut bench = Bench::new();
    bench.filled();
    let store = bench.open(Schema::Wallet).unwrap();
    let before = first(&store).unwrap();
    damage_first(&store);
    assert_eq!(first(&store).unwrap(), before);
    assert_eq!(store.read(|r| r.get(Table::Ticket, before.id)).unwrap(), Some(before.clone()));
    assert_eq!(list(&store)[0], before);
    assert_eq!(visit_all(&store), Err(StoreError::Corrupt), "a walk opens each value");
}

#[test]
fn a_list_drawn_again_is_not_decrypted_again() {
    let mut bench = Bench::new();
    bench.filled();
    let store = bench.open(Schema::Wallet).unwrap();
    let before = list(&store);
    damage_first(&store);
    assert_eq!(list(&store), before);
    assert_eq!(first(&store).unwrap(), before[0]);
}

#[test]
fn a_row_with_the_nonce_of_another_one_is_not_answered_with_its_value() {
    let mut bench = Bench::new();
    bench.filled();
    let store = bench.open(Schema::Wallet).unwrap();
    first(&store).unwrap();
    run(&store, "UPDATE ticket SET value = (SELECT value FROM ticket ORDER BY seq LIMIT 1)");
    assert_eq!(store.read(|r| r.page(Table::Ticket, None, 2)), Err(StoreError::Corrupt));
}

#[test]
fn a_change_that_was_undone_is_not_read() {
    let mut bench = Bench::new();
    bench.filled();
    let mut store = bench.open(Schema::Wallet).unwrap();
    let before = first(&store).unwrap();
    let undone = store.write(&mut bench.rng, |w| {
        w.update(Table::Ticket, before.id, b"undone")?;
        assert_eq!(w.page(Table::Ticket, None, 1)?[0].value.as_slice(), b"undone");
        Err::<(), _>(StoreError::DiskFull)
    });
    assert_eq!((undone, first(&store).unwrap()), (Err(StoreError::DiskFull), before));
}

#[test]
fn what_was_replaced_or_removed_is_not_in_memory_either() {
    let mut bench = Bench::new();
    let mut store = bench.create(Schema::Wallet);
    insert(&mut store, &mut bench.rng, Table::Ticket, b"a", b"seat 12");
    let id = first(&store).unwrap().id;
    assert_eq!(in_memory(&store), [b"seat 12"]);
    store.write(&mut bench.rng, |w| w.update(Table::Ticket, id, b"seat 13")).unwrap();
    assert!(in_memory(&store).is_empty());
    first(&store).unwrap();
    store.write(&mut bench.rng, |w| w.delete(Table::Ticket, id)).unwrap();
    assert!(in_memory(&store).is_empty());
}

#[test]
fn a_suspended_store_keeps_no_value_in_memory() {
    let mut bench = Bench::new();
    bench.filled();
    let mut store = bench.open(Schema::Wallet).unwrap();
    first(&store).unwrap();
    store.suspend().unwrap();
    assert!(in_memory(&store).is_empty());
}

#[test]
fn a_list_longer_than_the_memory_for_it_is_read_whole_and_the_memory_stays_small() {
    const MOST: usize = (8 << 20) / 15_000;
    let mut bench = Bench::new();
    let mut store = bench.create(Schema::Wallet);
    store
        .write(&mut bench.rng, |w| {
            (0..600_u32)
                .try_for_each(|n| w.insert(Table::Ticket, Some(&n.to_be_bytes()), &vec![7; 15_000]).map(drop))
        })
        .unwrap();
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let page = store.read(|r| r.page(Table::Ticket, after, 50)).unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        rows.extend(page);
        assert!(in_memory(&store).len() <= MOST);
    }
    for _ in 0..2 {
        assert_eq!(rows, list(&store));
        assert!(in_memory(&store).len() <= MOST);
    }
}
