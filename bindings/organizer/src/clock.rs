//! The organizer's clock and its other ports: the system's, or for a sandbox a time that stands until it is moved.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use getrandom::SysRng;
use mogiri::ports::{Clock, Host, KeyVault};
use mogiri::ticket::Time;
use rand_core::{CryptoRng, UnwrapErr};

pub(crate) fn rng() -> Box<dyn CryptoRng + Send> {
    Box::new(UnwrapErr(SysRng))
}

pub(crate) fn host(clock: Arc<dyn Clock>, vault: Arc<dyn KeyVault>) -> Host {
    Host { clock, vault, signer: None, log: None, rng: rng() }
}

/// The system's time. An organizer measures no durations.
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn now_ms(&self) -> u64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    }

    fn monotonic_ms(&self) -> u64 {
        0
    }
}

/// A time that stands until it is moved.
pub(crate) struct StandingClock(AtomicU64);

impl StandingClock {
    pub(crate) fn at(now: Time) -> Arc<Self> {
        let clock = Arc::new(Self(AtomicU64::new(0)));
        clock.set(now);
        clock
    }

    pub(crate) fn set(&self, now: Time) {
        self.0.store(now.seconds().saturating_mul(1000), Ordering::Relaxed);
    }
}

impl Clock for StandingClock {
    fn now_ms(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    fn monotonic_ms(&self) -> u64 {
        0
    }
}
