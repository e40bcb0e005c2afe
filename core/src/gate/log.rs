//! What a gate tells the host's log.

use super::{
    ClosedLog, Ending, Exit, Gate, GateError, GatePurged, IssuedBlank, MergeReport, MissingEntries,
    Overridden, PeerTime, Updated, Verdict, Voided,
};
use crate::ports::{LogAct, Told, tell};
use crate::store::Reserve;

impl Gate {
    /// Does an act and tells of it.
    pub(super) fn logged<T: Told>(
        &mut self,
        act: LogAct,
        work: impl FnOnce(&mut Self) -> Result<T, GateError>,
    ) -> Result<T, GateError> {
        let outcome = work(self);
        tell(self.log.as_deref(), act, outcome.as_ref().map_err(GateError::code));
        outcome
    }
}

impl Told for Gate {
    fn told(&self) -> (&'static str, u64) {
        (self.rollback.code(), self.journal.len() as u64)
    }
}

impl Told for Verdict {
    fn told(&self) -> (&'static str, u64) {
        (self.reason().map_or_else(|| self.word(), |reason| reason.code()), 1)
    }
}

impl Told for Exit {
    fn told(&self) -> (&'static str, u64) {
        (self.reason.map_or_else(|| self.effect.word(), |reason| reason.code()), 1)
    }
}

impl Told for Overridden {
    fn told(&self) -> (&'static str, u64) {
        (self.rests.word(), 1)
    }
}

impl Told for IssuedBlank {
    fn told(&self) -> (&'static str, u64) {
        ("ok", 1)
    }
}

impl Told for Updated {
    fn told(&self) -> (&'static str, u64) {
        match self {
            Self::New => ("new", 1),
            Self::Unchanged => ("unchanged", 0),
        }
    }
}

impl Told for MergeReport {
    fn told(&self) -> (&'static str, u64) {
        let whole = if self.ending == Ending::Whole { "whole" } else { "cut" };
        (whole, self.new_entries)
    }
}

impl Told for MissingEntries {
    fn told(&self) -> (&'static str, u64) {
        ("ok", self.entries)
    }
}

impl Told for Voided {
    fn told(&self) -> (&'static str, u64) {
        ("ok", 1)
    }
}

impl Told for PeerTime {
    fn told(&self) -> (&'static str, u64) {
        ("ok", 1)
    }
}

impl Told for ClosedLog {
    fn told(&self) -> (&'static str, u64) {
        ("ok", self.entries)
    }
}

impl Told for GatePurged {
    fn told(&self) -> (&'static str, u64) {
        (self.manifest.code(), self.names)
    }
}

impl Told for Reserve {
    fn told(&self) -> (&'static str, u64) {
        match self {
            Self::Kept => ("kept", 0),
            Self::Missing => ("missing", 0),
        }
    }
}
