//! A damaged wallet, whole again with what opens (protocol §9).

use std::path::Path;

use super::WalletError;
use super::check::is_readable;
use super::erase::keys_of;
use super::rows::{Kept, MetaRow, RequestTableRow};
use super::ticket::Ticket;
use super::vault_item::VaultItem;
use crate::ports::{Host, KeyVault};
use crate::store::{Mended, Row, Salvage, Schema, Table};
use crate::wire::Wire as _;

/// Mends the wallet of a folder that is [`WalletError::Corrupt`]: what still opens stays, every byte of before is kept
/// beside it. Release the wallet first.
///
/// Rows that do not open are left out. Which of the others is older than it was nobody can say; so a mended wallet is
/// one whose folder was put back ([`super::Rollback`]): what was handed on stays handed on, for the vault knows it, the rest
/// works, and the user is told. Of a ticket whose event is gone nothing is shown until the event is imported again.
/// A wallet in which nothing is damaged stays as it is. The copy goes with the next thing that is erased.
///
/// # Errors
/// [`WalletError::Corrupt`] where nobody could tell any more what was handed on, or where nothing can be read: move it
/// aside ([`crate::store::move_aside`]) and ask the organizer to issue the tickets again. Nothing is changed then.
pub fn mend(folder: &Path, mut host: Host) -> Result<Mended, WalletError> {
    let mut salvage = Salvage::read(folder, Schema::Wallet, &*host.vault)?;
    salvage.retain(&mut is_readable);
    if salvage.is_whole() {
        return Ok(Mended::default());
    }
    let_go_of_what_lost_its_ticket(&mut salvage);
    if !salvage.rows(Table::Meta).any(is_meta) {
        return Err(WalletError::Corrupt);
    }
    foretell(&mut salvage, &*host.vault)?;
    Ok(salvage.publish(&mut *host.rng)?)
}

/// The vault is told of a change that the mended wallet lacks, so that it opens as one that was put back.
fn foretell(salvage: &mut Salvage, vault: &dyn KeyVault) -> Result<(), WalletError> {
    let item = vault.get()?.map(|bytes| VaultItem::read(&bytes)).transpose()?.unwrap_or_default();
    let generation = salvage.outrun(item.generation);
    if salvage.lacks_rows() {
        vault.put(&item.at(generation.saturating_add(1)).to_bytes())?;
    }
    Ok(())
}

/// Keys that took a ticket, and what was shown of one: no erasure would find them.
fn let_go_of_what_lost_its_ticket(salvage: &mut Salvage) {
    let tickets: Vec<Ticket> = salvage.rows(Table::Ticket).filter_map(|row| Ticket::load(row).ok()).collect();
    let keys = keys_of(&tickets);
    salvage.let_go(&mut |table, row| match (table, row.key.as_deref()) {
        (Table::Shown, key) => !tickets.iter().any(|ticket| key == Some(ticket.ticket().as_bytes())),
        (Table::Request, Some(key)) => is_spent(row) && !keys.iter().any(|known| known == key),
        _ => false,
    });
}

/// Keys in hardware stay: only the wallet knows them.
fn is_spent(row: &Row) -> bool {
    let Ok(Kept { row: RequestTableRow::Key(key), .. }) = Kept::<RequestTableRow>::load(row) else {
        return false;
    };
    key.taken.is_some() && !key.secret.is_some_and(|secret| secret.is_hardware())
}

fn is_meta(row: &Row) -> bool {
    row.key.is_none() && Kept::<MetaRow>::load(row).is_ok()
}
