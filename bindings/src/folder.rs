//! A folder that is checked, mended, moved aside or destroyed, also one that does not open.

use std::path::Path;
use std::sync::Arc;

use mogiri::gate::{self, LogCheck};
use mogiri::ports::Host;
use mogiri::store::{self, Examined, Fault, Table};
use mogiri::wallet::{self, Readiness};

use crate::host::{HolderSigner, HostSigner, KeyVault, host};
use crate::{GateError, WalletError};

/// What a check of a folder found.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct FolderCheck {
    /// The rows of each table that are whole.
    pub rows: Vec<TableRows>,
    /// What is damaged; empty if everything is as it was written.
    pub faults: Vec<FolderFault>,
    /// Of a gate, its logs as far as their chains hold.
    pub logs: Vec<LogCheck>,
}

/// The rows of one table.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct TableRows {
    /// The table's name.
    pub table: String,
    /// How many are whole.
    pub rows: u64,
}

/// One damage.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct FolderFault {
    /// The stable code, as the command line prints it.
    pub code: String,
    /// The table it is in, if it is in one.
    pub table: Option<String>,
    /// The row it is in, from 1, if it is in one.
    pub row: Option<u64>,
}

/// Whether nothing that a network could bring is missing for a ticket: "オフラインで使えます ○".
#[uniffi::export]
pub fn works_offline(ticket: Readiness) -> bool {
    ticket.works_offline()
}

/// Reads everything in a wallet's folder, also of one that does not open. Release the wallet first.
#[uniffi::export]
pub fn check_wallet(folder: String, vault: Arc<dyn KeyVault>) -> Result<FolderCheck, WalletError> {
    let found = wallet::check(Path::new(&folder), &host(vault, None, None))?;
    Ok(FolderCheck::of(&found, Vec::new()))
}

/// Reads everything in a gate's folder, also of one that does not open: rows, chains, heads, codes. Release it first.
#[uniffi::export]
pub fn check_gate(folder: String, vault: Arc<dyn KeyVault>) -> Result<FolderCheck, GateError> {
    let found = gate::check(Path::new(&folder), &host(vault, None, None))?;
    Ok(FolderCheck::of(&found.store, found.logs))
}

/// Mends a wallet that is Corrupt: what still opens goes on, the files of before stay beside it. Release the wallet first
/// and open it again: as one that was put back (`rollback`), for which of its rows are old nobody can say. A ticket without
/// its event is listed once the organizer's file is imported again. Gives the rows that are gone; Corrupt: `moveAside`.
#[uniffi::export]
pub fn mend_wallet(folder: String, vault: Arc<dyn KeyVault>) -> Result<Vec<TableRows>, WalletError> {
    Ok(table_rows(&wallet::mend(Path::new(&folder), host(vault, None, None))?.lost))
}

/// Renames the files of a wallet or gate that is Corrupt to `store.corrupt-N` in the same folder; nothing is deleted. Gives
/// the path of the database as it is now, for a supporter. A wallet is then created anew with the same vault, which knows
/// what was handed on, and its tickets are issued again; a gate is certified anew and merges other gates' journals.
#[uniffi::export]
pub fn move_aside(folder: String) -> Result<String, WalletError> {
    let aside = store::move_aside(Path::new(&folder)).map_err(wallet::WalletError::from)?;
    Ok(aside.to_string_lossy().into_owned())
}

/// Destroys the wallet in a folder, also one that does not open any more: keys in hardware, the vault's key and item,
/// then the files. Release the wallet first; nothing can be undone.
#[uniffi::export(default(signer = None))]
pub fn wipe_wallet(
    folder: String,
    vault: Arc<dyn KeyVault>,
    signer: Option<Arc<dyn HolderSigner>>,
) -> Result<(), WalletError> {
    let signer = signer.map(|signer| Arc::new(HostSigner(signer)) as _);
    Ok(wallet::wipe(Path::new(&folder), Host { signer, ..host(vault, None, None) })?)
}

impl FolderCheck {
    fn of(found: &Examined, logs: Vec<LogCheck>) -> Self {
        let table = |fault: &Fault| fault.table().map(|table| table.name().to_owned());
        let fault =
            |it: &Fault| FolderFault { code: it.code().to_owned(), table: table(it), row: it.place() };
        Self { rows: table_rows(&found.rows), faults: found.faults.iter().map(fault).collect(), logs }
    }
}

fn table_rows(rows: &[(Table, u64)]) -> Vec<TableRows> {
    rows.iter().map(|(table, rows)| TableRows { table: table.name().to_owned(), rows: *rows }).collect()
}
