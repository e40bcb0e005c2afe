//! Vaults with a key of their own, in memory and on disk.

use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use mogiri::crypto::VaultKey;
use mogiri::ports::{KeyVault, VaultError};
use mogiri::testing::fixtures::CountingRng;

const SEAL: &str = "test vault";

/// What one device's hardware would hold.
pub struct DeviceVault {
    key: VaultKey,
    item: Mutex<Option<Vec<u8>>>,
}

impl DeviceVault {
    /// The vault of device `number`.
    pub fn new(number: u8) -> Arc<Self> {
        Arc::new(Self { key: VaultKey::from_bytes(&[number; 32]), item: Mutex::new(None) })
    }

    /// Puts the item back as it was.
    pub fn restore(&self, item: Option<Vec<u8>>) {
        *self.item.lock().unwrap_or_else(PoisonError::into_inner) = item;
    }
}

impl KeyVault for DeviceVault {
    fn seal(&self, plaintext: &[u8]) -> Result<Vec<u8>, VaultError> {
        self.key.seal(SEAL, plaintext, &mut CountingRng(1)).map_err(|_| VaultError::Refused)
    }

    fn open(&self, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        self.key.open(SEAL, sealed).map(|plain| plain.to_vec()).map_err(|_| VaultError::KeyLost)
    }

    fn put(&self, item: &[u8]) -> Result<(), VaultError> {
        self.restore(Some(item.to_vec()));
        Ok(())
    }

    fn get(&self) -> Result<Option<Vec<u8>>, VaultError> {
        Ok(self.item.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }

    fn delete(&self) -> Result<(), VaultError> {
        self.restore(None);
        Ok(())
    }
}

/// A vault on disk, in `FOLDER.vault` beside its folder, or `FOLDER.second` once its key was rotated: what it took is
/// there after a power cut.
pub struct FolderVault {
    key: VaultKey,
    folder: PathBuf,
}

impl FolderVault {
    /// The vault of a folder.
    pub fn beside(folder: &Path) -> Self {
        Self { key: VaultKey::from_bytes(&[7; 32]), folder: folder.with_added_extension("vault") }
    }

    /// The one that the folder is rotated to: another key, and an item of its own.
    pub fn second(folder: &Path) -> Self {
        Self { key: VaultKey::from_bytes(&[8; 32]), folder: folder.with_added_extension("second") }
    }

    /// Makes the place for the item, before the folder is made.
    pub fn make(&self) {
        fs::create_dir_all(&self.folder).expect("a scratch folder can be made");
    }

    /// Draft, fsync, rename, fsync of the folder.
    fn replace(&self, item: &[u8]) -> std::io::Result<()> {
        let draft = self.folder.join("item.new");
        let mut file = File::create(&draft)?;
        file.write_all(item)?;
        file.sync_all()?;
        fs::rename(&draft, self.folder.join("item"))?;
        File::open(&self.folder)?.sync_all()
    }
}

impl KeyVault for FolderVault {
    fn seal(&self, plaintext: &[u8]) -> Result<Vec<u8>, VaultError> {
        self.key.seal(SEAL, plaintext, &mut CountingRng(1)).map_err(|_| VaultError::Refused)
    }

    fn open(&self, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        self.key.open(SEAL, sealed).map(|plain| plain.to_vec()).map_err(|_| VaultError::KeyLost)
    }

    fn put(&self, item: &[u8]) -> Result<(), VaultError> {
        self.replace(item).map_err(|_| VaultError::Refused)
    }

    fn get(&self) -> Result<Option<Vec<u8>>, VaultError> {
        match fs::read(self.folder.join("item")) {
            Ok(item) => Ok(Some(item)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(_) => Err(VaultError::Unavailable),
        }
    }

    fn delete(&self) -> Result<(), VaultError> {
        let removed = match fs::remove_file(self.folder.join("item")) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            other => other,
        };
        removed.and_then(|()| File::open(&self.folder)?.sync_all()).map_err(|_| VaultError::Refused)
    }
}

/// A vault in which something happens before it takes an item: a build that is broken on purpose.
pub struct HastyVault {
    vault: FolderVault,
    before: Arc<dyn Fn() + Send + Sync>,
}

impl HastyVault {
    /// This vault, and what happens.
    pub fn new(vault: FolderVault, before: Arc<dyn Fn() + Send + Sync>) -> Self {
        Self { vault, before }
    }
}

impl KeyVault for HastyVault {
    fn seal(&self, plaintext: &[u8]) -> Result<Vec<u8>, VaultError> {
        self.vault.seal(plaintext)
    }

    fn open(&self, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        self.vault.open(sealed)
    }

    fn put(&self, item: &[u8]) -> Result<(), VaultError> {
        (self.before)();
        self.vault.put(item)
    }

    fn get(&self) -> Result<Option<Vec<u8>>, VaultError> {
        self.vault.get()
    }

    fn delete(&self) -> Result<(), VaultError> {
        self.vault.delete()
    }
}
