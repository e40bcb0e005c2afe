//! Erasing: what was deleted or replaced leaves the files too, not only the tables (protocol §9).
//!
//! `secure_delete` overwrites a deleted cell where it lies. It does not reach what SQLite copied before: the log, and
//! the room that a page has left over after its cells were moved to another. So the database is written anew, and the
//! log is cut to nothing.

use std::path::Path;

use rand_core::CryptoRng;

use super::folder::{Folder, traces};
use super::{Store, StoreError, Table, Writer};

/// The row that says that an erasure is not finished.
const ERASING: &[u8] = b"erasing";

/// Whether what was deleted is out of the files too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Traces {
    /// Nothing of it is in them.
    #[default]
    Gone,
    /// There was no room for it: that is done when the folder is opened next.
    Later,
}

impl Traces {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Later => "later",
        }
    }
}

impl Writer<'_> {
    /// Marks this transaction as one that erases: [`Store::finish_erasing`] is due, after a crash too.
    pub fn mark_erasing(&mut self) -> Result<(), StoreError> {
        if self.find(Table::Meta, ERASING)?.is_empty() {
            self.insert(Table::Meta, Some(ERASING), &[])?;
        }
        Ok(())
    }
}

impl Store {
    /// Whether a transaction erased something whose traces may still be in the files.
    pub fn is_erasing(&self) -> Result<bool, StoreError> {
        self.read(|tables| Ok(!tables.find(Table::Meta, ERASING)?.is_empty()))
    }

    /// Leaves nothing in the files of what was deleted or replaced. That needs room for a second copy of the database;
    /// where there is none it stays due.
    pub fn finish_erasing(&mut self, rng: &mut dyn CryptoRng) -> Result<Traces, StoreError> {
        match self.rewrite(rng) {
            Ok(()) => Ok(Traces::Gone),
            Err(StoreError::DiskFull | StoreError::Io(_)) => Ok(Traces::Later),
            Err(error) => Err(error),
        }
    }

    fn rewrite(&mut self, rng: &mut dyn CryptoRng) -> Result<(), StoreError> {
        if !self.is_erasing()? {
            return Ok(());
        }
        self.prepare()?;
        self.live()?.rewrite()?;
        self.write(rng, |tables| {
            for row in tables.find(Table::Meta, ERASING)? {
                tables.delete(Table::Meta, row.id)?;
            }
            Ok(())
        })
    }

    /// Destroys this store: its files are overwritten and removed, those that were moved aside too. The key in the
    /// vault is the caller's to delete, first of all.
    pub fn wipe(self) -> Result<(), StoreError> {
        match self.live.into_inner() {
            Some(live) => live.into_folder()?.destroy(),
            None => wipe(&self.path),
        }
    }
}

/// Destroys the store of a folder that may not open any more.
pub fn wipe(folder: &Path) -> Result<(), StoreError> {
    if has_traces(folder)? { Folder::hold(folder)?.destroy() } else { Err(StoreError::NotFound) }
}

/// Whether any file of a store is in a folder, of one that is no store any more too.
pub fn has_traces(folder: &Path) -> Result<bool, StoreError> {
    Ok(folder.is_dir() && !traces(folder)?.is_empty())
}
