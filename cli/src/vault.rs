//! The development vault: a folder beside the one it belongs to.
//!
//! It stands in for a phone's hardware so that wallets and gates run on a plain machine. It protects nothing by itself:
//! whoever copies `DIR` and `DIR.vault` has cloned the phone.

use std::ffi::OsString;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use mogiri::crypto::VaultKey;
use mogiri::ports::{CreatedKey, HolderSigner, KeyVault, SignerError, VaultError};
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use zeroize::Zeroizing;

use crate::error::CliError;
use crate::random;

const KEY: &str = "key";
/// A key on its way to become `key`.
const NEXT_KEY: &str = "key.next";
const ITEM: &str = "item";
const LOCK: &str = "lock";
const SIGNER: &str = "hardware-";
const SEAL: &str = "mogiri/1/development vault";
const ITEM_SEAL: &str = "mogiri/1/development vault item";
const SIGNER_SEAL: &str = "mogiri/1/development signer";
const MAX_FILE: u64 = 8 * 1024;

/// A key file and an item file in `DIR.vault`, for their owner only. Without them every call is
/// [`VaultError::KeyLost`].
#[derive(Debug)]
pub(crate) struct DevVault {
    folder: PathBuf,
    /// Seals.
    key: Option<VaultKey>,
    /// Opens too: a rotation of the key is under way, or was killed.
    other: Option<VaultKey>,
}

impl DevVault {
    /// The vault beside `folder`, as it is.
    pub(crate) fn of(folder: &Path) -> io::Result<Self> {
        Self::read(beside(folder)?)
    }

    fn read(folder: PathBuf) -> io::Result<Self> {
        Ok(Self { key: read_key(&folder, KEY)?, other: read_key(&folder, NEXT_KEY)?, folder })
    }

    /// The vault beside `folder`, made if it is not there.
    pub(crate) fn make(folder: &Path) -> io::Result<Self> {
        let folder = beside(folder)?;
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&folder)?;
        let lock = private(&folder.join(LOCK))?;
        lock.lock()?;
        if read_key(&folder, KEY)?.is_none() {
            replace(&folder, KEY, VaultKey::generate(&mut *random::system()).expose())?;
        }
        Self::read(folder)
    }

    /// The same vault under a new key. Until [`DevVault::finish_rotation`] both keys are there, and either opens what
    /// was sealed under the other: killed anywhere, the folder opens, and rotating again goes on from there.
    pub(crate) fn rotated(&self) -> io::Result<Self> {
        if read_key(&self.folder, NEXT_KEY)?.is_none() {
            replace(&self.folder, NEXT_KEY, VaultKey::generate(&mut *random::system()).expose())?;
        }
        let new = Self {
            key: read_key(&self.folder, NEXT_KEY)?,
            other: read_key(&self.folder, KEY)?,
            folder: self.folder.clone(),
        };
        new.reseal_signers()?;
        Ok(new)
    }

    /// Seals a folder under a new key. The key is there before the row is sealed under it, and the old one until after
    /// that. `change` seals the row and closes the folder.
    pub(crate) fn renew(
        folder: &Path,
        change: impl FnOnce(Arc<Self>) -> Result<(), CliError>,
    ) -> Result<(), CliError> {
        let failed = |error| CliError::file(folder, &error);
        let new = Arc::new(Self::of(folder).and_then(|vault| vault.rotated()).map_err(failed)?);
        change(new.clone())?;
        new.finish_rotation().map_err(failed)
    }

    /// The old key goes; nothing is left under it.
    pub(crate) fn finish_rotation(&self) -> io::Result<()> {
        fs::rename(self.folder.join(NEXT_KEY), self.folder.join(KEY))?;
        sync(&self.folder)
    }

    fn reseal_signers(&self) -> io::Result<()> {
        for file in fs::read_dir(&self.folder)? {
            let name = file?.file_name().to_string_lossy().into_owned();
            if name.starts_with(SIGNER) && Path::new(&name).extension().is_none() {
                let sealed = read(&self.folder.join(&name))?.unwrap_or_default();
                let seed = self.unseal(SIGNER_SEAL, &sealed).map_err(|_| io::ErrorKind::InvalidData)?;
                let sealed = self.key().and_then(|key| {
                    let sealed = key.seal(SIGNER_SEAL, &seed, &mut *random::system());
                    sealed.map_err(|_| VaultError::Refused)
                });
                replace(&self.folder, &name, &sealed.map_err(|_| io::ErrorKind::InvalidData)?)?;
            }
        }
        Ok(())
    }

    fn unseal(&self, label: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let opened = self.key()?.open(label, sealed).ok();
        let opened = opened.or_else(|| self.other.as_ref()?.open(label, sealed).ok());
        opened.map(|plain| Zeroizing::new(plain.to_vec())).ok_or(VaultError::KeyLost)
    }

    fn key(&self) -> Result<&VaultKey, VaultError> {
        self.key.as_ref().ok_or(VaultError::KeyLost)
    }
}

impl KeyVault for DevVault {
    fn seal(&self, plaintext: &[u8]) -> Result<Vec<u8>, VaultError> {
        self.key()?.seal(SEAL, plaintext, &mut *random::system()).map_err(|_| VaultError::Refused)
    }

    fn open(&self, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        self.unseal(SEAL, sealed).map(|plain| plain.to_vec())
    }

    fn put(&self, item: &[u8]) -> Result<(), VaultError> {
        let sealed = self.key()?.seal(ITEM_SEAL, item, &mut *random::system());
        let sealed = sealed.map_err(|_| VaultError::Refused)?;
        replace(&self.folder, ITEM, &sealed).map_err(|_| VaultError::Refused)
    }

    fn get(&self) -> Result<Option<Vec<u8>>, VaultError> {
        self.key()?;
        let Some(sealed) = read(&self.folder.join(ITEM)).map_err(|_| VaultError::Unavailable)? else {
            return Ok(None);
        };
        // A damaged item is no missing item: nothing may be taken for unspent because of it.
        self.unseal(ITEM_SEAL, &sealed).map(|item| Some(item.to_vec())).map_err(|_| VaultError::Refused)
    }

    fn delete(&self) -> Result<(), VaultError> {
        match fs::remove_dir_all(&self.folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(VaultError::Refused),
            _ => Ok(()),
        }
    }
}

/// Stands in for a phone's hardware: each P-256 key sealed in a file of its own.
impl HolderSigner for DevVault {
    fn create(&self) -> Result<CreatedKey, SignerError> {
        let vault = self.key.as_ref().ok_or(SignerError::KeyLost)?;
        let (mut seed, mut handle) = (Zeroizing::new([0; 32]), [0; 8]);
        random::system().fill_bytes(seed.as_mut_slice());
        random::system().fill_bytes(&mut handle);
        let key = SigningKey::from_slice(seed.as_slice()).map_err(|_| SignerError::Refused)?;
        let sealed = vault.seal(SIGNER_SEAL, seed.as_slice(), &mut *random::system());
        let sealed = sealed.map_err(|_| SignerError::Refused)?;
        replace(&self.folder, &signer_file(&handle), &sealed).map_err(|_| SignerError::Refused)?;
        let public = key.verifying_key().to_sec1_point(true).as_bytes().to_vec();
        Ok(CreatedKey { public, handle: handle.to_vec() })
    }

    fn sign(&self, handle: &[u8], message: &[u8]) -> Result<Vec<u8>, SignerError> {
        let sealed = read(&self.folder.join(signer_file(handle))).map_err(|_| SignerError::Unavailable)?;
        let seed = self.unseal(SIGNER_SEAL, &sealed.ok_or(SignerError::KeyLost)?);
        let key = SigningKey::from_slice(&seed.map_err(|_| SignerError::KeyLost)?);
        let signature: Signature = key.map_err(|_| SignerError::KeyLost)?.sign(message);
        Ok(signature.to_der().as_bytes().to_vec())
    }

    fn delete(&self, handle: &[u8]) -> Result<(), SignerError> {
        match fs::remove_file(self.folder.join(signer_file(handle))) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(SignerError::Refused),
            _ => Ok(()),
        }
    }
}

fn signer_file(handle: &[u8]) -> String {
    format!("{SIGNER}{}", data_encoding::HEXLOWER.encode(handle))
}

/// `DIR.vault` for `DIR`, also where `DIR` is written as `.` or with a slash at its end.
fn beside(folder: &Path) -> io::Result<PathBuf> {
    let folder = match folder.file_name() {
        Some(_) => folder.to_owned(),
        None => folder.canonicalize()?,
    };
    let mut name = OsString::from(folder.file_name().ok_or(io::ErrorKind::InvalidFilename)?);
    name.push(".vault");
    Ok(folder.with_file_name(name))
}

fn read_key(folder: &Path, name: &str) -> io::Result<Option<VaultKey>> {
    let Some(bytes) = read(&folder.join(name))? else { return Ok(None) };
    let bytes = zeroize::Zeroizing::new(bytes);
    Ok(<&[u8; 32]>::try_from(bytes.as_slice()).ok().map(VaultKey::from_bytes))
}

fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::metadata(path) {
        Ok(meta) if meta.len() > MAX_FILE => Err(io::ErrorKind::InvalidData.into()),
        Ok(_) => fs::read(path).map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Durable when it returns: temporary file, fsync, rename, fsync of the folder.
fn replace(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let draft = folder.join(format!("{name}.new"));
    let mut file = private(&draft)?;
    file.set_len(0)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&draft, folder.join(name))?;
    sync(folder)
}

fn sync(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    Ok(())
}

fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_there_after_the_vault_is_opened_again() {
        let folder = tempfile::tempdir().unwrap();
        let wallet = folder.path().join("注文1");
        let vault = DevVault::make(&wallet).unwrap();
        assert_eq!(vault.get(), Ok(None));
        let sealed = vault.seal(b"key").unwrap();
        vault.put(b"first, and long").unwrap();
        vault.put(b"second").unwrap();
        let again = DevVault::make(&wallet).unwrap();
        assert_eq!(again.get(), Ok(Some(b"second".to_vec())));
        assert_eq!(again.open(&sealed), Ok(b"key".to_vec()));
    }

    #[test]
    fn a_rotation_killed_anywhere_leaves_a_vault_that_opens_everything() {
        let folder = tempfile::tempdir().unwrap();
        let wallet = folder.path().join("w");
        let vault = DevVault::make(&wallet).unwrap();
        let (sealed, key) = (vault.seal(b"store key").unwrap(), vault.create().unwrap());
        vault.put(b"item").unwrap();
        let opens = |vault: &DevVault, sealed: &[u8]| {
            assert_eq!(vault.open(sealed), Ok(b"store key".to_vec()));
            assert_eq!(vault.get(), Ok(Some(b"item".to_vec())));
            assert!(vault.sign(&key.handle, b"message").is_ok());
        };
        let new = vault.rotated().unwrap();
        let resealed = new.seal(b"store key").unwrap();
        opens(&DevVault::of(&wallet).unwrap(), &sealed);
        new.put(b"item").unwrap();
        opens(&DevVault::of(&wallet).unwrap(), &resealed);
        opens(&new, &sealed);
        DevVault::of(&wallet).unwrap().rotated().unwrap().finish_rotation().unwrap();
        let after = DevVault::of(&wallet).unwrap();
        opens(&after, &resealed);
        assert_eq!(after.open(&sealed), Err(VaultError::KeyLost));
    }

    #[test]
    fn a_folder_without_its_vault_has_lost_its_key() {
        let folder = tempfile::tempdir().unwrap();
        let vault = DevVault::of(&folder.path().join("w")).unwrap();
        assert_eq!(vault.seal(b"key"), Err(VaultError::KeyLost));
        assert_eq!(vault.get(), Err(VaultError::KeyLost));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "looking makes nothing");
    }

    #[test]
    fn a_damaged_item_is_not_a_missing_one() {
        let folder = tempfile::tempdir().unwrap();
        let vault = DevVault::make(&folder.path().join("w")).unwrap();
        vault.put(b"item").unwrap();
        fs::write(folder.path().join("w.vault/item"), b"").unwrap();
        assert_eq!(vault.get(), Err(VaultError::Refused));
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_may_read_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        DevVault::make(&folder.path().join("w/")).unwrap().put(b"item").unwrap();
        for (name, mode) in [("w.vault", 0o700), ("w.vault/key", 0o600), ("w.vault/item", 0o600)] {
            let found = fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
            assert_eq!(found & 0o777, mode, "{name}");
        }
    }
}
