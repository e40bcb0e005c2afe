//! What a gate does when nobody waits, and what it does with its files.

use std::sync::Arc;

use super::{Gate, GateError};
use crate::ports::{KeyVault, LogAct};
use crate::store::{Reserve, Rollback};

/// After so many changes that the vault does not name, a scan puts its item too. A copy of the folder made in between
/// and put back is not noticed; a put for each scan would be a second wait for the disk.
const UNNAMED_CHANGES: u64 = 64;

impl Gate {
    /// Brings the last scans into the database, keeps room on the disk for ten thousand admissions and lets the vault
    /// name the last change. Call it when nobody has scanned for some seconds.
    ///
    /// Brings the log of the last scans into the database, keeps the reserve for ten thousand admissions, and lets the
    /// vault name the last change, so that a folder put back is noticed. Call it when nobody has scanned for some
    /// seconds; without it a scan does that now and then.
    pub fn maintain(&mut self) -> Result<Reserve, GateError> {
        self.logged(LogAct::Maintain, |gate| {
            gate.store.checkpoint()?;
            gate.put_vault_item()?;
            Ok(gate.store.keep_reserve()?)
        })
    }

    /// Closes the files and lets the folder go; the next call opens it again. Call it before iOS suspends an
    /// app whose folder is shared. The session goes on.
    pub fn suspend(&mut self) -> Result<(), GateError> {
        self.logged(LogAct::Suspend, |gate| {
            let named = gate.put_vault_item();
            gate.store.suspend()?;
            named
        })
    }

    /// Moves to another key of the host: `to` gets the item, then one row is sealed anew. Killed at any point, the gate
    /// opens with the old vault or with the new one; delete the old key once this returned.
    pub fn rotate_key(&mut self, to: Arc<dyn KeyVault>) -> Result<(), GateError> {
        self.logged(LogAct::RotateKey, |gate| {
            if let Some(item) = gate.vault.get()? {
                to.put(&item)?;
            }
            gate.store.reseal(&*gate.vault, &*to)?;
            gate.vault = to;
            Ok(())
        })
    }

    /// Whether the folder was put back from an older copy, as far as this opening can tell.
    /// The gate then goes on in a new log; what it lost comes back with the journals of other gates.
    pub fn rollback(&self) -> Rollback {
        self.rollback
    }

    /// The vault names the last change if it is far behind. Nobody is kept waiting because it does not answer.
    pub(super) fn name_changes(&mut self) {
        if self.store.generation().saturating_sub(self.vault_generation) >= UNNAMED_CHANGES {
            let _best_effort = self.put_vault_item();
        }
    }

    pub(super) fn is_disk_low(&self) -> bool {
        self.store.reserve() == Reserve::Missing
    }
}
