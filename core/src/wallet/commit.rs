//! Opening, and the order of every write: transaction, vault's item, then whatever leaves (protocol §9).

use std::collections::HashMap;

use zeroize::Zeroizing;

use super::clock::ClockRow;
use super::events::Events;
use super::rows::{EvidenceKind, EvidenceRow, Kept, MetaRow, secret_bytes};
use super::vault_item::{TagKey, VaultItem};
use super::{Wallet, WalletError};
use crate::ports::Host;
use crate::store::{Reader, Store, Table, Writer};
use crate::ticket::{Step, Time};
use crate::wire::{Frames, Wire};

/// Evidence of one kind kept under one key, and of all that names its key itself: what strangers send cannot fill the
/// disk, nor take the place of what gates and stamps said.
const MAX_EVIDENCE: usize = 48;
const MAX_STRANGE_EVIDENCE: u64 = 512;

impl Wallet {
    pub(super) fn start(mut store: Store, mut host: Host) -> Result<Self, WalletError> {
        let meta = match store.read(load_meta)? {
            Some(meta) => meta,
            None => make_meta(&mut store, &mut host)?,
        };
        let on_vault = host.vault.get()?.map(|bytes| VaultItem::read(&bytes)).transpose()?;
        let clock = store.read(ClockRow::load)?;
        let item = on_vault.clone().unwrap_or_default();
        let (events, shown, frames) = (Events::default(), HashMap::new(), Frames::default());
        let mut wallet = Self { store, host, meta, item, on_vault, events, shown, clock, frames };
        wallet.reconcile()?;
        // No erasure that is still due keeps a ticket from being shown.
        let _later = wallet.finish_erasing();
        Ok(wallet)
    }

    /// One transaction, then the vault's item as `tag` changed it. If the item would not fit, nothing is written.
    pub(super) fn commit<T>(
        &mut self,
        tag: &dyn Fn(&TagKey, &mut VaultItem),
        write: impl FnOnce(&mut Writer<'_>) -> Result<T, WalletError>,
    ) -> Result<T, WalletError> {
        let item = self.tagged(tag)?;
        let value = self.store.write(&mut *self.host.rng, write)?;
        self.put(&item)?;
        Ok(value)
    }

    fn tagged(&self, tag: &dyn Fn(&TagKey, &mut VaultItem)) -> Result<VaultItem, WalletError> {
        let mut item = self.item.clone();
        tag(&self.meta.row.tags, &mut item);
        item.check_size()?;
        Ok(item)
    }

    /// The item of what was just committed.
    fn put(&mut self, item: &VaultItem) -> Result<(), WalletError> {
        let generation = item.generation.max(self.store.generation());
        self.item = item.at(generation);
        let put = self.flush();
        if put.is_err() {
            // The rows are there although the vault failed: memory must say the same as the disk.
            self.events = Events::default();
        }
        put
    }

    /// Puts the vault's item if it is not there yet. Nothing that was signed leaves before this returned.
    pub(super) fn flush(&mut self) -> Result<(), WalletError> {
        if self.on_vault.as_ref() != Some(&self.item) {
            self.host.vault.put(&self.item.to_bytes())?;
            self.on_vault = Some(self.item.clone());
        }
        Ok(())
    }
}

fn load_meta(r: &Reader<'_>) -> Result<Option<Kept<MetaRow>>, WalletError> {
    r.all(Table::Meta)?.iter().find(|row| row.key.is_none()).map(Kept::load).transpose()
}

fn make_meta(store: &mut Store, host: &mut Host) -> Result<Kept<MetaRow>, WalletError> {
    forget_generation(host)?;
    let mut key = Zeroizing::new([0; 32]);
    host.rng.fill_bytes(key.as_mut_slice());
    let row = MetaRow { tags: TagKey(key), step_floor: Step::default(), missing: None };
    let value = secret_bytes(&row);
    let id = store.write(&mut *host.rng, |w| Ok::<_, WalletError>(w.insert(Table::Meta, None, &value)?))?;
    Ok(Kept { id, row })
}

/// A wallet that was here before (its folder moved aside, then made anew) leaves its tags in the vault. They stay,
/// for its folder may come back; the generation is now this wallet's.
fn forget_generation(host: &Host) -> Result<(), WalletError> {
    let Some(bytes) = host.vault.get()? else { return Ok(()) };
    Ok(host.vault.put(&VaultItem::read(&bytes)?.at(0).to_bytes())?)
}

/// Keeps something once, and not more than [`MAX_EVIDENCE`] things of one kind under one key.
pub(super) fn keep_evidence(
    w: &mut Writer<'_>,
    key: &[u8],
    kind: EvidenceKind,
    time: Time,
    bytes: Vec<u8>,
) -> Result<(), WalletError> {
    let here = w.find(Table::Evidence, key)?;
    let rows = here.iter().map(Kept::<EvidenceRow>::load).collect::<Result<Vec<_>, _>>()?;
    let alike: Vec<_> = rows.iter().filter(|kept| kept.row.kind == kind).collect();
    let known = alike.iter().any(|kept| kept.row.bytes == bytes);
    let strange = matches!(kind, EvidenceKind::BadTicket | EvidenceKind::SecondVersion);
    let room = !strange || w.count(Table::Evidence)? < MAX_STRANGE_EVIDENCE;
    if !known && room && alike.len() < MAX_EVIDENCE {
        w.insert(Table::Evidence, Some(key), &EvidenceRow { kind, time, bytes }.to_bytes())?;
    }
    Ok(())
}
