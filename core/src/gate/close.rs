//! The end of a device's count: a supervisor closes its log (protocol §8).

use super::journal::{Body, Kind};
use super::{Gate, GateError};
use crate::ports::LogAct;
use crate::store::StoreError;
use crate::ticket::{EntryHash, LogId, Role};

/// A log that was closed. Its head covers all of it: staff write it down, or the organizer scans it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedLog {
    /// The log.
    pub log: LogId,
    /// Its entries.
    pub entries: u64,
    /// The hash of the last one.
    pub head: EntryHash,
    /// The signed head as a journal file of its own, short enough for one code. Whoever merges it and is told that something
    /// waits lacks entries of this log.
    pub file: Vec<u8>,
}

impl Gate {
    /// Closes this device's log and signs its head (role supervise). Closing again gives the same; a scan after that
    /// opens another log.
    pub fn close_log(&mut self) -> Result<ClosedLog, GateError> {
        self.logged(LogAct::CloseLog, |gate| {
            gate.check_role(Role::Supervise, gate.now())?;
            let closed = gate.session.log.filter(|log| gate.is_closed(*log));
            let log = closed.map_or_else(|| gate.append_close(), Ok)?;
            gate.sign_own_head()?;
            let tip = gate.own_tip(log).ok_or(StoreError::Corrupt)?;
            let (entries, head) = (tip.entry.seq + 1, tip.hash);
            let signed = gate.journal.last_signed(&log).ok_or(StoreError::Corrupt)?;
            Ok(ClosedLog { log, entries, head, file: gate.head_file(signed) })
        })
    }

    fn append_close(&mut self) -> Result<LogId, GateError> {
        let (log, at) = self.next_place()?;
        // Other gates judge the entry by the instant that it will have (J-06).
        self.check_role(Role::Supervise, at.ms.time())?;
        self.append(Body::close(), None)?;
        Ok(log)
    }

    pub(super) fn is_closed(&self, log: LogId) -> bool {
        self.own_tip(log).is_some_and(|tip| tip.entry.body.kind() == Kind::Close)
    }
}
