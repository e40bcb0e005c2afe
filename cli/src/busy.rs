//! A folder that another process holds is waited for, then it is `Busy`.

use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(10);

/// Whether an error says that somebody else holds the folder.
pub(crate) trait MaybeBusy {
    /// Whether trying again can help.
    fn is_busy(&self) -> bool;
}

impl MaybeBusy for mogiri::issuer::IssuerError {
    fn is_busy(&self) -> bool {
        self.code() == "BUSY"
    }
}

impl MaybeBusy for mogiri::gate::GateError {
    fn is_busy(&self) -> bool {
        self.code() == "BUSY"
    }
}

impl MaybeBusy for mogiri::wallet::WalletError {
    fn is_busy(&self) -> bool {
        self.code() == "BUSY"
    }
}

/// Tries until the folder is free, for 5 s at most.
pub(crate) fn patiently<T, E: MaybeBusy>(mut attempt: impl FnMut() -> Result<T, E>) -> Result<T, E> {
    let begun = Instant::now();
    loop {
        match attempt() {
            Err(error) if error.is_busy() && begun.elapsed() < PATIENCE => std::thread::sleep(PAUSE),
            other => return other,
        }
    }
}
