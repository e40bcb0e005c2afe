//! Schema versions: numbered files, one transaction each.

use rusqlite::{Connection, TransactionBehavior};

use super::StoreError;
use super::table::Schema;

/// The files of a schema; the first makes version 1. Files that were released never change.
pub(super) const fn steps(schema: Schema) -> &'static [&'static str] {
    match schema {
        Schema::Wallet => &[include_str!("migrations/wallet/0001.sql")],
        Schema::Gate => &[include_str!("migrations/gate/0001.sql")],
        Schema::Issuer => &[include_str!("migrations/issuer/0001.sql")],
    }
}

/// The version after all `steps`.
pub(super) fn newest(steps: &[&str]) -> u32 {
    u32::try_from(steps.len()).unwrap_or(u32::MAX)
}

/// The version of an open database, if `steps` know it.
pub(super) fn version(connection: &Connection, steps: &[&str]) -> Result<u32, StoreError> {
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let found = u32::try_from(found).map_err(|_| StoreError::Corrupt)?;
    match newest(steps) {
        known if found > known => Err(StoreError::TooNew { found, known }),
        _ => Ok(found),
    }
}

/// Runs every step after version `from`.
pub(super) fn upgrade(connection: &mut Connection, steps: &[&str], from: u32) -> Result<(), StoreError> {
    for (step, version) in steps.iter().zip(1_u32..).filter(|(_, version)| *version > from) {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", version)?;
        transaction.commit()?;
    }
    Ok(())
}

/// Whether the tables, indexes and triggers are exactly those of this version: a file with a trigger of somebody
/// else's, or without a constraint, is not ours.
pub(super) fn check(connection: &Connection, steps: &[&str], version: u32) -> Result<(), StoreError> {
    let steps = usize::try_from(version).ok().and_then(|count| steps.get(..count));
    let mut model = Connection::open_in_memory()?;
    upgrade(&mut model, steps.ok_or(StoreError::Corrupt)?, 0)?;
    if objects(connection)? == objects(&model)? { Ok(()) } else { Err(StoreError::Corrupt) }
}

type Object = (String, String, String, Option<String>);

fn objects(connection: &Connection) -> Result<Vec<Object>, StoreError> {
    let mut statement =
        connection.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = "CREATE TABLE a (n); INSERT INTO a VALUES (1);";

    fn rows(connection: &Connection) -> i64 {
        connection.query_row("SELECT count(*) FROM a", [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn each_step_runs_once() {
        let mut connection = Connection::open_in_memory().unwrap();
        let steps = [FIRST, "INSERT INTO a VALUES (2);"];
        upgrade(&mut connection, &steps[..1], 0).unwrap();
        assert_eq!((version(&connection, &steps), rows(&connection)), (Ok(1), 1));
        upgrade(&mut connection, &steps, 1).unwrap();
        assert_eq!((version(&connection, &steps), rows(&connection)), (Ok(2), 2));
    }

    #[test]
    fn a_failing_step_rolls_back_whole() {
        let mut connection = Connection::open_in_memory().unwrap();
        let steps = [FIRST, "INSERT INTO a VALUES (2); INSERT INTO missing VALUES (3);"];
        assert_eq!(upgrade(&mut connection, &steps, 0), Err(StoreError::Corrupt));
        assert_eq!((version(&connection, &steps), rows(&connection)), (Ok(1), 1));
    }

    /// On a disk, with what the first version holds and a step that does much before it fails.
    #[test]
    fn a_store_whose_migration_fails_is_still_a_store_of_the_version_before() {
        let (place, vault) = (tempfile::tempdir().unwrap(), crate::testing::MemoryVault::new());
        let mut rng = crate::testing::fixtures::CountingRng(1);
        let mut store = super::super::Store::create(place.path(), Schema::Wallet, &*vault, &mut rng).unwrap();
        let insert = |tables: &mut super::super::Writer<'_>| {
            tables.insert(super::super::Table::Ticket, Some(b"key"), b"value")
        };
        store.write(&mut rng, insert).unwrap();
        store.close().unwrap();
        let bad =
            "CREATE TABLE more (a); DELETE FROM ticket; DROP TABLE shown; INSERT INTO nowhere VALUES (1);";
        let steps = [steps(Schema::Wallet), &[bad]].concat();
        let mut connection = Connection::open(place.path().join("store.db")).unwrap();
        let from = newest(&steps) - 1;
        assert_eq!(upgrade(&mut connection, &steps, from), Err(StoreError::Corrupt));
        drop(connection);
        let store = super::super::Store::open(place.path(), Schema::Wallet, &*vault).unwrap();
        let rows = store.read(|tables| tables.all(super::super::Table::Ticket)).unwrap();
        assert_eq!(rows.iter().map(|row| row.value.as_slice()).collect::<Vec<_>>(), [b"value"]);
    }

    #[test]
    fn a_version_that_is_not_known_is_too_new() {
        let mut connection = Connection::open_in_memory().unwrap();
        upgrade(&mut connection, &[FIRST], 0).unwrap();
        assert_eq!(version(&connection, &[]), Err(StoreError::TooNew { found: 1, known: 0 }));
    }
}
