//! One small door to disk: bytes in tables, every value encrypted and bound to its place.
//!
//! A store is a folder with one SQLite database (protocol §9). Its random key is sealed once by the host's
//! [`KeyVault`]; there is no plaintext mode. Rows have an optional key to be found by, which is on disk only as a keyed
//! hash. What a row means is not known here.
//!
//! [`Store::open`] reads what is needed to read on, whatever the store holds. Each table is read whole before the first
//! answer from it: a page or a row that was damaged, dropped, moved or put back from an older copy is
//! [`StoreError::Corrupt`]. Before the first write SQLite looks at every page, so that nothing is written over. A log
//! that was cut and a folder that was put back are [`Store::missing`] and, for the facades, [`Store::generation`] in
//! the vault.
//!
//! What a reader of the files learns: the number of rows in each table, their order, rough sizes, and which rows of a
//! table share a key.

mod cipher;
mod database;
mod drawn;
mod envelope;
mod erase;
mod error;
mod examine;
mod folder;
mod frame;
mod known;
mod live;
mod migration;
mod reader;
mod recent;
mod reserve;
mod salvage;
mod state;
mod table;
#[cfg(test)]
mod tests;
mod writer;

use std::cell::{Ref, RefCell};
use std::fmt;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use rand_core::CryptoRng;
use rusqlite::{Connection, params};

use crate::ports::KeyVault;
use cipher::{Cipher, Place};
use envelope::Envelope;
use folder::Folder;
use live::{Live, Opened};
use state::State;

pub use erase::{Traces, has_traces, wipe};
pub use error::StoreError;
pub use examine::{Examined, Fault, examine};
#[cfg(feature = "issuer")]
pub(crate) use folder::make_folder;
pub use frame::MAX_LENGTH;
pub use reader::Reader;
pub use reserve::{RESERVE_BYTES, Reserve};
pub use salvage::Mended;
pub(crate) use salvage::Salvage;
pub use table::{Row, RowId, Schema, Table};
pub use writer::Writer;

/// The release of `SQLite`, and whether it is `bundled` or the `system`'s.
pub fn engine() -> String {
    let whose = if cfg!(feature = "bundled-sqlite") { "bundled" } else { "system" };
    format!("{} {whose}", rusqlite::version())
}

/// What happens in a transaction; whether it is to be kept.
type Act<'a> = Box<dyn FnOnce(&mut Writer<'_>) -> bool + 'a>;

/// A store. While it is open it alone holds its folder.
pub struct Store {
    live: RefCell<Option<Live>>,
    path: PathBuf,
    cipher: Cipher,
    schema: Schema,
    state: State,
    missing: u64,
}

impl Store {
    /// Makes a new store, and the folder if it is missing. An attempt that was interrupted leaves no store behind.
    pub fn create(
        path: &Path,
        schema: Schema,
        vault: &dyn KeyVault,
        rng: &mut dyn CryptoRng,
    ) -> Result<Self, StoreError> {
        let folder = Folder::make(path)?;
        let draft = folder.draft()?;
        let (envelope, cipher) = Envelope::generate(schema, vault, rng)?;
        let (connection, _) = draw_up(&draft, schema, &envelope, &cipher, rng)?;
        database::close(connection)?;
        folder.publish(&draft)?;
        Self::load(folder, path, schema, vault)
    }

    /// Opens the store in `folder` and brings its schema up to date. One that does not open stays where it is with every
    /// byte, its log too: see [`move_aside`].
    pub fn open(folder: &Path, schema: Schema, vault: &dyn KeyVault) -> Result<Self, StoreError> {
        Self::load(Folder::find(folder)?, folder, schema, vault)
    }

    fn load(folder: Folder, path: &Path, schema: Schema, vault: &dyn KeyVault) -> Result<Self, StoreError> {
        let Opened { live, state, cipher, missing } =
            Live::open(folder, schema, |envelope| envelope.open(schema, vault))?;
        let live = RefCell::new(Some(live));
        Ok(Self { live, path: path.to_owned(), cipher, schema, state, missing })
    }

    /// Counts the transactions that changed this store. Only a copy put back makes it smaller.
    pub fn generation(&self) -> u64 {
        self.state.generation
    }

    /// How many transactions the folder had when it was last open and the database lacked when it was opened: its log
    /// was cut, or it was put back without its folder. A whole folder put back is not noticed here.
    pub fn missing(&self) -> u64 {
        self.missing
    }

    /// Reads.
    pub fn read<T, E: From<StoreError>>(&self, f: impl FnOnce(&Reader<'_>) -> Result<T, E>) -> Result<T, E> {
        let live = self.live()?;
        f(&live.reader(&self.cipher, self.schema, &self.state))
    }

    /// Reads and writes in one transaction: durable when this returns `Ok`, undone whole if `f` or the commit fails.
    /// A transaction that changed something makes the next generation; one that changed nothing commits nothing.
    pub fn write<T, E: From<StoreError>>(
        &mut self,
        rng: &mut dyn CryptoRng,
        f: impl FnOnce(&mut Writer<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut value = None;
        self.transact(rng, Box::new(|writer: &mut Writer<'_>| value.insert(f(writer)).is_ok()))?;
        value.unwrap_or_else(|| Err(StoreError::Io(ErrorKind::Interrupted).into()))
    }

    /// Commits what `act` did if it says so. Compiled once, and not for each act: phones carry it.
    fn transact(&mut self, rng: &mut dyn CryptoRng, act: Act<'_>) -> Result<(), StoreError> {
        self.prepare()?;
        let live = self.live()?;
        let transaction = live.begin()?;
        let mut writer = Writer::new(live.reader(&self.cipher, self.schema, &self.state), rng);
        if !act(&mut writer) {
            return Ok(());
        }
        let Some(finished) = writer.finish()? else { return Ok(()) };
        live.commit(transaction, &finished)?;
        drop(live);
        self.state = finished.state;
        if let Some(live) = self.live.get_mut() {
            live.mark(self.cipher.store(), self.state.generation);
        }
        Ok(())
    }

    /// Does what the first write would have to do: looks at every page of the file. A second time it does nothing.
    pub fn prepare(&mut self) -> Result<(), StoreError> {
        self.live()?.ensure_sound()
    }

    /// Brings the log of the last commits into the database. Call it when nobody waits.
    pub fn checkpoint(&mut self) -> Result<(), StoreError> {
        self.live()?.checkpoint()
    }

    /// Moves the store key from one key of the host to another: one row changes, whatever the store holds. Killed at
    /// any point, the store opens with the one or with the other.
    pub fn reseal(&mut self, from: &dyn KeyVault, to: &dyn KeyVault) -> Result<(), StoreError> {
        self.prepare()?;
        let live = self.live()?;
        let (envelope, _) = live.envelope()?;
        live.put_sealed(&envelope.reseal(self.schema, from, to)?)
    }

    /// Closes the files and lets the folder go, so that nothing of it is open or locked; the next call opens it again.
    /// The store key stays in memory: a locked vault does not matter then.
    ///
    /// # Errors
    /// Also after an error the folder is free and nothing is lost: the log is brought in later.
    pub fn suspend(&mut self) -> Result<(), StoreError> {
        self.live.get_mut().take().map_or(Ok(()), Live::close)
    }

    /// Brings everything into the one database file and closes it; an empty log stays beside it. Dropping does the same,
    /// but hides a failure, and removes the log; where nothing was written it leaves a log that a crash had left.
    pub fn close(mut self) -> Result<(), StoreError> {
        self.suspend()
    }

    /// What is open, opened again where it was suspended. It must be what it was: what the facade knows is from then.
    fn live(&self) -> Result<Ref<'_, Live>, StoreError> {
        if self.live.borrow().is_none() {
            *self.live.borrow_mut() = Some(self.reopen()?);
        }
        Ref::filter_map(self.live.borrow(), Option::as_ref).map_err(|_| StoreError::ChangedElsewhere)
    }

    fn reopen(&self) -> Result<Live, StoreError> {
        let ours = |envelope: &Envelope| {
            if envelope.store == self.cipher.store() {
                Ok(&self.cipher)
            } else {
                Err(StoreError::ChangedElsewhere)
            }
        };
        let opened = Live::open(Folder::find(&self.path)?, self.schema, ours)?;
        let same = opened.state == self.state && opened.missing == 0;
        if same { Ok(opened.live) } else { Err(StoreError::ChangedElsewhere) }
    }
}

/// Fills an empty file with a store of no rows under this envelope, and leaves it open.
fn draw_up(
    draft: &Path,
    schema: Schema,
    envelope: &Envelope,
    cipher: &Cipher,
    rng: &mut dyn CryptoRng,
) -> Result<(Connection, State), StoreError> {
    let steps = migration::steps(schema);
    let state = State::new(migration::newest(steps));
    let sealed = cipher.seal(Place::State, &frame::encode(None, &state.encode())?, rng)?;
    let mut connection = database::open(draft)?;
    database::hurry(&connection)?;
    connection.execute_batch(&format!("PRAGMA application_id = {}", schema.application_id()))?;
    migration::upgrade(&mut connection, steps, 0)?;
    connection.execute(
        "INSERT INTO envelope (one, store, sealed, state) VALUES (1, ?1, ?2, ?3)",
        params![envelope.store.0, envelope.sealed, sealed],
    )?;
    Ok((connection, state))
}

/// Whether the folder was put back from an older copy (protocol §9). Tickets that were handed on stay handed on; the
/// rest works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rollback {
    /// No.
    #[default]
    None,
    /// Yes: tell the user that imports and requests since then are gone.
    Detected {
        /// Changes lost when it was noticed, at least.
        missing: u64,
    },
}

impl Rollback {
    pub(crate) fn of(missing: u64) -> Self {
        if missing == 0 { Self::None } else { Self::Detected { missing } }
    }

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Detected { .. } => "ROLLED_BACK",
        }
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("schema", &self.schema).finish_non_exhaustive()
    }
}

/// Renames the files of a store that cannot be opened to `store.corrupt-N` in the same folder, so that a new one can
/// be created. Nothing is deleted. Returns where the database file is now.
pub fn move_aside(folder: &Path) -> Result<PathBuf, StoreError> {
    Folder::find(folder)?.move_aside()
}
