//! Who signs: a key in memory, or one in a phone's hardware.

use core::convert::Infallible;
use std::sync::Arc;

use super::{Domain, PublicKey, SecretKey, Signature};
use crate::ports::{HolderSigner, SignerError};

/// A holder's key that can be asked to sign.
pub trait Signs {
    /// Why it did not.
    type Error;

    /// The key others verify with.
    fn public(&self) -> PublicKey;

    /// `Sign(key, Sig_structure(domain, payload))`
    fn sign(&self, domain: Domain, payload: &[u8]) -> Result<Signature, Self::Error>;
}

/// The value of something that a key in memory signed.
pub(crate) fn sure<T>(signed: Result<T, Infallible>) -> T {
    match signed {
        Ok(value) => value,
        Err(never) => match never {},
    }
}

impl Signs for SecretKey {
    type Error = Infallible;

    fn public(&self) -> PublicKey {
        Self::public(self)
    }

    fn sign(&self, domain: Domain, payload: &[u8]) -> Result<Signature, Infallible> {
        Ok(Self::sign(self, domain, payload))
    }
}

/// A P-256 key that stays in a phone's hardware, and the host's signer that reaches it (protocol §3, `hw_bound`).
#[derive(Clone)]
pub struct HardwareKey {
    public: PublicKey,
    handle: Vec<u8>,
    signer: Arc<dyn HolderSigner>,
}

impl HardwareKey {
    /// Cap on what a signer calls a key by.
    pub const MAX_HANDLE: usize = 512;

    /// Lets the hardware make a key.
    ///
    /// # Errors
    /// [`SignerError::Broken`] if what came is no P-256 key or its handle is longer than [`HardwareKey::MAX_HANDLE`].
    pub fn create(signer: Arc<dyn HolderSigner>) -> Result<Self, SignerError> {
        let made = signer.create()?;
        let public = PublicKey::from_bytes(&made.public).map_err(|_| SignerError::Broken)?;
        let fits = made.handle.len() <= Self::MAX_HANDLE;
        if fits && matches!(public, PublicKey::P256(_)) {
            Ok(Self { public, handle: made.handle, signer })
        } else {
            Err(SignerError::Broken)
        }
    }

    /// A key that was made before.
    pub fn known(public: PublicKey, handle: Vec<u8>, signer: Arc<dyn HolderSigner>) -> Self {
        Self { public, handle, signer }
    }

    /// What the signer calls it by.
    pub fn handle(&self) -> &[u8] {
        &self.handle
    }

    /// The signature as it travels: raw, with low `s`, and checked, for a signer may answer for another key.
    fn read(&self, signed: &[u8], message: &[u8]) -> Option<Signature> {
        let raw = p256::ecdsa::Signature::from_slice(signed).ok();
        let der = p256::ecdsa::Signature::from_der(signed).ok();
        let low = raw.into_iter().chain(der).map(|signature| signature.normalize_s().to_bytes().into());
        low.into_iter().find(|signature| self.public.verify_message(message, signature).is_ok())
    }
}

impl Signs for HardwareKey {
    type Error = SignerError;

    fn public(&self) -> PublicKey {
        self.public
    }

    fn sign(&self, domain: Domain, payload: &[u8]) -> Result<Signature, SignerError> {
        let message = self.public.sig_structure(domain, payload);
        let signed = self.signer.sign(&self.handle, &message)?;
        self.read(&signed, &message).ok_or(SignerError::Broken)
    }
}

impl core::fmt::Debug for HardwareKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("HardwareKey").field("public", &self.public).finish_non_exhaustive()
    }
}
