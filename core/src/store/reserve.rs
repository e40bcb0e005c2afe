//! Room on the disk that is kept for later: a file of allocated blocks, deleted when a commit finds the disk full.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::folder::{RESERVE, private};
use super::{Store, StoreError};

/// How much a store keeps: ten thousand admissions of about a kilobyte, and the log they go through (a test says so).
pub const RESERVE_BYTES: u64 = 16 << 20;

/// Whether the disk has room kept for ten thousand admissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reserve {
    /// It has.
    Kept,
    /// It was given up for an admission, or never found: make room now.
    Missing,
}

impl Store {
    /// Allocates the reserve where it is missing. A disk without room for it is no error.
    pub fn keep_reserve(&self) -> Result<Reserve, StoreError> {
        let file = file(&self.path);
        if is_allocated(&file) {
            return Ok(Reserve::Kept);
        }
        match allocate(&file).map_err(StoreError::from) {
            // A commit that found the disk full made the log short.
            Ok(()) => self.live()?.let_log_grow(self.schema).map(|()| Reserve::Kept),
            Err(StoreError::DiskFull | StoreError::Io(_)) => {
                release(&self.path);
                Ok(Reserve::Missing)
            }
            Err(other) => Err(other),
        }
    }

    /// Whether the reserve is there.
    pub fn reserve(&self) -> Reserve {
        if is_allocated(&file(&self.path)) { Reserve::Kept } else { Reserve::Missing }
    }
}

/// Gives the reserve back to the disk; says whether there was one.
pub(super) fn release(folder: &Path) -> bool {
    fs::remove_file(file(folder)).is_ok()
}

fn file(folder: &Path) -> PathBuf {
    folder.join(RESERVE)
}

/// A file of that length may still have no blocks.
fn is_allocated(file: &Path) -> bool {
    fs::metadata(file).is_ok_and(|found| found.len() >= RESERVE_BYTES && blocks(&found) >= RESERVE_BYTES)
}

#[cfg(unix)]
fn blocks(found: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::blocks(found).saturating_mul(512)
}

#[cfg(not(unix))]
fn blocks(found: &fs::Metadata) -> u64 {
    found.len()
}

fn allocate(path: &Path) -> io::Result<()> {
    let file = private().create(true).truncate(true).open(path)?;
    match claim(&file) {
        Err(error) if error.kind() == io::ErrorKind::Unsupported => write_through(&file),
        other => other,
    }
}

#[cfg(unix)]
fn claim(file: &File) -> io::Result<()> {
    Ok(rustix::fs::fallocate(file, rustix::fs::FallocateFlags::empty(), 0, RESERVE_BYTES)?)
}

#[cfg(not(unix))]
fn claim(_: &File) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Where a file system knows no allocation, bytes that were written have blocks.
fn write_through(mut file: &File) -> io::Result<()> {
    let bytes = vec![0x5a; 64 * 1024];
    let mut left = RESERVE_BYTES;
    while left > 0 {
        io::Write::write_all(&mut file, &bytes)?;
        left = left.saturating_sub(64 * 1024);
    }
    file.sync_all()
}
