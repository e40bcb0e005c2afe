use super::*;

#[test]
fn a_suspended_store_leaves_nothing_in_its_log_and_another_object_may_open_it() {
    let mut bench = Bench::new();
    let mut store = bench.create(Schema::Wallet);
    insert(&mut store, &mut bench.rng, Table::Ticket, b"a", b"1");
    assert_eq!(bench.open(Schema::Wallet).err(), Some(StoreError::AlreadyOpen));
    store.suspend().unwrap();
    assert_eq!(fs::metadata(bench.path("store.db-wal")).unwrap().len(), 0);
    assert_eq!(all(&bench.open(Schema::Wallet).unwrap()).unwrap().len(), 1);
    store.suspend().unwrap();
}

/// The kernel's own list: what it still holds open or locked would get an app killed.
#[cfg(target_os = "linux")]
#[test]
fn a_suspended_store_has_no_file_open() {
    let mut bench = Bench::new();
    let mut store = bench.create(Schema::Wallet);
    let open = || {
        let links =
            fs::read_dir("/proc/self/fd").unwrap().filter_map(|fd| fs::read_link(fd.unwrap().path()).ok());
        links.filter(|path| path.starts_with(bench.folder.path())).count()
    };
    assert!(open() > 0);
    store.suspend().unwrap();
    assert_eq!(open(), 0);
}

#[test]
fn the_next_call_after_a_suspend_reads_and_writes_on_without_the_vault() {
    let mut bench = Bench::new();
    let mut store = bench.create(Schema::Wallet);
    insert(&mut store, &mut bench.rng, Table::Ticket, b"a", b"1");
    bench.vault.fail_with(Some(crate::ports::VaultError::Unavailable));
    store.suspend().unwrap();
    assert_eq!(all(&store).unwrap().len(), 1);
    store.suspend().unwrap();
    insert(&mut store, &mut bench.rng, Table::Ticket, b"b", b"2");
    assert_eq!((all(&store).unwrap().len(), store.generation()), (2, 2));
    assert_eq!(bench.open(Schema::Wallet).err(), Some(StoreError::AlreadyOpen));
}

#[test]
fn a_store_that_was_changed_while_suspended_must_be_opened_anew() {
    let mut bench = Bench::new();
    let mut store = bench.create(Schema::Wallet);
    store.suspend().unwrap();
    let mut other = bench.open(Schema::Wallet).unwrap();
    insert(&mut other, &mut bench.rng, Table::Ticket, b"a", b"1");
    assert_eq!(all(&store), Err(StoreError::AlreadyOpen));
    other.close().unwrap();
    assert_eq!(all(&store), Err(StoreError::ChangedElsewhere));
    let written = store.write(&mut bench.rng, |w| w.insert(Table::Ticket, None, b"2"));
    assert_eq!(written, Err(StoreError::ChangedElsewhere));
    assert_eq!(all(&bench.open(Schema::Wallet).unwrap()).unwrap().len(), 1);
}

#[test]
fn another_store_in_the_place_of_a_suspended_one_is_not_taken_for_it() {
    let (mut bench, mut other) = (Bench::new(), Bench::new());
    other.rng = ChaCha20Rng::seed_from_u64(8);
    let mut store = bench.create(Schema::Wallet);
    store.suspend().unwrap();
    other.create(Schema::Wallet).close().unwrap();
    fs::copy(other.path("store.db"), bench.path("store.db")).unwrap();
    assert_eq!(all(&store), Err(StoreError::ChangedElsewhere));
}
