//! What a wallet does with its files.

use std::sync::Arc;

use super::{Wallet, WalletError};
use crate::ports::{KeyVault, LogAct};
use crate::wire::Wire;

impl Wallet {
    /// Closes the files and lets the folder go; the next call opens it again. Call it before iOS suspends an
    /// app whose folder is shared: it ends one that holds a lock there.
    ///
    /// # Errors
    /// The next call is [`WalletError::ChangedElsewhere`] if another object changed the wallet meanwhile.
    pub fn suspend(&mut self) -> Result<(), WalletError> {
        self.logged(LogAct::Suspend, |wallet| Ok(wallet.store.suspend()?))
    }

    /// Moves to another key of the host: `to` gets the item, then one row is sealed anew. Killed at any point, the
    /// wallet opens with the old vault or with the new one; delete the old key once this returned.
    pub fn rotate_key(&mut self, to: Arc<dyn KeyVault>) -> Result<(), WalletError> {
        self.logged(LogAct::RotateKey, |wallet| {
            to.put(&wallet.item.to_bytes())?;
            wallet.store.reseal(&*wallet.host.vault, &*to)?;
            wallet.on_vault = Some(wallet.item.clone());
            wallet.host.vault = to;
            Ok(())
        })
    }
}
