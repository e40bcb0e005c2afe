//! What the host brings: a clock and a vault, written in Swift or Kotlin.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use getrandom::SysRng;
use mogiri::ports;
use rand_core::UnwrapErr;
use uniffi::UnexpectedUniFFICallbackError;

use crate::remote::{CreatedKey, LogAct, SignerError, VaultError};

/// Where the host keeps what the files alone must not hold: the Keychain on iOS (this device only), the Keystore on
/// Android (outside backups).
///
/// A vault belongs to one folder. Its key never leaves the device and its item is not part of the folder's files, so
/// that a folder put back from a copy is noticed.
#[uniffi::export(with_foreign)]
pub trait KeyVault: Send + Sync {
    /// Encrypts at most 1 KiB under the vault's key, which is made the first time.
    fn seal(&self, plaintext: Vec<u8>) -> Result<Vec<u8>, VaultError>;
    /// Opens what seal made.
    fn open_sealed(&self, sealed: Vec<u8>) -> Result<Vec<u8>, VaultError>;
    /// Replaces the one item, at most 4 KiB. When this returns it must be on disk.
    fn put(&self, item: Vec<u8>) -> Result<(), VaultError>;
    /// The item that was put last, or nothing.
    fn get(&self) -> Result<Option<Vec<u8>>, VaultError>;
    /// Forgets the key and the item.
    fn delete(&self) -> Result<(), VaultError>;
}

/// The host's clock. Give one in tests; without one the system's clock is used.
#[uniffi::export(with_foreign)]
pub trait Clock: Send + Sync {
    /// Milliseconds since 1970-01-01T00:00:00Z, as the device believes.
    fn now_ms(&self) -> Result<u64, ClockError>;
    /// Milliseconds since the device was started, sleep included: `SystemClock.elapsedRealtime()` on Android,
    /// `CLOCK_MONOTONIC` on Apple systems. A smaller number than before means that it was started again.
    fn monotonic_ms(&self) -> Result<u64, ClockError>;
}

/// Why a clock could not answer. The time that it told last is used instead: no clock stops a ticket from showing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum ClockError {
    /// There is no time to be had now.
    #[error("the clock does not answer")]
    Unavailable,
}

/// Where the host keeps a log of what happened. Nothing that it is told says who, which ticket, which seat or which key.
#[uniffi::export(with_foreign)]
pub trait LogSink: Send + Sync {
    /// Takes one event, in the middle of the act that it tells of: write it down and return, and call nothing here.
    fn log(&self, event: LogEvent) -> Result<(), LogError>;
}

/// One act that ended.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct LogEvent {
    /// What was done.
    pub act: LogAct,
    /// What came of it: the stable code of the outcome or error, or `ok`.
    pub outcome: String,
    /// How many tickets, entries or rows it was about.
    pub count: u64,
}

/// A log that threw. The act goes on, and nothing of its text is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum LogError {
    /// It did.
    #[error("the log is broken")]
    Broken,
}

impl From<UnexpectedUniFFICallbackError> for LogError {
    fn from(_: UnexpectedUniFFICallbackError) -> Self {
        Self::Broken
    }
}

struct HostLog(Arc<dyn LogSink>);

impl ports::LogSink for HostLog {
    fn log(&self, event: ports::LogEvent) {
        let ports::LogEvent { act, outcome, count } = event;
        let _lost = self.0.log(LogEvent { act, outcome: outcome.to_owned(), count });
    }
}

impl From<UnexpectedUniFFICallbackError> for ClockError {
    fn from(_: UnexpectedUniFFICallbackError) -> Self {
        Self::Unavailable
    }
}

/// The core's ports on the host's.
pub(crate) fn host(
    vault: Arc<dyn KeyVault>,
    clock: Option<Arc<dyn Clock>>,
    log: Option<Arc<dyn LogSink>>,
) -> ports::Host {
    let clock: Arc<dyn ports::Clock> = match clock {
        Some(clock) => Arc::new(HostClock::on(clock)),
        None => Arc::new(SystemClock),
    };
    let log = log.map(|log| Arc::new(HostLog(log)) as Arc<dyn ports::LogSink>);
    let rng = Box::new(UnwrapErr(SysRng));
    ports::Host { clock, vault: Arc::new(HostVault(vault)), signer: None, log, rng }
}

/// Keys in the phone's hardware: NIST P-256, made there and never leaving it (Secure Enclave, Android Keystore).
#[uniffi::export(with_foreign)]
pub trait HolderSigner: Send + Sync {
    /// Makes a key.
    fn create_key(&self) -> Result<CreatedKey, SignerError>;
    /// ECDSA with SHA-256 over the message, as DER or as the 64 bytes of r and s.
    fn sign(&self, handle: Vec<u8>, message: Vec<u8>) -> Result<Vec<u8>, SignerError>;
    /// Forgets a key; one that is not there is no error.
    fn delete_key(&self, handle: Vec<u8>) -> Result<(), SignerError>;
}

/// The core's port on the host's signer.
pub(crate) struct HostSigner(pub(crate) Arc<dyn HolderSigner>);

impl ports::HolderSigner for HostSigner {
    fn create(&self) -> Result<CreatedKey, ports::SignerError> {
        Ok(self.0.create_key()?)
    }

    fn sign(&self, handle: &[u8], message: &[u8]) -> Result<Vec<u8>, ports::SignerError> {
        Ok(self.0.sign(handle.to_vec(), message.to_vec())?)
    }

    fn delete(&self, handle: &[u8]) -> Result<(), ports::SignerError> {
        Ok(self.0.delete_key(handle.to_vec())?)
    }
}

struct SystemClock;

impl ports::Clock for SystemClock {
    fn now_ms(&self) -> u64 {
        system_ms()
    }

    fn monotonic_ms(&self) -> u64 {
        since_boot_ms()
    }
}

/// A device before 1970 stands at 1970.
fn system_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// On Apple systems the monotonic clock goes on while the device sleeps; on Linux and Android another one does.
fn since_boot_ms() -> u64 {
    use rustix::time::{ClockId, clock_gettime};
    #[cfg(any(target_os = "linux", target_os = "android"))]
    const CLOCK: ClockId = ClockId::Boottime;
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    const CLOCK: ClockId = ClockId::Monotonic;
    let since = Duration::try_from(clock_gettime(CLOCK)).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

struct HostClock {
    clock: Arc<dyn Clock>,
    last: AtomicU64,
    last_monotonic: AtomicU64,
}

impl HostClock {
    fn on(clock: Arc<dyn Clock>) -> Self {
        let (now, since_boot) = (system_ms(), since_boot_ms());
        Self { clock, last: AtomicU64::new(now), last_monotonic: AtomicU64::new(since_boot) }
    }
}

/// What a clock told last holds while it does not answer.
fn or_last(told: Result<u64, ClockError>, last: &AtomicU64) -> u64 {
    told.inspect(|now| last.store(*now, Ordering::Relaxed)).unwrap_or_else(|_| last.load(Ordering::Relaxed))
}

impl ports::Clock for HostClock {
    fn now_ms(&self) -> u64 {
        or_last(self.clock.now_ms(), &self.last)
    }

    fn monotonic_ms(&self) -> u64 {
        or_last(self.clock.monotonic_ms(), &self.last_monotonic)
    }
}

/// The core's port on the host's vault.
pub(crate) fn vault(vault: Arc<dyn KeyVault>) -> Arc<dyn ports::KeyVault> {
    Arc::new(HostVault(vault))
}

struct HostVault(Arc<dyn KeyVault>);

impl ports::KeyVault for HostVault {
    fn seal(&self, plaintext: &[u8]) -> Result<Vec<u8>, ports::VaultError> {
        Ok(self.0.seal(plaintext.to_vec())?)
    }

    fn open(&self, sealed: &[u8]) -> Result<Vec<u8>, ports::VaultError> {
        Ok(self.0.open_sealed(sealed.to_vec())?)
    }

    fn put(&self, item: &[u8]) -> Result<(), ports::VaultError> {
        Ok(self.0.put(item.to_vec())?)
    }

    fn get(&self) -> Result<Option<Vec<u8>>, ports::VaultError> {
        Ok(self.0.get()?)
    }

    fn delete(&self) -> Result<(), ports::VaultError> {
        Ok(self.0.delete()?)
    }
}

#[cfg(test)]
mod tests {
    use ports::Clock as _;

    use super::*;

    #[test]
    fn without_a_clock_of_the_host_the_time_since_boot_is_the_systems() {
        let before = SystemClock.monotonic_ms();
        assert!(before > 0 && SystemClock.monotonic_ms() >= before);
    }
}
