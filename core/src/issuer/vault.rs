//! The vault of an organizer's folder: a key file, or a passphrase.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rand_core::CryptoRng;

use super::{IssuerError, file};
use crate::crypto::{PassphraseCost, VaultKey};
use crate::ports::{KeyVault, VaultError};
use crate::wire::{Reader, WireError, Writer};

const NAME: &str = "vault.key";
const MAX_BYTES: u64 = 256;
const PURPOSE: &str = "mogiri/1/issuer vault";
const CHECK: &str = "mogiri/1/issuer vault check";

/// Keeps the key of an organizer's folder in that folder: under a passphrase (Argon2id, 64 MiB, three passes, random
/// salt), or in a file that its owner alone may read. Who copies a folder without a passphrase has its keys.
///
/// It holds no item: an issuer's folder put back from a copy is not noticed.
pub struct IssuerVault {
    path: PathBuf,
    key: VaultKey,
    rng: Mutex<Box<dyn CryptoRng + Send>>,
}

impl IssuerVault {
    /// Opens the folder's vault, or makes folder and vault where there is none.
    ///
    /// # Errors
    /// [`IssuerError::WrongPassphrase`] if a vault is there that this passphrase, or its absence, does not open.
    pub fn make(
        folder: &Path,
        passphrase: Option<&str>,
        mut rng: Box<dyn CryptoRng + Send>,
    ) -> Result<Self, IssuerError> {
        file::make_folder(folder)?;
        let _held = file::lock(folder)?;
        if file::read(&folder.join(NAME), MAX_BYTES)?.is_none() {
            let (bytes, key) = draw(passphrase, &mut *rng)?;
            file::write(folder, NAME, &bytes)?;
            return Ok(Self { path: folder.join(NAME), key, rng: Mutex::new(rng) });
        }
        Self::open(folder, passphrase, rng)
    }

    /// Opens the folder's vault.
    pub fn open(
        folder: &Path,
        passphrase: Option<&str>,
        rng: Box<dyn CryptoRng + Send>,
    ) -> Result<Self, IssuerError> {
        let path = folder.join(NAME);
        let bytes = file::read(&path, MAX_BYTES)?.ok_or(IssuerError::NotFound)?;
        let lock = Lock::read(&bytes).map_err(|_| IssuerError::Damaged)?;
        Ok(Self { path, key: lock.open(passphrase)?, rng: Mutex::new(rng) })
    }
}

/// A new vault file and its key.
fn draw(passphrase: Option<&str>, rng: &mut dyn CryptoRng) -> Result<(Vec<u8>, VaultKey), IssuerError> {
    let mut w = Writer::new();
    w.array(3).uint(1_u8);
    let Some(passphrase) = passphrase else {
        let key = VaultKey::generate(rng);
        w.null().bytes(key.expose());
        return Ok((w.into_bytes(), key));
    };
    let mut salt = [0; 16];
    rng.fill_bytes(&mut salt);
    let cost = PassphraseCost::STANDARD;
    let key = VaultKey::from_passphrase(passphrase, &salt, cost).map_err(|_| IssuerError::WrongPassphrase)?;
    let check = key.seal(CHECK, &[], rng).map_err(|_| IssuerError::Damaged)?;
    w.array(3).bytes(&salt).uint(cost.memory).uint(cost.passes);
    w.bytes(&check);
    Ok((w.into_bytes(), key))
}

/// The vault file: `[1, null, key]` or `[1, [salt, KiB, passes], check]`.
enum Lock<'a> {
    Key([u8; 32]),
    Passphrase { salt: [u8; 16], cost: PassphraseCost, check: &'a [u8] },
}

impl<'a> Lock<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self, WireError> {
        let mut r = Reader::new(bytes);
        r.array(3, "vault")?;
        if r.uint8("version")? != 1 {
            return Err(WireError::Unknown { field: "version" });
        }
        let cost = r.nullable("passphrase", |r| {
            r.array(3, "passphrase")?;
            let salt = r.bytes_exact("salt")?;
            Ok((salt, PassphraseCost { memory: r.uint32("memory")?, passes: r.uint32("passes")? }))
        })?;
        let lock = match cost {
            None => Self::Key(r.bytes_exact("key")?),
            Some((salt, cost)) => Self::Passphrase { salt, cost, check: r.bytes(64, "check")? },
        };
        r.end().map(|()| lock)
    }

    fn open(&self, passphrase: Option<&str>) -> Result<VaultKey, IssuerError> {
        match (self, passphrase) {
            (Self::Key(bytes), None) => Ok(VaultKey::from_bytes(bytes)),
            (Self::Passphrase { salt, cost, check }, Some(passphrase)) => {
                let key =
                    VaultKey::from_passphrase(passphrase, salt, *cost).map_err(|_| IssuerError::Damaged)?;
                key.open(CHECK, check).map_err(|_| IssuerError::WrongPassphrase)?;
                Ok(key)
            }
            _ => Err(IssuerError::WrongPassphrase),
        }
    }
}

impl KeyVault for IssuerVault {
    fn seal(&self, plaintext: &[u8]) -> Result<Vec<u8>, VaultError> {
        let mut rng = self.rng.lock().unwrap_or_else(PoisonError::into_inner);
        self.key.seal(PURPOSE, plaintext, &mut **rng).map_err(|_| VaultError::Refused)
    }

    fn open(&self, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        self.key.open(PURPOSE, sealed).map(|plain| plain.to_vec()).map_err(|_| VaultError::KeyLost)
    }

    fn put(&self, _: &[u8]) -> Result<(), VaultError> {
        Err(VaultError::Refused)
    }

    fn get(&self) -> Result<Option<Vec<u8>>, VaultError> {
        Ok(None)
    }

    fn delete(&self) -> Result<(), VaultError> {
        std::fs::remove_file(&self.path).map_err(|_| VaultError::Refused)
    }
}
