use super::*;
use crate::ports::{KeyVault, VaultError};

/// From here on the database cannot grow: SQLite's own answer to a full disk.
fn fill(store: &Store) {
    let live = store.live().unwrap();
    let pages: u32 = live.connection().pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
    live.connection()
        .pragma_update_and_check(None, "max_page_count", pages, |row| row.get::<_, u32>(0))
        .unwrap();
}

#[test]
fn a_full_disk_is_named_and_nothing_of_the_transaction_stays() {
    let mut bench = Bench::new();
    let before = bench.filled();
    let mut store = bench.open(Schema::Wallet).unwrap();
    let generation = store.generation();
    fill(&store);
    let failed = store.write(&mut bench.rng, |w| {
        w.insert(Table::Ticket, None, b"small")?;
        w.insert(Table::Ticket, None, &vec![1; 100_000])
    });
    assert_eq!(failed, Err(StoreError::DiskFull));
    assert_eq!((all(&store).unwrap(), store.generation()), (before.clone(), generation));
    store.close().unwrap();
    assert_eq!(all(&bench.open(Schema::Wallet).unwrap()).unwrap(), before);
}

#[test]
fn a_failed_write_that_the_caller_ignores_fails_the_transaction() {
    let mut bench = Bench::new();
    let before = bench.filled();
    let mut store = bench.open(Schema::Wallet).unwrap();
    fill(&store);
    let failed = store.write(&mut bench.rng, |w| {
        let ignored = w.insert(Table::Ticket, None, &vec![1; 100_000]);
        assert_eq!(ignored, Err(StoreError::DiskFull));
        let after = w.insert(Table::Ticket, None, b"small");
        assert_eq!(after, Err(StoreError::DiskFull));
        Ok::<_, StoreError>(())
    });
    assert_eq!(failed, Err(StoreError::DiskFull));
    store.close().unwrap();
    assert_eq!(all(&bench.open(Schema::Wallet).unwrap()).unwrap(), before);
}

#[test]
fn a_transaction_that_sqlite_rolled_back_by_itself_takes_no_more_writes() {
    let mut bench = Bench::new();
    let before = bench.filled();
    let mut store = bench.open(Schema::Wallet).unwrap();
    let failed = store.write(&mut bench.rng, |w| {
        w.insert(Table::Ticket, None, b"first")?;
        w.connection.execute_batch("ROLLBACK")?;
        w.insert(Table::Ticket, None, b"second")
    });
    assert_eq!(failed, Err(StoreError::Io(std::io::ErrorKind::Interrupted)));
    store.close().unwrap();
    assert_eq!(all(&bench.open(Schema::Wallet).unwrap()).unwrap(), before);
}

/// A vault under another key of the host.
struct Rotated;

impl KeyVault for Rotated {
    fn seal(&self, plaintext: &[u8]) -> Result<Vec<u8>, VaultError> {
        Ok(plaintext.iter().map(|byte| byte ^ 0x33).collect())
    }

    fn open(&self, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        self.seal(sealed)
    }

    fn put(&self, _: &[u8]) -> Result<(), VaultError> {
        Ok(())
    }

    fn get(&self) -> Result<Option<Vec<u8>>, VaultError> {
        Ok(None)
    }

    fn delete(&self) -> Result<(), VaultError> {
        Ok(())
    }
}

#[test]
fn a_resealed_store_opens_with_the_new_vault_only() {
    let mut bench = Bench::new();
    let before = bench.filled();
    let mut store = bench.open(Schema::Wallet).unwrap();
    assert_eq!(store.reseal(&Rotated, &*bench.vault), Err(StoreError::WrongKey));
    store.reseal(&*bench.vault, &Rotated).unwrap();
    store.close().unwrap();
    assert_eq!(bench.open(Schema::Wallet).err(), Some(StoreError::WrongKey));
    let store = Store::open(bench.folder.path(), Schema::Wallet, &Rotated).unwrap();
    assert_eq!(all(&store).unwrap(), before);
}
