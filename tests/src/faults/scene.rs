//! Folders of several parties, their vaults and the messages between them: everything in one folder that is copied for
//! each try.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use mogiri::ports::Host;
use mogiri::store::{Schema, Store, Writer};
use mogiri::testing::fixtures::{CountingRng, DOORS};
use mogiri::testing::{FixedClock, SignatureForm, SoftwareSigner, StrictLog};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::command::copy_folder;
use crate::device::scratch;
use crate::vault::{FolderVault, HastyVault};

/// What a broken build does before its vault takes an item.
pub type BeforePut = Arc<dyn Fn() + Send + Sync>;

/// A place for parties and messages.
pub struct Scene {
    path: PathBuf,
    _kept: Option<TempDir>,
    before_put: Option<BeforePut>,
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
        Self { path: kept.path().to_owned(), _kept: Some(kept), before_put: None }
    }

    /// One that somebody else keeps.
    pub fn at(path: &Path) -> Self {
        Self { path: path.to_owned(), _kept: None, before_put: None }
    }

    /// The same place, where something happens before a vault takes an item.
    #[must_use]
    pub fn with_hasty_vaults(mut self, before_put: BeforePut) -> Self {
        self.before_put = Some(before_put);
        self
    }

    /// The same, where somebody died between what erases and the writing of the file anew.
    #[must_use]
    pub fn erasing(self, folder: &str, schema: Schema) -> Self {
        let (path, mut rng) = (self.path(folder), CountingRng(9));
        let vault = FolderVault::beside(&path);
        let mut store = Store::open(&path, schema, &vault).expect("it opens");
        store.write(&mut rng, |tables: &mut Writer<'_>| tables.mark_erasing()).expect("the disk takes it");
        store.close().expect("it closes");
        self
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
        self.host_with(FolderVault::beside(&self.path(folder)), at, seed)
    }

    /// The same once the folder's key was rotated: its vault is in `FOLDER.second`.
    pub fn rotated_host(&self, folder: &str, at: u64, seed: u64) -> Host {
        self.host_with(FolderVault::second(&self.path(folder)), at, seed)
    }

    fn host_with(&self, vault: FolderVault, at: u64, seed: u64) -> Host {
        Host {
            clock: clock(at),
            vault: match &self.before_put {
                None => Arc::new(vault),
                Some(before) => Arc::new(HastyVault::new(vault, before.clone())),
            },
            signer: Some(SoftwareSigner::new(SignatureForm::Der)),
            log: Some(StrictLog::new()),
            rng: Box::new(CountingRng(seed << 32)),
        }
    }

    /// Keeps a copy of a party's folder, without its vault, as somebody may put it back later.
    pub fn keep_older(&self, folder: &str) {
        fs::create_dir(self.path("older")).expect("a scratch folder can be made");
        copy_folder(&self.path(folder), &self.path("older"));
    }

    /// Puts it back. The vault is as it is now.
    pub fn put_older_back(&self, folder: &str) {
        fs::remove_dir_all(self.path(folder)).expect("a scratch folder can be removed");
        fs::create_dir(self.path(folder)).expect("a scratch folder can be made");
        copy_folder(&self.path("older"), &self.path(folder));
    }

    /// The key that a folder was rotated away from is deleted, with everything beside it.
    pub fn delete_first_vault(&self, folder: &str) {
        fs::remove_dir_all(self.path(folder).with_added_extension("vault")).expect("a vault can be removed");
    }

    /// Keeps what a query finds in a closed folder's database, as it lies there: sealed values and row ids.
    pub fn keep_sealed(&self, folder: &str, query: &str) {
        let connection = Connection::open(self.path(folder).join("store.db")).expect("a database is there");
        let mut statement = connection.prepare(query).expect("the query is one");
        let found = statement.query_map([], |row| row.get::<_, Vec<u8>>(0)).expect("the query runs");
        for (number, value) in found.map(|value| value.expect("a value is bytes")).enumerate() {
            self.keep(&format!("sealed-{number}"), &value[..value.len().min(48)]);
        }
    }

    /// Whether nothing of that is in any file of the folder.
    pub fn find_sealed(&self, folder: &str) -> Result<(), String> {
        let kept =
            (0..).map(|number| self.path(&format!("sealed-{number}"))).map_while(|path| fs::read(path).ok());
        let needles: Vec<Vec<u8>> = kept.collect();
        assert!(!needles.is_empty(), "nothing is looked for");
        let Ok(files) = fs::read_dir(self.path(folder)) else { return Ok(()) };
        for file in files.map(|file| file.expect("a folder entry is readable")) {
            let bytes = fs::read(file.path()).expect("a scratch file can be read");
            if needles.iter().any(|needle| bytes.windows(needle.len()).any(|window| window == needle)) {
                return Err(format!("what was erased is in {}", file.file_name().display()));
            }
        }
        Ok(())
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
