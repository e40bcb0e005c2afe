//! The two kinds of holder key: in the store, or in a phone's hardware (protocol §3).

use std::sync::Arc;

use zeroize::Zeroizing;

use super::rows::{Kept, KeyRow};
use super::ticket::find_key;
use super::{Wallet, WalletError};
use crate::crypto::{Domain, HardwareKey, PublicKey, SecretKey, Signature, Signs, sure};
use crate::ports::{HolderSigner, SignerError};
use crate::wire::{Reader, WireError, Writer};

/// What a row keeps of a holder key.
#[derive(Clone)]
pub(super) enum KeySecret {
    /// The key itself.
    Software(SecretKey),
    /// What the hardware calls it by.
    Hardware(Vec<u8>),
}

impl KeySecret {
    pub(super) fn encode(&self, w: &mut Writer) {
        match self {
            Self::Software(key) => w.bytes(key.expose()),
            Self::Hardware(handle) => w.array(1).bytes(handle),
        };
    }

    pub(super) fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        if r.next_is_array() {
            r.array(1, "hardware key")?;
            return Ok(Self::Hardware(r.bytes(HardwareKey::MAX_HANDLE, "handle")?.to_vec()));
        }
        let seed = Zeroizing::new(r.bytes_exact("key")?);
        Ok(Self::Software(SecretKey::from_seed(&seed)))
    }

    /// The key, if it is in the store.
    pub(super) fn software(&self) -> Option<&SecretKey> {
        match self {
            Self::Software(key) => Some(key),
            Self::Hardware(_) => None,
        }
    }

    pub(super) fn is_hardware(&self) -> bool {
        matches!(self, Self::Hardware(_))
    }
}

/// A holder key that can sign now.
pub(super) enum HolderKey {
    Software(SecretKey),
    Hardware(HardwareKey),
}

impl HolderKey {
    /// What its row keeps.
    pub(super) fn secret(&self) -> KeySecret {
        match self {
            Self::Software(key) => KeySecret::Software(key.clone()),
            Self::Hardware(key) => KeySecret::Hardware(key.handle().to_vec()),
        }
    }
}

impl Signs for HolderKey {
    type Error = SignerError;

    fn public(&self) -> PublicKey {
        match self {
            Self::Software(key) => key.public(),
            Self::Hardware(key) => key.public(),
        }
    }

    fn sign(&self, domain: Domain, payload: &[u8]) -> Result<Signature, SignerError> {
        match self {
            Self::Software(key) => Ok(sure(Signs::sign(key, domain, payload))),
            Self::Hardware(key) => key.sign(domain, payload),
        }
    }
}

impl Wallet {
    /// The hardware that the host brought.
    pub(super) fn hardware(&self) -> Result<Arc<dyn HolderSigner>, WalletError> {
        self.host.signer.clone().ok_or(WalletError::NoHardware)
    }

    /// A key that shows a ticket, wherever it is.
    pub(super) fn holder_key(&self, key: Option<PublicKey>) -> Result<HolderKey, WalletError> {
        let key = key.ok_or(WalletError::Corrupt)?;
        match self.key_row(&key)?.row.secret.ok_or(WalletError::HandedOn)? {
            KeySecret::Software(secret) => Ok(HolderKey::Software(secret)),
            KeySecret::Hardware(handle) => {
                Ok(HolderKey::Hardware(HardwareKey::known(key, handle, self.hardware()?)))
            }
        }
    }

    /// The secret half of a holder key in the store: what is handed on is never in hardware.
    pub(super) fn secret(&self, key: Option<PublicKey>) -> Result<SecretKey, WalletError> {
        match self.holder_key(key)? {
            HolderKey::Software(secret) => Ok(secret),
            HolderKey::Hardware(_) => Err(super::NotTransferable::NotAllowed.into()),
        }
    }

    fn key_row(&self, key: &PublicKey) -> Result<Kept<KeyRow>, WalletError> {
        self.store.read(|r| find_key(r, key))?.ok_or(WalletError::Corrupt)
    }
}
