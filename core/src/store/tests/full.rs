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

/// Every column of every row of every table, as it is in the file, but for what the vault sealed; and that.
fn columns(bench: &Bench) -> (Vec<String>, Vec<u8>) {
    let connection = Connection::open(bench.path("store.db")).unwrap();
    let names = |sql: &str| -> Vec<String> {
        let mut statement = connection.prepare(sql).unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    let mut cells = names("SELECT quote(type || name || tbl_name || sql) FROM sqlite_schema ORDER BY 1");
    for table in names("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name") {
        for column in names(&format!("SELECT name FROM pragma_table_info('{table}')")) {
            if (table.as_str(), column.as_str()) != ("envelope", "sealed") {
                let sql =
                    format!("SELECT rowid || ' ' || quote(\"{column}\") FROM \"{table}\" ORDER BY rowid");
                cells.extend(names(&sql).into_iter().map(|cell| format!("{table} {column} {cell}")));
            }
        }
    }
    (cells, connection.query_row("SELECT sealed FROM envelope", [], |row| row.get(0)).unwrap())
}

#[test]
fn a_rotation_changes_one_row() {
    let mut bench = Bench::new();
    bench.filled();
    let (cells, sealed) = columns(&bench);
    assert!(cells.len() > 4 * 24, "{}", cells.len());
    let mut store = bench.open(Schema::Wallet).unwrap();
    store.reseal(&*bench.vault, &Rotated).unwrap();
    store.close().unwrap();
    let (after, resealed) = columns(&bench);
    assert_eq!(cells, after);
    assert_ne!(sealed, resealed);
}
