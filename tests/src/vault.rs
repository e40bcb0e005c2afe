//! A vault with a key of its own, in memory.

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
