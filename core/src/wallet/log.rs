//! What a wallet tells the host's log.

use super::{
    CorrectOutcome, Erased, HandOver, ImportOutcome, Imported, PresentedCode, PressOutcome, Purged, Received,
    Settled, StampOutcome, Wallet, WalletError,
};
use crate::ports::{LogAct, Told, tell};

impl Wallet {
    /// Does an act and tells of it.
    pub(super) fn logged<T: Told>(
        &mut self,
        act: LogAct,
        work: impl FnOnce(&mut Self) -> Result<T, WalletError>,
    ) -> Result<T, WalletError> {
        let outcome = work(self);
        self.log(act, outcome)
    }

    /// Tells of an act that ended.
    pub(super) fn log<T: Told>(
        &self,
        act: LogAct,
        outcome: Result<T, WalletError>,
    ) -> Result<T, WalletError> {
        tell(self.host.log.as_deref(), act, outcome.as_ref().map_err(|error| error.code()));
        outcome
    }
}

impl Told for Wallet {
    fn told(&self) -> (&'static str, u64) {
        (self.rollback().code(), self.store.generation())
    }
}

impl Told for Imported {
    fn told(&self) -> (&'static str, u64) {
        let added = self.tickets.iter().filter(|ticket| ticket.outcome == ImportOutcome::Added).count();
        ("ok", added as u64)
    }
}

impl Told for PresentedCode {
    fn told(&self) -> (&'static str, u64) {
        (self.profile.code(), 1)
    }
}

impl Told for CorrectOutcome {
    fn told(&self) -> (&'static str, u64) {
        (self.code(), 0)
    }
}

impl Told for HandOver {
    fn told(&self) -> (&'static str, u64) {
        ("ok", 1)
    }
}

impl Told for Received {
    fn told(&self) -> (&'static str, u64) {
        match self {
            Self::Refused(refusal) => (refusal.code(), 0),
            Self::Rows { rows, .. } => ("ok", rows.len() as u64),
        }
    }
}

impl Told for Vec<Settled> {
    fn told(&self) -> (&'static str, u64) {
        (self.first().map_or("ok", |settled| settled.outcome.code()), self.len() as u64)
    }
}

impl Told for StampOutcome {
    fn told(&self) -> (&'static str, u64) {
        (self.code(), 1)
    }
}

impl Told for PressOutcome {
    fn told(&self) -> (&'static str, u64) {
        (self.code(), 1)
    }
}

impl Told for Erased {
    fn told(&self) -> (&'static str, u64) {
        ("ok", self.tickets)
    }
}

impl Told for Purged {
    fn told(&self) -> (&'static str, u64) {
        ("ok", self.erased.tickets)
    }
}
