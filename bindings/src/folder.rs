//! The folder of a wallet or gate that does not open.

use std::path::Path;

use mogiri::{store, wallet};

use crate::WalletError;

/// Renames the files of a wallet or gate that is Corrupt to `store.corrupt-N` in the same folder, so that a new one can
/// be created there. Nothing is deleted. Gives the path of the database file as it is now, for a supporter.
///
/// How an app goes on: a wallet is created anew with the same vault, which still knows what was handed on, and the
/// organizer issues the tickets again; a gate is created anew, certified, and merges the journals of other gates.
#[uniffi::export]
pub fn move_aside(folder: String) -> Result<String, WalletError> {
    let aside = store::move_aside(Path::new(&folder)).map_err(wallet::WalletError::from)?;
    Ok(aside.to_string_lossy().into_owned())
}
