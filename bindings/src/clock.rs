//! What both sides know of the time, as the core has it.

use mogiri::gate::{ClockWatch, ClosedLog, PeerTime};
use mogiri::ticket::{EntryHash, LogId};
use mogiri::wallet::{CorrectOutcome, WalletClock};

/// What a gate's clock is worth.
#[uniffi::remote(Enum)]
pub enum ClockWatch {
    /// Phones or another device agree with it.
    Fine,
    /// Nothing confirmed it for 12 hours, or since it was set or the device was started: merge with another gate.
    Unconfirmed,
    /// At least five phones differ from it by more than a step in the middle: set the device's clock to automatic.
    Skewed {
        /// Phones' time less this gate's.
        seconds: i64,
    },
}

/// What another device says of the time.
#[uniffi::remote(Record)]
pub struct PeerTime {
    /// The gate where it stands.
    pub gate: String,
    /// Its time less what this gate takes for now, in seconds.
    pub seconds: i64,
}

/// A log that was closed. Its head covers all of it: staff write it down.
#[uniffi::remote(Record)]
pub struct ClosedLog {
    /// The log.
    pub log: LogId,
    /// Its entries.
    pub entries: u64,
    /// The hash of the last one.
    pub head: EntryHash,
}

/// What a phone's clock is worth.
#[uniffi::remote(Enum)]
pub enum WalletClock {
    /// Nothing speaks against it.
    Fine,
    /// A gate corrected it for this wallet. Say that the phone's clock should be set to automatic.
    Corrected {
        /// Gate's time less phone's.
        seconds: i64,
    },
    /// It shows a time before one that a gate signed already. Say that the phone's clock should be set to automatic.
    Behind {
        /// At least by so many seconds.
        seconds: u64,
    },
}

/// What became of a beacon.
#[uniffi::remote(Enum)]
pub enum CorrectOutcome {
    /// Codes are made with the gate's time from here on: show the ticket again.
    Corrected {
        /// Gate's time less phone's.
        seconds: i64,
    },
    /// The clock agrees with the gate's: show the ticket again.
    Unchanged,
    /// It does not hold.
    BadBeacon,
    /// For no code that this wallet signed in the last minute.
    NotForMe,
    /// It lies before a time that a gate signed already.
    OldBeacon,
    /// Set the phone's clock to automatic, then show the ticket again.
    ClockTooFar {
        /// Gate's time less phone's.
        seconds: i64,
    },
    /// Of a newer version: update the app.
    UpdateApp,
}
