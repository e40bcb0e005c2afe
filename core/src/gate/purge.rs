//! What a gate forgets once its event's purge time has passed (protocol §9): names, cards, keys that open names, the manifest.
//! The journal stays whole, for every count is a fold of it and every hash covers all of an entry; no name is in it.

use super::clock::Watch;
use super::documents::put_parts;
use super::exposure::{put_ledger, read_ledger};
use super::rows::{CARRIERS, EntryRow, GUESTS, IDENTITY, Identity, MANIFEST, secret_bytes};
use super::setup::{put_session, replace};
use super::{Gate, GateError};
use crate::code::{Code, Profile};
use crate::crypto::HpkeSecretKey;
use crate::ports::LogAct;
use crate::store::{StoreError, Table, Traces, Writer};
use crate::ticket::{
    Carriers, CredentialPayload, EntryRule, GuestList, KeyStatus, Manifest, PersonalData, Revocation, Time,
};
use crate::wire::Wire;

/// What a gate's purge took away. It cannot be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GatePurged {
    /// Names of the guest list.
    pub names: u64,
    /// What became of the manifest.
    pub manifest: ManifestPurge,
    /// Whether the files are clean already.
    pub traces: Traces,
}

/// What became of the manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ManifestPurge {
    /// There was none.
    None,
    /// It is forgotten.
    Gone,
    /// It stays: short codes in the journal, or tickets under a revoked key, count by it alone.
    Needed,
}

impl ManifestPurge {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Gone => "gone",
            Self::Needed => "needed",
        }
    }
}

impl Gate {
    /// Forgets names, digit keys and the manifest once the event's purge time has passed, by this clock and by a time
    /// that the organizer signed. The journal stays, and every count with it.
    ///
    /// Forgets the guest list with its names and digit keys, the list of carriers, the key that both are sealed to, the challenges
    /// with theirs, what was judged lately, what waits unfolded, and the manifest where no count rests on it. Every
    /// entry stays as it is: the counts are the same after it, and so is the journal.
    ///
    /// # Errors
    /// [`GateError::NotDue`] before the event's purge time. [`GateError::TimeUnproven`] where this device's clock is
    /// the only one to say that it is past: the organizer must have signed something since then.
    pub fn purge(&mut self) -> Result<GatePurged, GateError> {
        self.logged(LogAct::Purge, |gate| {
            gate.check_due()?;
            let names = gate.guests.as_ref().map_or(0, GuestList::len) as u64;
            let manifest = gate.manifest_purge();
            let mut documents = gate.documents.clone();
            if manifest == ManifestPurge::Gone {
                documents.forget_manifest();
            }
            let (before, after) = (gate.under, EntryRow::fingerprint(&documents));
            let identity = gate.new_identity();
            let hpke = identity.hpke.clone().ok_or(StoreError::Corrupt)?;
            let public = hpke.public().map_err(|_| StoreError::Corrupt)?;
            let (bytes, gone, now) = (secret_bytes(&identity), gate.forgettable(), gate.now());
            let gone =
                if manifest == ManifestPurge::Needed { gone.without(PersonalData::Tickets) } else { gone };
            let session = gate.session;
            gate.store.write(&mut *gate.rng, |tables| {
                replace(tables, Table::Meta, IDENTITY, &bytes)?;
                put_parts(tables, GUESTS, &[])?;
                put_parts(tables, CARRIERS, &[])?;
                if manifest == ManifestPurge::Gone {
                    put_parts(tables, MANIFEST, &[])?;
                }
                forget_scans(tables, before, after)?;
                put_session(tables, &session)?;
                clear(tables, Table::Judged)?;
                clear(tables, Table::Waiting)?;
                let mut ledger = read_ledger(tables)?;
                ledger.erase(&gone, now);
                put_ledger(tables, &ledger)?;
                tables.mark_erasing()
            })?;
            (gate.identity, gate.hpke, gate.hpke_public) = (identity, hpke, public);
            (gate.guests, gate.carriers) = (None, None);
            (gate.documents, gate.under, gate.watch) = (documents, after, Watch::default());
            (gate.tries, gate.recent, gate.challenges) = (Vec::new(), Vec::new(), Vec::new());
            let traces = gate.store.finish_erasing(&mut *gate.rng)?;
            gate.put_vault_item()?;
            Ok(GatePurged { names, manifest, traces })
        })
    }

    /// This device with another key for guest lists: what was sealed to the one before opens no more.
    fn new_identity(&mut self) -> Identity {
        let hpke = Some(HpkeSecretKey::generate(&mut *self.rng));
        let Identity { seed, gate, label, made, .. } = &self.identity;
        Identity { seed: seed.clone(), gate: *gate, label: label.clone(), made: *made, hpke }
    }

    /// The purge time, and never before the doors are shut; by this clock and by the organizer's word.
    fn check_due(&self) -> Result<(), GateError> {
        let event = self.documents.event();
        let shut = event.end.shifted(event.moved).shifted(event.late.into());
        let due = event.purge.max(shut);
        if self.now() < due {
            return Err(GateError::NotDue { due });
        }
        match self.known_time() {
            known if known < due => Err(GateError::TimeUnproven { due, known }),
            _ => Ok(()),
        }
    }

    /// The latest time that the organizer signed in a document in force.
    fn known_time(&self) -> Time {
        let lists = [
            self.documents.revocation().map(Revocation::issued),
            self.documents.manifest().map(Manifest::issued),
            self.guests.as_ref().map(GuestList::issued),
            self.carriers.as_ref().map(Carriers::issued),
        ];
        lists.into_iter().flatten().fold(self.documents.trust().issued(), Time::max)
    }

    fn manifest_purge(&self) -> ManifestPurge {
        match self.documents.manifest() {
            None => ManifestPurge::None,
            Some(_) if self.counts_by_manifest() => ManifestPurge::Needed,
            Some(_) => ManifestPurge::Gone,
        }
    }

    /// P-02 and P-04 look into the manifest, and so does the fold of a ticket with an entry rule of its own.
    fn counts_by_manifest(&self) -> bool {
        let short = |bytes: &[u8]| Code::from_bytes(bytes).is_ok_and(|c| c.profile() == Profile::Reference);
        let revoked = self.documents.trust().keys().iter().any(|key| key.status == KeyStatus::Revoked);
        let ruled = |listed: CredentialPayload| listed.policy.flags.entry_rule() != EntryRule::default();
        revoked
            || self.journal.tickets().any(|ticket| self.listed(ticket).is_some_and(ruled))
            || self.journal.iter().any(|stored| stored.entry.code().is_some_and(short))
    }
}

/// Takes from every entry's row what was kept beside the entry. What entries are worth stays true without the manifest;
/// it only has another name for what it was judged under.
fn forget_scans(tables: &mut Writer<'_>, before: [u8; 8], after: [u8; 8]) -> Result<(), StoreError> {
    let mut rows = Vec::new();
    tables.for_each(Table::Entry, |row| {
        rows.push(row.id);
        Ok::<_, StoreError>(())
    })?;
    for id in rows {
        let row = tables.get(Table::Entry, id)?.ok_or(StoreError::RowNotFound)?;
        let entry = EntryRow::from_bytes(&row.value, EntryRow::MAX_BYTES);
        let mut entry = entry.map_err(|_| StoreError::Corrupt)?;
        let renamed = before != after && entry.under == before;
        if renamed {
            entry.under = after;
        }
        if entry.trace.take().is_some() || renamed {
            tables.update(Table::Entry, id, &entry.to_bytes())?;
        }
    }
    Ok(())
}

fn clear(tables: &mut Writer<'_>, table: Table) -> Result<(), StoreError> {
    tables.all(table)?.into_iter().try_for_each(|row| tables.delete(table, row.id))
}
