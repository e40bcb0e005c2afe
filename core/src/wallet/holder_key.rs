//! The two kinds of holder key: in the store, or in a phone's hardware (protocol §3).

use std::path::Path;
use std::sync::Arc;

use zeroize::Zeroizing;

use super::rows::{HandlesRow, Kept, KeyRow, RequestTableRow};
use super::ticket::find_key;
use super::{Wallet, WalletError};
use crate::crypto::{Domain, HardwareKey, PublicKey, SecretKey, Signature, Signs, sure};
use crate::ports::{HolderSigner, KeyVault, SignerError};
use crate::store::{Reader as Tables, Salvage, Schema, Table, Writer as TablesWriter};
use crate::wire::{Reader, Wire, WireError, Writer};

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

    /// Deletes what hardware has still to forget; answers how many keys are left because it does not answer.
    pub(super) fn delete_hardware_keys(&mut self) -> Result<u64, WalletError> {
        let Some(kept) = self.store.read(load_handles)? else { return Ok(0) };
        let (mut left, before) = (kept.row.0.clone(), kept.row.0.len());
        left.retain(|handle| self.delete_in_hardware(handle).is_err());
        if left.len() == before {
            return Ok(before as u64);
        }
        let (count, value) = (left.len() as u64, HandlesRow(left).to_bytes());
        self.commit(&|_, _| (), |w| match count {
            0 => Ok(w.delete(Table::Meta, kept.id)?),
            _ => Ok(w.update(Table::Meta, kept.id, &value)?),
        })?;
        Ok(count)
    }

    /// Deletes every key of this wallet that is in hardware, those that wait for it too; all of them or an error.
    pub(super) fn destroy_hardware_keys(&self) -> Result<(), WalletError> {
        let mut handles = self.store.read(load_handles)?.map(|kept| kept.row.0).unwrap_or_default();
        self.store.read(|r| {
            r.for_each(Table::Request, |row| {
                if let RequestTableRow::Key(KeyRow { secret: Some(KeySecret::Hardware(handle)), .. }) =
                    Kept::<RequestTableRow>::load(&row)?.row
                {
                    handles.push(handle);
                }
                Ok::<_, WalletError>(())
            })
        })?;
        handles.iter().try_for_each(|handle| self.delete_in_hardware(handle))
    }

    fn delete_in_hardware(&self, handle: &[u8]) -> Result<(), WalletError> {
        match self.hardware()?.delete(handle) {
            Ok(()) | Err(SignerError::KeyLost) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Keys in hardware that no row names are nobody's: they are deleted, if the hardware answers.
    pub(super) fn give_up(&self, keys: &[HolderKey]) {
        for key in keys {
            let kept = self.store.read(|r| find_key(r, &key.public()));
            if let (HolderKey::Hardware(key), Ok(None)) = (key, kept) {
                let _best_effort = self.delete_in_hardware(key.handle());
            }
        }
    }

    fn key_row(&self, key: &PublicKey) -> Result<Kept<KeyRow>, WalletError> {
        self.store.read(|r| find_key(r, key))?.ok_or(WalletError::Corrupt)
    }
}

/// Deletes the keys in hardware that a damaged wallet still names, as far as the hardware answers.
pub(super) fn delete_what_opens(folder: &Path, vault: &dyn KeyVault, signer: Option<&dyn HolderSigner>) {
    let (Ok(salvage), Some(signer)) = (Salvage::read(folder, Schema::Wallet, vault), signer) else { return };
    for row in salvage.rows(Table::Request) {
        if let Ok(Kept { row: RequestTableRow::Key(key), .. }) = Kept::load(row)
            && let Some(KeySecret::Hardware(handle)) = key.secret
        {
            let _best_effort = signer.delete(&handle);
        }
    }
}

pub(super) const HANDLES: &[u8] = b"handles";

fn load_handles(r: &Tables<'_>) -> Result<Option<Kept<HandlesRow>>, WalletError> {
    r.find(Table::Meta, HANDLES)?.first().map(Kept::load).transpose()
}

/// Keeps what hardware has to forget until it has: a crash, or a locked phone, may come between.
pub(super) fn leave_handles(w: &mut TablesWriter<'_>, handles: Vec<Vec<u8>>) -> Result<(), WalletError> {
    if handles.is_empty() {
        return Ok(());
    }
    match load_handles(w)? {
        Some(mut kept) => {
            kept.row.0.extend(handles);
            Ok(w.update(Table::Meta, kept.id, &kept.row.to_bytes())?)
        }
        None => Ok(w.insert(Table::Meta, Some(HANDLES), &HandlesRow(handles).to_bytes()).map(drop)?),
    }
}
