//! Schema versions: numbered files, one transaction each.

use rusqlite::{Connection, TransactionBehavior};

use super::StoreError;
use super::cipher::digest;
use super::table::Schema;

/// One version: what makes it of the one before, and what is there then.
#[derive(Clone, Copy)]
pub(super) struct Step {
    sql: &'static str,
    /// [`layout`] after it, in hexadecimal. A test says what it must be; running the steps at each opening to find out
    /// takes longer than all else that opening does.
    layout: &'static str,
}

/// The files of a schema; the first makes version 1.
pub(super) fn steps(schema: Schema) -> &'static [Step] {
    #[cfg(test)]
    if let Some(later) = tests::later(schema) {
        return later;
    }
    released(schema)
}

/// Files that were released never change.
const fn released(schema: Schema) -> &'static [Step] {
    match schema {
        Schema::Wallet => &[Step {
            sql: include_str!("migrations/wallet/0001.sql"),
            layout: "08cf09d21943c20c6eea1399c17ffd5b56223304bf0c2015f2b801e0a7a808bf",
        }],
        Schema::Gate => &[Step {
            sql: include_str!("migrations/gate/0001.sql"),
            layout: "f971979274ec55af31fbf647f4a516fb26d91d260962495824582961578ed329",
        }],
        Schema::Issuer => &[Step {
            sql: include_str!("migrations/issuer/0001.sql"),
            layout: "b6f6da4df435e9266edee6cfd0c9bd26bf62466e12f803fe15c397f05daeb771",
        }],
    }
}

/// The version after all `steps`.
pub(super) fn newest(steps: &[Step]) -> u32 {
    u32::try_from(steps.len()).unwrap_or(u32::MAX)
}

/// The version of an open database, if `steps` know it.
pub(super) fn version(connection: &Connection, steps: &[Step]) -> Result<u32, StoreError> {
    let found: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let found = u32::try_from(found).map_err(|_| StoreError::Corrupt)?;
    match newest(steps) {
        known if found > known => Err(StoreError::TooNew { found, known }),
        _ => Ok(found),
    }
}

/// Runs every step after version `from`.
pub(super) fn upgrade(connection: &mut Connection, steps: &[Step], from: u32) -> Result<(), StoreError> {
    for (step, version) in steps.iter().zip(1_u32..).filter(|(_, version)| *version > from) {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(step.sql)?;
        transaction.execute_batch(&format!("PRAGMA user_version = {version}"))?;
        transaction.commit()?;
    }
    Ok(())
}

/// Whether the tables, indexes and triggers are exactly those of this version: a file with a trigger of somebody
/// else's, or without a constraint, is not ours.
pub(super) fn check(connection: &Connection, steps: &[Step], version: u32) -> Result<(), StoreError> {
    let last = usize::try_from(version).ok().and_then(|count| steps.get(count.checked_sub(1)?));
    let known = last.ok_or(StoreError::Corrupt)?.layout;
    if layout(connection)? == known { Ok(()) } else { Err(StoreError::Corrupt) }
}

/// SHA-256 of everything that is in the schema, as it was made: of each object its type, name, table and SQL, each after
/// its length.
fn layout(connection: &Connection) -> Result<String, StoreError> {
    let mut statement =
        connection.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY rowid")?;
    let (mut rows, mut objects) = (statement.query([])?, Vec::new());
    while let Some(row) = rows.next()? {
        for column in 0..4 {
            let text = row.get_ref(column)?.as_bytes_or_null().map_err(|_| StoreError::Corrupt)?;
            objects.extend_from_slice(&text.map_or(u64::MAX, |text| text.len() as u64).to_be_bytes());
            objects.extend_from_slice(text.unwrap_or_default());
        }
    }
    Ok(base16ct::lower::encode_string(&digest(&objects)))
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::fs;

    use super::super::{Store, Table};
    use super::*;
    use crate::testing::MemoryVault;
    use crate::testing::fixtures::CountingRng;

    const FIRST: Step = step("CREATE TABLE a (n); INSERT INTO a VALUES (1);");

    const fn step(sql: &'static str) -> Step {
        Step { sql, layout: "" }
    }

    fn rows(connection: &Connection) -> i64 {
        connection.query_row("SELECT count(*) FROM a", [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn the_layout_of_each_version_is_what_its_steps_make() {
        for schema in Schema::ALL {
            let mut connection = Connection::open_in_memory().unwrap();
            for (version, step) in steps(schema).iter().enumerate() {
                upgrade(&mut connection, &steps(schema)[..=version], u32::try_from(version).unwrap())
                    .unwrap();
                assert_eq!(layout(&connection).unwrap(), step.layout, "{schema:?} {version}");
                // Erasing writes the file anew: tables first.
                connection.execute_batch("VACUUM").unwrap();
                assert_eq!(layout(&connection).unwrap(), step.layout, "{schema:?} {version}");
            }
        }
    }

    #[test]
    fn each_step_runs_once() {
        let mut connection = Connection::open_in_memory().unwrap();
        let steps = [FIRST, step("INSERT INTO a VALUES (2);")];
        upgrade(&mut connection, &steps[..1], 0).unwrap();
        assert_eq!((version(&connection, &steps), rows(&connection)), (Ok(1), 1));
        upgrade(&mut connection, &steps, 1).unwrap();
        assert_eq!((version(&connection, &steps), rows(&connection)), (Ok(2), 2));
    }

    #[test]
    fn a_failing_step_rolls_back_whole() {
        let mut connection = Connection::open_in_memory().unwrap();
        let steps = [FIRST, step("INSERT INTO a VALUES (2); INSERT INTO missing VALUES (3);")];
        assert_eq!(upgrade(&mut connection, &steps, 0), Err(StoreError::Corrupt));
        assert_eq!((version(&connection, &steps), rows(&connection)), (Ok(1), 1));
    }

    /// On a disk, with what the first version holds and a step that does much before it fails.
    #[test]
    fn a_store_whose_migration_fails_is_still_a_store_of_the_version_before() {
        let (place, vault) = (tempfile::tempdir().unwrap(), MemoryVault::new());
        let mut rng = CountingRng(1);
        let mut store = Store::create(place.path(), Schema::Wallet, &*vault, &mut rng).unwrap();
        let insert =
            |tables: &mut super::super::Writer<'_>| tables.insert(Table::Ticket, Some(b"key"), b"value");
        store.write(&mut rng, insert).unwrap();
        store.close().unwrap();
        let bad =
            "CREATE TABLE more (a); DELETE FROM ticket; DROP TABLE shown; INSERT INTO nowhere VALUES (1);";
        let steps = [steps(Schema::Wallet), &[step(bad)]].concat();
        let mut connection = Connection::open(place.path().join("store.db")).unwrap();
        let from = newest(&steps) - 1;
        assert_eq!(upgrade(&mut connection, &steps, from), Err(StoreError::Corrupt));
        drop(connection);
        let store = Store::open(place.path(), Schema::Wallet, &*vault).unwrap();
        let rows = store.read(|tables| tables.all(Table::Ticket)).unwrap();
        assert_eq!(rows.iter().map(|row| row.value.as_slice()).collect::<Vec<_>>(), [b"value"]);
    }

    thread_local! {
        /// The steps of a later release, on the thread of the test that plays it.
        static LATER: Cell<Option<&'static [Step]>> = const { Cell::new(None) };
    }

    pub(super) fn later(schema: Schema) -> Option<&'static [Step]> {
        (schema == Schema::Wallet).then(|| LATER.get()).flatten()
    }

    /// This release's steps and one more.
    fn next_release(sql: &'static str) -> &'static [Step] {
        let mut connection = Connection::open_in_memory().unwrap();
        let steps = [released(Schema::Wallet), &[step(sql)]].concat();
        upgrade(&mut connection, &steps, 0).unwrap();
        let layout: &'static str = String::leak(layout(&connection).unwrap());
        Vec::leak([released(Schema::Wallet), &[Step { sql, layout }]].concat())
    }

    /// Closed in order, and left by a crash with a row in the log.
    #[test]
    fn a_store_of_the_version_before_is_brought_up_and_keeps_its_rows() {
        let (place, vault) = (tempfile::tempdir().unwrap(), MemoryVault::new());
        let mut rng = CountingRng(1);
        let [closed, crashed] = ["closed", "crashed"].map(|name| place.path().join(name));
        let mut store = Store::create(&closed, Schema::Wallet, &*vault, &mut rng).unwrap();
        store.write(&mut rng, |tables| tables.insert(Table::Ticket, Some(b"key"), b"first")).unwrap();
        store.close().unwrap();
        store = Store::open(&closed, Schema::Wallet, &*vault).unwrap();
        store.write(&mut rng, |tables| tables.insert(Table::Ticket, Some(b"key"), b"second")).unwrap();
        fs::create_dir(&crashed).unwrap();
        for name in ["store.db", "store.db-wal", "store.lock"] {
            fs::copy(closed.join(name), crashed.join(name)).unwrap();
        }
        store.close().unwrap();
        let values = |store: &Store| -> Vec<Vec<u8>> {
            let rows = store.read(|tables| tables.find(Table::Ticket, b"key")).unwrap();
            rows.iter().map(|row| row.value.to_vec()).collect()
        };
        for folder in [closed, crashed] {
            LATER.set(Some(next_release("CREATE TABLE more (seq INTEGER PRIMARY KEY, note TEXT) STRICT;")));
            let mut store = Store::open(&folder, Schema::Wallet, &*vault).unwrap();
            assert_eq!(
                (values(&store), store.generation(), store.missing()),
                (vec![b"first".to_vec(), b"second".to_vec()], 2, 0)
            );
            store.close().unwrap();
            store = Store::open(&folder, Schema::Wallet, &*vault).unwrap();
            store.write(&mut rng, |tables| tables.insert(Table::Ticket, Some(b"key"), b"third")).unwrap();
            store.close().unwrap();
            assert_eq!(values(&Store::open(&folder, Schema::Wallet, &*vault).unwrap()).len(), 3);
            LATER.set(None);
            let older = Store::open(&folder, Schema::Wallet, &*vault).err();
            assert_eq!(older, Some(StoreError::TooNew { found: 2, known: 1 }), "the app of before");
        }
    }

    #[test]
    fn a_version_that_is_not_known_is_too_new() {
        let mut connection = Connection::open_in_memory().unwrap();
        upgrade(&mut connection, &[FIRST], 0).unwrap();
        assert_eq!(version(&connection, &[]), Err(StoreError::TooNew { found: 1, known: 0 }));
    }
}
