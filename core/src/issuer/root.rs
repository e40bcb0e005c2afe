//! The root: the key that stands for the organizer. It signs trust lists and nothing else.

use std::path::Path;

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::{IssuerError, file};
use crate::crypto::{PublicKey, SecretKey};
use crate::ports::KeyVault;
use crate::ticket::{RootId, Time, TrustList, TrustedKey};

const NAME: &str = "root.sealed";
const MAX_BYTES: u64 = 4096;

/// An organizer's root, in a folder of its own: after the trust list is signed it can be taken offline.
pub struct Root(SecretKey);

impl Root {
    /// Opens the root of a folder, or makes one where there is none. The folder exists: its vault is in it.
    pub fn make(folder: &Path, vault: &dyn KeyVault, rng: &mut dyn CryptoRng) -> Result<Self, IssuerError> {
        let _held = file::lock(folder)?;
        if let Some(sealed) = file::read(&folder.join(NAME), MAX_BYTES)? {
            return Self::unseal(&sealed, vault);
        }
        let key = SecretKey::generate(rng);
        file::write(folder, NAME, &vault.seal(key.expose())?)?;
        Ok(Self(key))
    }

    /// Opens the root of a folder.
    ///
    /// # Errors
    /// [`IssuerError::RootNotFound`] if none is there.
    pub fn open(folder: &Path, vault: &dyn KeyVault) -> Result<Self, IssuerError> {
        let sealed = file::read(&folder.join(NAME), MAX_BYTES)?.ok_or(IssuerError::RootNotFound)?;
        Self::unseal(&sealed, vault)
    }

    /// The sandbox's root, which everybody has.
    #[cfg(feature = "sandbox")]
    pub(super) fn sandbox() -> Self {
        Self(crate::ticket::sandbox_root())
    }

    fn unseal(sealed: &[u8], vault: &dyn KeyVault) -> Result<Self, IssuerError> {
        let seed = Zeroizing::new(vault.open(sealed)?);
        let seed = <&[u8; 32]>::try_from(seed.as_slice()).map_err(|_| IssuerError::Damaged)?;
        Ok(Self(SecretKey::from_seed(seed)))
    }

    /// The root's public name.
    pub fn id(&self) -> RootId {
        TrustList::issue(&self.0, 0, Time::default(), Time::default(), Vec::new()).root()
    }

    /// Signs a trust list.
    pub(super) fn sign_trust(
        &self,
        version: u32,
        issued: Time,
        next_update: Time,
        keys: Vec<TrustedKey>,
        next_root: Option<PublicKey>,
    ) -> TrustList {
        TrustList::announce(&self.0, version, issued, next_update, keys, next_root)
    }

    /// Its public half, as another root's list announces it.
    pub(super) fn public(&self) -> PublicKey {
        self.0.public()
    }
}
