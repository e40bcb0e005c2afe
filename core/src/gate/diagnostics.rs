//! What staff can send to a supporter without telling anything about a ticket or a person.

use super::{ClockWatch, Gate};
use crate::store::{Reserve, Rollback, Schema, engine};

/// How a gate is: counts and states. It is safe to show to anybody: nothing of it says who, which ticket, which event,
/// which gate or which key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateDiagnostics {
    /// The release of the library.
    pub library: String,
    /// The version of the wire formats.
    pub wire: u32,
    /// The version of the gate's tables.
    pub schema: u32,
    /// The release of `SQLite`, and `bundled` or `system`.
    pub store: String,
    /// Changes since the gate was made.
    pub changes: u64,
    /// Entries of all logs.
    pub entries: u64,
    /// Logs, this device's among them.
    pub logs: u64,
    /// Version of the trust list.
    pub trust: u64,
    /// Version of the revocation list, if there is one.
    pub revocation: Option<u32>,
    /// Version of the manifest, if there is one.
    pub manifest: Option<u32>,
    /// Version of the guest list, if there is one.
    pub guests: Option<u32>,
    /// What its clock is worth.
    pub clock: ClockWatch,
    /// What it adds to the device's clock, in seconds, since a supervisor took another device's time.
    pub clock_offset: Option<i64>,
    /// How many seconds ago a merge confirmed the clock; nothing if that is not known since the device was started.
    pub merged_seconds_ago: Option<u64>,
    /// Whether the disk has room kept for ten thousand admissions.
    pub reserve: Reserve,
    /// Whether the folder was put back from an older copy.
    pub rollback: Rollback,
}

impl Gate {
    /// How this gate is: counts and states, to paste into a support ticket. Nothing of it says who, which ticket, which
    /// event, which gate or which key.
    pub fn diagnostics(&self) -> GateDiagnostics {
        let status = self.status();
        GateDiagnostics {
            library: crate::VERSION.to_owned(),
            wire: crate::wire::VERSION,
            schema: Schema::Gate.version(),
            store: engine(),
            changes: self.store.generation(),
            entries: status.entries,
            logs: self.journal.tips().count() as u64,
            trust: self.documents.trust().version(),
            revocation: status.revocation,
            manifest: status.manifest,
            guests: status.guests,
            clock: status.clock,
            clock_offset: status.clock_offset,
            merged_seconds_ago: self.watch.confirmed_ago_ms(self.clock.reading()).map(|ms| ms / 1000),
            reserve: status.reserve,
            rollback: status.rollback,
        }
    }
}
