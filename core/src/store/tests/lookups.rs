use super::*;

fn tickets(bench: &mut Bench) -> Store {
    let mut store = bench.create(Schema::Wallet);
    for n in 0..40_u8 {
        insert(&mut store, &mut bench.rng, Table::Ticket, &[n], &[n; 300]);
    }
    store
}

/// A row that SQLite does not find at its place, as after damage to the pages between root and rows.
#[test]
fn a_row_that_is_not_where_it_must_be_is_damage_and_never_a_miss() {
    let mut bench = Bench::new();
    let store = tickets(&mut bench);
    assert_eq!(store.read(|r| r.find(Table::Ticket, &[7])).unwrap().len(), 1);
    store.live().unwrap().connection().execute("DELETE FROM ticket WHERE seq = 8", []).unwrap();
    assert_eq!(store.read(|r| r.find(Table::Ticket, &[7])), Err(StoreError::Corrupt));
}

#[test]
fn a_table_that_was_not_read_says_nothing_before_its_rows_add_up() {
    let mut bench = Bench::new();
    tickets(&mut bench).close().unwrap();
    bench.tamper("DELETE FROM ticket WHERE seq = 40");
    let open = || bench.open(Schema::Wallet).unwrap();
    assert_eq!(open().read(|r| r.find(Table::Ticket, &[1])), Err(StoreError::Corrupt));
    assert_eq!(open().read(|r| r.all(Table::Ticket)), Err(StoreError::Corrupt));
    assert_eq!(open().read(|r| r.page(Table::Ticket, None, 3)), Err(StoreError::Corrupt));
    assert_eq!(open().read(|r| r.count(Table::Ticket)), Err(StoreError::Corrupt));
    let id = crate::store::RowId([1; 16]);
    assert_eq!(open().read(|r| r.get(Table::Ticket, id)), Err(StoreError::Corrupt));
    let mut store = open();
    let written = store.write(&mut bench.rng, |w| w.insert(Table::Ticket, None, b"more"));
    assert_eq!(written, Err(StoreError::Corrupt));
}

/// Tags have 16 bytes: two keys with one tag are nothing that a test finds. So the places say that they have.
#[test]
fn a_row_whose_lookup_collides_is_not_taken_for_another() {
    let mut bench = Bench::new();
    let store = tickets(&mut bench);
    let found = |key: &[u8]| store.read(|r| r.find(Table::Ticket, key)).unwrap();
    let (seventh, ninth) = (found(&[7]).remove(0), found(&[9]).remove(0));
    store
        .read(|r| {
            let (lookup, other) =
                (r.cipher.lookup(Table::Ticket, &[7]), r.cipher.lookup(Table::Ticket, b"none"));
            let seq = r.place(Table::Ticket, ninth.id)?.unwrap();
            r.known.tell(Table::Ticket, |places| {
                places.add(ninth.id, Some(lookup), seq);
                places.add(ninth.id, Some(other), seq);
            });
            assert_eq!(r.known.ask(Table::Ticket, |places| places.found_by(lookup).len()), Some(2));
            Ok::<_, StoreError>(())
        })
        .unwrap();
    assert_eq!(found(&[7]), [seventh]);
    assert_eq!(found(&[9]), [ninth]);
    assert_eq!(found(b"none"), []);
}

#[test]
fn rows_come_a_page_at_a_time() {
    let mut bench = Bench::new();
    let store = tickets(&mut bench);
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = store.read(|r| r.page(Table::Ticket, after, 15)).unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        seen.push(page.len());
    }
    assert_eq!(seen, [15, 15, 10]);
}

#[test]
fn what_a_failed_transaction_added_changed_or_deleted_is_found_as_before() {
    let mut bench = Bench::new();
    let mut store = tickets(&mut bench);
    let row = |store: &Store, key: &[u8]| store.read(|r| r.find(Table::Ticket, key)).unwrap();
    let gone = row(&store, &[3]).remove(0).id;
    let failed = store.write(&mut bench.rng, |w| {
        w.insert(Table::Ticket, Some(b"new"), b"new")?;
        w.delete(Table::Ticket, gone)?;
        assert_eq!((w.find(Table::Ticket, b"new")?.len(), w.find(Table::Ticket, &[3])?.len()), (1, 0));
        Err::<(), _>(StoreError::DiskFull)
    });
    assert_eq!(failed, Err(StoreError::DiskFull));
    assert_eq!((row(&store, b"new").len(), row(&store, &[3]).len()), (0, 1));
}

/// The free list of a database file says that a page in use is free: the next write would write over it.
#[test]
fn nothing_is_written_into_a_file_whose_free_pages_are_in_use() {
    let mut bench = Bench::new();
    let mut store = tickets(&mut bench);
    insert(&mut store, &mut bench.rng, Table::Evidence, b"long", &vec![9; 60_000]);
    let long = store.read(|r| r.find(Table::Evidence, b"long")).unwrap().remove(0).id;
    store.write(&mut bench.rng, |w| w.delete(Table::Evidence, long)).unwrap();
    let before = all(&store).unwrap();
    store.close().unwrap();
    let mut bytes = fs::read(bench.path("store.db")).unwrap();
    let trunk = usize::try_from(u32::from_be_bytes(bytes[32..36].try_into().unwrap())).unwrap();
    let first_leaf = (trunk - 1) * 4096 + 8;
    let root: u32 = Connection::open(bench.path("store.db"))
        .and_then(|c| {
            c.query_row("SELECT rootpage FROM sqlite_schema WHERE name = 'ticket'", [], |row| row.get(0))
        })
        .unwrap();
    bytes[first_leaf..first_leaf + 4].copy_from_slice(&root.to_be_bytes());
    fs::write(bench.path("store.db"), &bytes).unwrap();
    let mut store = bench.open(Schema::Wallet).unwrap();
    let written = store.write(&mut bench.rng, |w| w.insert(Table::Ticket, None, b"more"));
    assert_eq!(written, Err(StoreError::Corrupt));
    assert_eq!(all(&store).unwrap(), before);
}
