//! The folder of one store: its lock, its files, and the mark of its last transaction.

use std::ffi::OsString;
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use super::StoreError;
use super::cipher::StoreId;

const DATABASE: &str = "store.db";
const DRAFT: &str = "store.new";
const LOCK: &str = "store.lock";
/// A database that was moved aside, with a number after it.
const ASIDE: &str = "store.corrupt-";
/// What a database was before it was mended, with a number after it.
const MENDED: &str = "store.mended-";
/// Room that is kept on the disk.
pub(super) const RESERVE: &str = "store.reserve";
/// What SQLite may put beside a database file.
const COMPANIONS: [&str; 3] = [LOG, "-shm", "-journal"];
const LOG: &str = "-wal";

/// A folder held by this object alone, until it is dropped.
pub(super) struct Folder {
    path: PathBuf,
    lock: File,
}

impl Folder {
    /// Makes the folder where it is missing and takes it.
    pub(super) fn make(path: &Path) -> Result<Self, StoreError> {
        make_folder(path)?;
        Self::hold(path)
    }

    /// Takes the folder of an existing store.
    pub(super) fn find(path: &Path) -> Result<Self, StoreError> {
        if !path.join(DATABASE).try_exists()? {
            return Err(StoreError::NotFound);
        }
        Self::hold(path)
    }

    /// Takes a folder, whatever is in it.
    pub(super) fn hold(path: &Path) -> Result<Self, StoreError> {
        let lock = private().create(true).truncate(false).open(path.join(LOCK))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), lock }),
            Err(TryLockError::WouldBlock) => Err(StoreError::AlreadyOpen),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }

    /// Marks in the lock file which transaction is on disk. The mark is not synced: it costs a commit nothing and may
    /// lag behind after a power cut, but it is never ahead of the database, so a database behind it lost something.
    pub(super) fn mark(&self, store: StoreId, generation: u64) {
        // Followed by its complement: a mark of which only a part was written is none.
        let mark = [store.0.as_slice(), &generation.to_be_bytes(), &(!generation).to_be_bytes()].concat();
        let mut lock = &self.lock;
        // The transaction is durable already; a mark that cannot be written only notices less.
        let _best_effort = lock.seek(SeekFrom::Start(0)).and_then(|_| lock.write_all(&mark));
    }

    /// The generation last marked for this store, if there is a mark.
    pub(super) fn marked(&self, store: StoreId) -> Option<u64> {
        let (mut mark, mut lock) = ([0; 32], &self.lock);
        lock.seek(SeekFrom::Start(0)).and_then(|_| lock.read_exact(&mut mark)).ok()?;
        let (id, rest) = mark.split_first_chunk()?;
        let (number, rest) = rest.split_first_chunk()?;
        let (generation, complement) = (u64::from_be_bytes(*number), rest.first_chunk()?);
        (*id == store.0 && generation == !u64::from_be_bytes(*complement)).then_some(generation)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn database(&self) -> PathBuf {
        self.path.join(DATABASE)
    }

    /// An empty file to build a new store in; what an interrupted attempt left is removed.
    pub(super) fn draft(&self) -> Result<PathBuf, StoreError> {
        if self.database().try_exists()? {
            return Err(StoreError::AlreadyExists);
        }
        self.fresh_draft()
    }

    /// The same beside a store that is there.
    pub(super) fn fresh_draft(&self) -> Result<PathBuf, StoreError> {
        let draft = self.path.join(DRAFT);
        for file in files(&draft) {
            remove(&file)?;
        }
        private().create_new(true).open(&draft)?;
        Ok(draft)
    }

    /// Makes the finished draft the store of this folder: it is there whole, or not at all.
    pub(super) fn publish(&self, draft: &Path) -> Result<(), StoreError> {
        // SQLite would replay the log of a database that is gone into the new one.
        self.move_aside()?;
        self.replace(draft)
    }

    /// Puts the finished draft in place of the database, whose log was brought in or never was.
    pub(super) fn replace(&self, draft: &Path) -> Result<(), StoreError> {
        File::open(draft)?.sync_all()?;
        fs::rename(draft, self.database())?;
        self.sync()
    }

    /// Copies the database and its log to the first free `store.mended-N`, durably.
    pub(super) fn copy_aside(&self) -> Result<PathBuf, StoreError> {
        let aside = self.free_name(MENDED)?;
        for (from, to) in files(&self.database()).iter().zip(files(&aside)) {
            if from.try_exists()? {
                let mut copy = private().create_new(true).open(to)?;
                copy.write_all(&fs::read(from)?)?;
                copy.sync_all()?;
            }
        }
        self.sync()?;
        Ok(aside)
    }

    /// Overwrites and removes every copy that [`Self::copy_aside`] made, and a draft that never took its place.
    pub(super) fn remove_copies(&self) -> Result<(), StoreError> {
        let copies = named(&self.path, &[MENDED, DRAFT])?;
        for file in &copies {
            overwrite(file)?;
            fs::remove_file(file)?;
        }
        if copies.is_empty() { Ok(()) } else { self.sync() }
    }

    /// Renames the database and its companions to the first free `store.corrupt-N`. The database durably before its log:
    /// without it, it would open as an older copy.
    pub(super) fn move_aside(&self) -> Result<PathBuf, StoreError> {
        let aside = self.free_name(ASIDE)?;
        for (from, to) in files(&self.database()).iter().zip(files(&aside)) {
            if from.try_exists()? {
                fs::rename(from, to)?;
                self.sync()?;
            }
        }
        Ok(aside)
    }

    /// Overwrites and removes every file of this store, the lock last, and the folder if nothing else is in it. It is no
    /// store any more from the first moment on: one that was half destroyed must not look damaged.
    pub(super) fn destroy(self) -> Result<(), StoreError> {
        self.move_aside()?;
        let lock = self.path.join(LOCK);
        for file in traces(&self.path)?.iter().filter(|file| **file != lock) {
            overwrite(file)?;
            fs::remove_file(file)?;
        }
        self.sync()?;
        overwrite(&lock)?;
        fs::remove_file(&lock)?;
        let Self { path, lock } = self;
        drop(lock);
        // Files of somebody else's keep the folder.
        let _kept = fs::remove_dir(path);
        Ok(())
    }

    fn free_name(&self, prefix: &str) -> Result<PathBuf, StoreError> {
        for number in 1_u32.. {
            let name = self.path.join(format!("{prefix}{number}"));
            if !any_exists(&name)? {
                return Ok(name);
            }
        }
        Err(StoreError::DiskFull)
    }

    /// Makes what was named, renamed or removed in it durable.
    pub(super) fn sync(&self) -> Result<(), StoreError> {
        sync(&self.path)
    }
}

/// Makes a folder where it is missing, durably and for its owner only.
pub(crate) fn make_folder(path: &Path) -> Result<(), StoreError> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    let missing: Vec<&Path> = path.ancestors().take_while(|folder| !folder.is_dir()).collect();
    builder.create(path)?;
    // The last one always: a try before this one may have died before it did so.
    for folder in missing.into_iter().chain([path]).filter_map(Path::parent) {
        sync(if folder.as_os_str().is_empty() { Path::new(".") } else { folder })?;
    }
    Ok(())
}

/// A new name is durable only when its folder is.
#[cfg_attr(
    not(unix),
    allow(unused_variables, clippy::unnecessary_wraps, reason = "no folder can be synced there")
)]
fn sync(folder: &Path) -> Result<(), StoreError> {
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    Ok(())
}

pub(super) fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Every file of a store in a folder, of one that is no store any more too.
pub(super) fn traces(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    named(folder, &[DATABASE, DRAFT, LOCK, ASIDE, MENDED, RESERVE])
}

/// The files of a folder whose names begin so.
fn named(folder: &Path, prefixes: &[&str]) -> Result<Vec<PathBuf>, StoreError> {
    let mut found = Vec::new();
    for file in fs::read_dir(folder)? {
        let file = file?;
        let name = file.file_name().to_string_lossy().into_owned();
        if prefixes.iter().any(|ours| name.starts_with(ours)) {
            found.push(file.path());
        }
    }
    Ok(found)
}

/// A database file and its companions.
fn files(database: &Path) -> Vec<PathBuf> {
    let companions = COMPANIONS.map(|suffix| companion(database, suffix));
    std::iter::once(database.to_owned()).chain(companions).collect()
}

/// The write-ahead log of a database file.
pub(super) fn log_of(database: &Path) -> PathBuf {
    companion(database, LOG)
}

fn companion(database: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(database);
    name.push(suffix);
    PathBuf::from(name)
}

fn any_exists(database: &Path) -> Result<bool, StoreError> {
    for file in files(database) {
        if file.try_exists()? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn remove(file: &Path) -> Result<(), StoreError> {
    if file.try_exists()? {
        fs::remove_file(file)?;
    }
    Ok(())
}

/// Zeros where a file's bytes were, as far as the file system lets one say where.
fn overwrite(file: &Path) -> Result<(), StoreError> {
    let mut file = OpenOptions::new().write(true).open(file)?;
    let length = file.metadata()?.len();
    std::io::copy(&mut std::io::repeat(0).take(length), &mut file)?;
    Ok(file.sync_all()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_of_which_a_part_was_written_is_never_ahead() {
        let place = tempfile::tempdir().unwrap();
        let (folder, store) = (Folder::make(&place.path().join("a/b")).unwrap(), StoreId([1; 16]));
        let read = || fs::read(place.path().join("a/b").join(LOCK)).unwrap();
        folder.mark(store, 255);
        let before = read();
        folder.mark(store, 256);
        let after = read();
        assert_eq!(folder.marked(store), Some(256));
        for written in 0..=after.len() {
            let torn = [&after[..written], &before[written..]].concat();
            fs::write(place.path().join("a/b").join(LOCK), torn).unwrap();
            assert!(
                folder.marked(store).is_none_or(|marked| marked == 255 || written == after.len()),
                "{written}"
            );
        }
        assert_eq!(folder.marked(StoreId([2; 16])), None);
    }
}
