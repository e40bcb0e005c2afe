//! Small files beside the store: whole or not there, readable by their owner only.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::Path;

use super::IssuerError;
use crate::store::{self, StoreError};

/// Makes the folder where it is missing, durably and for its owner only.
pub(super) fn make_folder(folder: &Path) -> Result<(), IssuerError> {
    Ok(store::make_folder(folder)?)
}

/// Held while files are made, so that two processes do not make two keys.
pub(super) fn lock(folder: &Path) -> Result<File, IssuerError> {
    let file = private().create(true).truncate(false).open(folder.join("vault.lock")).map_err(fault)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(IssuerError::Busy),
        Err(TryLockError::Error(error)) => Err(fault(error)),
    }
}

/// A file of at most `max` bytes; `None` if it is not there.
pub(super) fn read(path: &Path, max: u64) -> Result<Option<Vec<u8>>, IssuerError> {
    match fs::metadata(path) {
        Ok(meta) if meta.len() > max => Err(IssuerError::Damaged),
        Ok(_) => fs::read(path).map(Some).map_err(fault),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(fault(error)),
    }
}

/// Writes a file so that it is there whole and durable, or not at all.
pub(super) fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), IssuerError> {
    let draft = folder.join(format!("{name}.new"));
    // What lies there goes first: a link would lead a key elsewhere, and an older file keeps who may read it.
    match fs::remove_file(&draft) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(fault(error)),
        _ => {}
    }
    let mut file = private().create_new(true).open(&draft).map_err(fault)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(fault)?;
    fs::rename(&draft, folder.join(name)).map_err(fault)?;
    sync(folder)
}

/// A new name is durable only when its folder is.
fn sync(folder: &Path) -> Result<(), IssuerError> {
    #[cfg(unix)]
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(fault)?;
    Ok(())
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn fault(error: io::Error) -> IssuerError {
    IssuerError::Store(StoreError::from(error))
}
