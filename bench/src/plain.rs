//! Plain `SQLite` with the store's pragmas: the same rows, neither encrypted nor held against a sum.

use std::path::{Path, PathBuf};

use anyhow::Result;
use rusqlite::{Connection, OptionalExtension as _, Row as Found, params};

/// As core/src/store/database.rs sets them, and the write-ahead log; a test compares the two.
const SETTINGS: &str = "
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA mmap_size = 0;
    PRAGMA cell_size_check = ON;
    PRAGMA trusted_schema = OFF;
    PRAGMA secure_delete = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA synchronous = FULL;
    PRAGMA fullfsync = ON;
    PRAGMA checkpoint_fullfsync = ON;
    PRAGMA journal_mode = WAL;";

/// What finds a row by its id and by its key, as an app would have it that does not keep that in memory.
const TABLE: &str = "
    CREATE TABLE ticket (seq INTEGER PRIMARY KEY, id BLOB NOT NULL, key BLOB, value BLOB NOT NULL);
    CREATE UNIQUE INDEX ticket_id ON ticket (id);
    CREATE INDEX ticket_key ON ticket (key);";

pub(crate) fn open(file: &Path) -> Result<Connection> {
    let connection = Connection::open(file)?;
    connection.set_prepared_statement_cache_capacity(64);
    connection.execute_batch(SETTINGS)?;
    Ok(connection)
}

/// A database with the table and no row, which is there when this returns.
pub(crate) fn make(folder: &Path) -> Result<PathBuf> {
    let file = folder.join("plain.sqlite");
    open(&file)?.execute_batch(TABLE)?;
    Ok(file)
}

const ALL: &str = "SELECT id, key, value FROM ticket ORDER BY seq";

/// A row as the store gives one: owned.
pub(crate) struct Row {
    pub(crate) id: [u8; 16],
    pub(crate) key: Option<Vec<u8>>,
    pub(crate) value: Vec<u8>,
}

/// One table of such rows.
pub(crate) struct Plain(Connection, PathBuf);

impl Plain {
    pub(crate) fn create(folder: &Path) -> Result<Self> {
        let file = make(folder)?;
        Ok(Self(open(&file)?, file))
    }

    /// Closes it, opens it and reads every row once.
    pub(crate) fn begin_again(&mut self) {
        self.0 = Connection::open_in_memory().expect("it takes no disk");
        self.0 = open(&self.1).expect("it was closed");
        self.read_through().expect("it is sound");
    }

    fn read_through(&self) -> rusqlite::Result<()> {
        let mut statement = self.0.prepare_cached(ALL)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            std::hint::black_box(owned(row)?);
        }
        Ok(())
    }

    /// One transaction.
    pub(crate) fn insert(&self, rows: &[Row]) -> Result<()> {
        self.0.execute_batch("BEGIN IMMEDIATE")?;
        let mut statement =
            self.0.prepare_cached("INSERT INTO ticket (id, key, value) VALUES (?1, ?2, ?3)")?;
        for row in rows {
            statement.execute(params![row.id, row.key, row.value])?;
        }
        Ok(self.0.execute_batch("COMMIT")?)
    }

    pub(crate) fn get(&self, id: [u8; 16]) -> Result<Option<Row>> {
        let mut statement = self.0.prepare_cached("SELECT id, key, value FROM ticket WHERE id = ?1")?;
        Ok(statement.query_row([id], owned).optional()?)
    }

    /// The first ones.
    pub(crate) fn page(&self, count: u32) -> Result<Vec<Row>> {
        let mut statement =
            self.0.prepare_cached("SELECT id, key, value FROM ticket ORDER BY seq LIMIT ?1")?;
        Ok(statement.query_map([count], owned)?.collect::<Result<_, _>>()?)
    }

    /// Those that follow one.
    pub(crate) fn page_after(&self, id: [u8; 16], count: u32) -> Result<Vec<Row>> {
        let mut statement = self.0.prepare_cached(
            "SELECT id, key, value FROM ticket WHERE seq > (SELECT seq FROM ticket WHERE id = ?1)
             ORDER BY seq LIMIT ?2",
        )?;
        Ok(statement.query_map(params![id, count], owned)?.collect::<Result<_, _>>()?)
    }

    pub(crate) fn all(&self) -> Result<Vec<Row>> {
        let mut statement = self.0.prepare_cached(ALL)?;
        Ok(statement.query_map([], owned)?.collect::<Result<_, _>>()?)
    }
}

fn owned(row: &Found<'_>) -> rusqlite::Result<Row> {
    Ok(Row { id: row.get(0)?, key: row.get(1)?, value: row.get(2)? })
}
