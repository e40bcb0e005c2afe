//! What a wallet does with its files.

use std::sync::Arc;

use super::{Wallet, WalletError};
use crate::ports::KeyVault;
use crate::wire::Wire;

impl Wallet {
    /// Closes the files and lets the folder go; the next call opens it again. Call it before iOS suspends an
    /// app whose folder is shared: it ends one that holds a lock there.
    ///
    /// # Errors
    /// The next call is [`WalletError::ChangedElsewhere`] if another object changed the wallet meanwhile.
    pub fn suspend(&mut self) -> Result<(), WalletError> {
        Ok(self.store.suspend()?)
    }

    /// Moves to another key of the host: `to` gets the item, then one row is sealed anew. Killed at any point, the
    /// wallet opens with the old vault or with the new one; delete the old key once this returned.
    pub fn rotate_key(&mut self, to: Arc<dyn KeyVault>) -> Result<(), WalletError> {
        to.put(&self.item.to_bytes())?;
        self.store.reseal(&*self.host.vault, &*to)?;
        self.on_vault = Some(self.item.clone());
        self.host.vault = to;
        Ok(())
    }
}
