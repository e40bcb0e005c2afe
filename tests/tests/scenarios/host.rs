//! What an actor's phone brings: a clock that is moved and a vault that can fail.

use std::sync::{Mutex, PoisonError};

use mogiri::testing::is_closed;
use mogiri_ffi::{Clock, ClockError, KeyVault, LogError, LogEvent, LogSink, VaultError};

pub(crate) struct MovedClock(Mutex<u64>);

impl MovedClock {
    pub(crate) fn at(seconds: u64) -> Self {
        Self(Mutex::new(seconds))
    }

    pub(crate) fn advance(&self, seconds: i64) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *now = now.checked_add_signed(seconds).expect("a scenario is after 1970");
    }

    fn ms(&self) -> u64 {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) * 1000
    }
}

impl Clock for MovedClock {
    fn now_ms(&self) -> Result<u64, ClockError> {
        Ok(self.ms())
    }

    fn monotonic_ms(&self) -> Result<u64, ClockError> {
        Ok(self.ms())
    }
}

/// Protects nothing: only its faults matter.
#[derive(Default)]
pub(crate) struct FaultyVault {
    item: Mutex<Option<Vec<u8>>>,
    fault: Mutex<Option<VaultError>>,
}

impl FaultyVault {
    /// `broken` is what becomes of any exception that crosses the door.
    pub(crate) fn fail(&self, fault: &str) {
        let fault = match fault {
            "none" => None,
            "locked" => Some(VaultError::Unavailable),
            "lost" => Some(VaultError::KeyLost),
            "broken" => Some(VaultError::Broken),
            other => panic!("no fault {other}"),
        };
        *self.fault.lock().unwrap_or_else(PoisonError::into_inner) = fault;
    }

    fn check(&self) -> Result<(), VaultError> {
        self.fault.lock().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), Err)
    }

    fn set(&self, item: Option<Vec<u8>>) -> Result<(), VaultError> {
        self.check()?;
        *self.item.lock().unwrap_or_else(PoisonError::into_inner) = item;
        Ok(())
    }
}

impl KeyVault for FaultyVault {
    fn seal(&self, plaintext: Vec<u8>) -> Result<Vec<u8>, VaultError> {
        self.check()?;
        Ok(plaintext.iter().map(|byte| byte ^ 0x5a).collect())
    }

    fn open_sealed(&self, sealed: Vec<u8>) -> Result<Vec<u8>, VaultError> {
        self.seal(sealed)
    }

    fn put(&self, item: Vec<u8>) -> Result<(), VaultError> {
        self.set(Some(item))
    }

    fn get(&self) -> Result<Option<Vec<u8>>, VaultError> {
        self.check()?;
        Ok(self.item.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }

    fn delete(&self) -> Result<(), VaultError> {
        self.set(None)
    }
}

/// Takes only words of closed lists, as the core's own tests do.
pub(crate) struct StrictLog;

impl LogSink for StrictLog {
    fn log(&self, event: LogEvent) -> Result<(), LogError> {
        assert!(is_closed(&event.outcome) && event.count < 1_000_000, "a log is told {event:?}");
        Ok(())
    }
}
