//! Fixed clock, memory vault and seeded randomness for this workspace's tests.

#[allow(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a fixture that does not hold is a broken test"
)]
pub mod fixtures;
mod log;
mod signer;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

pub use log::{StrictLog, is_closed};
pub use signer::{SignatureForm, SoftwareSigner};

use crate::ports::{Clock, KeyVault, VaultError};

/// A clock that stands until it is moved.
#[derive(Debug, Default)]
pub struct FixedClock {
    wall: AtomicU64,
    monotonic: AtomicU64,
}

impl FixedClock {
    /// A clock that shows `seconds` since 1970.
    pub fn at(seconds: u64) -> Arc<Self> {
        Arc::new(Self { wall: AtomicU64::new(seconds * 1000), monotonic: AtomicU64::new(1_000_000) })
    }

    /// Somebody sets the clock to `seconds` since 1970: no time passes.
    pub fn set(&self, seconds: u64) {
        self.wall.store(seconds * 1000, Ordering::SeqCst);
    }

    /// Time passes.
    pub fn advance(&self, seconds: u64) {
        self.advance_ms(seconds * 1000);
    }

    /// Time passes, in milliseconds.
    pub fn advance_ms(&self, ms: u64) {
        self.wall.fetch_add(ms, Ordering::SeqCst);
        self.monotonic.fetch_add(ms, Ordering::SeqCst);
    }

    /// The device is started again: its monotonic clock begins at `seconds`, the other one stays as it is.
    pub fn restart_at(&self, seconds: u64) {
        self.monotonic.store(seconds * 1000, Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now_ms(&self) -> u64 {
        self.wall.load(Ordering::SeqCst)
    }

    fn monotonic_ms(&self) -> u64 {
        self.monotonic.load(Ordering::SeqCst)
    }
}

/// A vault in memory: seals by XOR with a marker, because only its faults matter to tests.
#[derive(Debug, Default)]
pub struct MemoryVault {
    item: Mutex<Option<Vec<u8>>>,
    fault: Mutex<Option<VaultError>>,
}

impl MemoryVault {
    /// An empty vault.
    pub fn new() -> Arc<Self> {
        Arc::new(Self::default())
    }

    /// From now on every call fails with `fault`, or works again with `None`.
    pub fn fail_with(&self, fault: Option<VaultError>) {
        *self.fault.lock().unwrap_or_else(PoisonError::into_inner) = fault;
    }

    fn check(&self) -> Result<(), VaultError> {
        self.fault.lock().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), Err)
    }
}

impl KeyVault for MemoryVault {
    fn seal(&self, plaintext: &[u8]) -> Result<Vec<u8>, VaultError> {
        self.check()?;
        Ok(plaintext.iter().map(|b| b ^ 0x5a).collect())
    }

    fn open(&self, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        self.seal(sealed)
    }

    fn put(&self, item: &[u8]) -> Result<(), VaultError> {
        self.check()?;
        *self.item.lock().unwrap_or_else(PoisonError::into_inner) = Some(item.to_vec());
        Ok(())
    }

    fn get(&self) -> Result<Option<Vec<u8>>, VaultError> {
        self.check()?;
        Ok(self.item.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }

    fn delete(&self) -> Result<(), VaultError> {
        self.check()?;
        *self.item.lock().unwrap_or_else(PoisonError::into_inner) = None;
        Ok(())
    }
}
