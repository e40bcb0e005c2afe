//! Folders of several parties, their vaults and the messages between them: everything in one folder that is copied for
//! each try.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use mogiri::ports::Host;
use mogiri::testing::fixtures::{CountingRng, DOORS};
use mogiri::testing::{FixedClock, SignatureForm, SoftwareSigner, StrictLog};
use tempfile::TempDir;

use crate::command::copy_folder;
use crate::device::scratch;
use crate::vault::FolderVault;

/// A place for parties and messages.
pub struct Scene {
    path: PathBuf,
    _kept: Option<TempDir>,
}

impl Default for Scene {
    fn default() -> Self {
        Self::new()
    }
}

impl Scene {
    /// An empty one.
    pub fn new() -> Self {
        let kept = scratch();
        Self { path: kept.path().to_owned(), _kept: Some(kept) }
    }

    /// One that somebody else keeps.
    pub fn at(path: &Path) -> Self {
        Self { path: path.to_owned(), _kept: None }
    }

    /// A copy with everything in it, as a crash at this moment would leave it.
    #[must_use]
    pub fn copy(&self) -> Self {
        let copy = Self::new();
        copy_folder(&self.path, &copy.path);
        copy
    }

    /// Where it is.
    pub fn root(&self) -> &Path {
        &self.path
    }

    /// A party's folder.
    pub fn path(&self, folder: &str) -> PathBuf {
        self.path.join(folder)
    }

    /// The ports of a party, its vault in `FOLDER.vault`, with randomness of a seed.
    pub fn host(&self, folder: &str, at: u64, seed: u64) -> Host {
        Host {
            clock: clock(at),
            vault: Arc::new(FolderVault::beside(&self.path(folder))),
            signer: Some(SoftwareSigner::new(SignatureForm::Der)),
            log: Some(StrictLog::new()),
            rng: Box::new(CountingRng(seed << 32)),
        }
    }

    /// Keeps a message.
    pub fn keep(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.path(name), bytes).expect("a scratch file can be written");
    }

    /// A message that was kept.
    #[track_caller]
    pub fn message(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// A message that is text.
    #[track_caller]
    pub fn text(&self, name: &str) -> String {
        String::from_utf8(self.message(name)).expect("the text is UTF-8")
    }
}

/// A device that was started 1000 seconds before the doors.
fn clock(at: u64) -> Arc<FixedClock> {
    let clock = FixedClock::at(DOORS);
    match at.checked_sub(DOORS) {
        Some(later) => clock.advance(later),
        None => clock.set(at),
    }
    clock
}
