use super::*;
use crate::ports::VaultError;
use crate::store::move_aside;

#[test]
fn a_folder_without_a_store_is_not_found() {
    let bench = Bench::new();
    assert_eq!(bench.open(Schema::Wallet).err(), Some(StoreError::NotFound));
    assert_eq!(move_aside(&bench.path("nowhere")).err(), Some(StoreError::NotFound));
}

#[test]
fn a_second_store_is_not_created_over_the_first() {
    let mut bench = Bench::new();
    let before = bench.filled();
    let again = Store::create(bench.folder.path(), Schema::Wallet, &*bench.vault, &mut bench.rng);
    assert_eq!(again.err(), Some(StoreError::AlreadyExists));
    assert_eq!(all(&bench.open(Schema::Wallet).unwrap()).unwrap(), before);
}

#[test]
fn a_store_that_is_open_is_refused_at_once_until_it_is_dropped() {
    let mut bench = Bench::new();
    let store = bench.create(Schema::Wallet);
    assert_eq!(bench.open(Schema::Wallet).err(), Some(StoreError::AlreadyOpen));
    assert_eq!(move_aside(bench.folder.path()).err(), Some(StoreError::AlreadyOpen));
    drop(store);
    bench.open(Schema::Wallet).unwrap();
}

#[test]
fn an_interrupted_create_leaves_no_store_and_can_be_repeated() {
    let mut bench = Bench::new();
    bench.vault.fail_with(Some(VaultError::Unavailable));
    let folder = bench.path("new");
    let failed = Store::create(&folder, Schema::Wallet, &*bench.vault, &mut bench.rng);
    assert_eq!(failed.err(), Some(StoreError::Vault(VaultError::Unavailable)));
    fs::write(folder.join("store.new"), b"half a database").unwrap();
    fs::write(folder.join("store.new-journal"), b"half a journal").unwrap();
    bench.vault.fail_with(None);
    assert_eq!(Store::open(&folder, Schema::Wallet, &*bench.vault).err(), Some(StoreError::NotFound));
    Store::create(&folder, Schema::Wallet, &*bench.vault, &mut bench.rng).unwrap().close().unwrap();
    Store::open(&folder, Schema::Wallet, &*bench.vault).unwrap();
}

#[test]
fn the_log_of_a_lost_database_is_not_replayed_into_a_new_one() {
    let mut bench = Bench::new();
    let mut store = bench.create(Schema::Wallet);
    insert(&mut store, &mut bench.rng, Table::Ticket, b"old", b"old");
    let crashed = copy(bench.folder.path());
    fs::remove_file(crashed.path().join("store.db")).unwrap();
    let store = Store::create(crashed.path(), Schema::Wallet, &*bench.vault, &mut bench.rng).unwrap();
    assert_eq!(all(&store).unwrap(), vec![]);
    assert!(crashed.path().join("store.corrupt-1-wal").exists());
}

#[test]
fn what_was_committed_before_a_crash_is_there_after_it() {
    let mut bench = Bench::new();
    let mut store = bench.create(Schema::Wallet);
    for n in 0..20 {
        insert(&mut store, &mut bench.rng, Table::Ticket, &[n], b"value");
    }
    let crashed = copy(bench.folder.path());
    assert!(fs::metadata(crashed.path().join("store.db-wal")).unwrap().len() > 0);
    let reopened = Store::open(crashed.path(), Schema::Wallet, &*bench.vault).unwrap();
    assert_eq!(all(&reopened).unwrap(), all(&store).unwrap());
    assert_eq!(reopened.generation(), 20);
}

#[test]
fn a_closed_store_is_one_file_beside_an_empty_log() {
    let mut bench = Bench::new();
    let rows = bench.filled();
    let mut names: Vec<_> =
        fs::read_dir(bench.folder.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["store.db", "store.db-wal", "store.lock"]);
    assert_eq!(fs::metadata(bench.path("store.db-wal")).unwrap().len(), 0);
    let alone = tempfile::tempdir().unwrap();
    fs::copy(bench.path("store.db"), alone.path().join("store.db")).unwrap();
    let store = Store::open(alone.path(), Schema::Wallet, &*bench.vault).unwrap();
    assert_eq!((all(&store).unwrap(), store.missing()), (rows, 0));
}

#[test]
fn a_lost_key_is_named_and_keeps_the_rows() {
    let mut bench = Bench::new();
    let before = bench.filled();
    bench.vault.fail_with(Some(VaultError::KeyLost));
    assert_eq!(bench.open(Schema::Wallet).err(), Some(StoreError::Vault(VaultError::KeyLost)));
    bench.vault.fail_with(None);
    assert_eq!(all(&bench.open(Schema::Wallet).unwrap()).unwrap(), before);
}

#[test]
fn the_envelope_of_another_store_is_the_wrong_key() {
    let (mut bench, mut other) = (Bench::new(), Bench::new());
    bench.filled();
    other.rng = ChaCha20Rng::seed_from_u64(8);
    other.filled();
    let path = other.path("store.db");
    bench.tamper(&format!(
        "ATTACH '{}' AS other; UPDATE envelope SET sealed = (SELECT sealed FROM other.envelope)",
        path.display()
    ));
    assert_eq!(bench.open(Schema::Wallet).err(), Some(StoreError::WrongKey));
    bench.tamper(&format!(
        "ATTACH '{}' AS other; UPDATE envelope SET
         (store, sealed, state) = (SELECT store, sealed, state FROM other.envelope)",
        path.display()
    ));
    let read = bench.open(Schema::Wallet).and_then(|store| all(&store));
    assert_eq!(read.err(), Some(StoreError::Corrupt));
}

#[test]
fn another_schema_is_named() {
    let mut bench = Bench::new();
    bench.filled();
    assert_eq!(bench.open(Schema::Gate).err(), Some(StoreError::WrongSchema));
    bench.tamper(&format!("PRAGMA application_id = {}", Schema::Gate.application_id()));
    assert_eq!(bench.open(Schema::Gate).err(), Some(StoreError::Corrupt));
}

#[test]
fn a_newer_store_is_refused_and_not_touched() {
    let mut bench = Bench::new();
    bench.filled();
    bench.tamper("PRAGMA user_version = 7");
    let before = fs::read(bench.path("store.db")).unwrap();
    assert_eq!(bench.open(Schema::Wallet).err(), Some(StoreError::TooNew { found: 7, known: 1 }));
    assert_eq!(fs::read(bench.path("store.db")).unwrap(), before);
}

#[test]
fn a_corrupt_store_is_moved_aside_and_a_new_one_takes_its_place() {
    let mut bench = Bench::new();
    for number in 1..=2 {
        bench.filled();
        let mut bytes = fs::read(bench.path("store.db")).unwrap();
        bytes[5000] ^= 1;
        bytes.truncate(9000);
        fs::write(bench.path("store.db"), &bytes).unwrap();
        assert_eq!(bench.open(Schema::Wallet).err(), Some(StoreError::Corrupt));
        let aside = move_aside(bench.folder.path()).unwrap();
        assert_eq!(aside, bench.path(&format!("store.corrupt-{number}")));
        assert_eq!(fs::read(aside).unwrap(), bytes);
    }
}

#[cfg(unix)]
#[test]
fn folder_and_files_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let mut bench = Bench::new();
    let folder = bench.path("new");
    let mut store = Store::create(&folder, Schema::Wallet, &*bench.vault, &mut bench.rng).unwrap();
    insert(&mut store, &mut bench.rng, Table::Ticket, b"", b"");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    for name in ["store.db", "store.db-wal", "store.lock"] {
        assert_eq!(mode(&folder.join(name)), 0o600, "{name}");
    }
}
