//! What a holder can send to a supporter without telling anything about a ticket or a person.

use super::ticket::Standing;
use super::{Wallet, WalletClock, WalletError};
use crate::store::{Rollback, Schema, Table, engine};

/// How a wallet is: counts and states. It is safe to show to anybody: nothing of it says who, which ticket, which event or
/// which key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WalletDiagnostics {
    /// The release of the library.
    pub library: String,
    /// The version of the wire formats.
    pub wire: u32,
    /// The version of the wallet's tables.
    pub schema: u32,
    /// The release of `SQLite`, and `bundled` or `system`.
    pub store: String,
    /// Changes since the wallet was made.
    pub changes: u64,
    /// Events.
    pub events: u64,
    /// Tickets, with those that were handed on.
    pub tickets: u64,
    /// Tickets that can be shown.
    pub held: u64,
    /// Keys that wait for a ticket, and what else is kept of requests.
    pub requests: u64,
    /// What the phone's clock is worth.
    pub clock: WalletClock,
    /// Whether the folder was put back from an older copy.
    pub rollback: Rollback,
}

impl Wallet {
    /// How this wallet is: counts and states, to paste into a support ticket. Nothing of it says who, which ticket, which
    /// event or which key.
    pub fn diagnostics(&self) -> Result<WalletDiagnostics, WalletError> {
        let rows = self.all_rows()?;
        let held = rows.iter().filter(|row| self.standing(row) == Standing::Held).count();
        Ok(WalletDiagnostics {
            library: crate::VERSION.to_owned(),
            wire: crate::wire::VERSION,
            schema: Schema::Wallet.version(),
            store: engine(),
            changes: self.store.generation(),
            events: self.events()?.len() as u64,
            tickets: rows.len() as u64,
            held: held as u64,
            requests: self.store.read(|tables| Ok::<_, WalletError>(tables.count(Table::Request)?))?,
            clock: self.clock(),
            rollback: self.rollback(),
        })
    }
}
