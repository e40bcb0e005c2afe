//! New issuer keys: rotation with overlap, and what is done when a key was stolen (protocol §3).

use super::epoch::{EpochRecord, Epochs, Force};
use super::facade::{ISSUER_KEY, TRUST, YEAR_SECONDS, trusted};
use super::record::{EventRecord, put};
use super::revoke::{Withdrawn, delta_key};
use super::{Issuer, IssuerError, Root};
use crate::crypto::{PublicKey, SecretKey};
use crate::store::{StoreError, Table, Writer as Tables};
use crate::ticket::{CertificatePayload, EventId, KeyStatus, TrustList, TrustedKey};
use crate::wire::Wire;

/// What gates and wallets need after a key was stolen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Salvaged {
    /// The event file with the new trust list, the event core one version higher and signed anew.
    pub event_file: Vec<u8>,
    /// Every genuine ticket: under the revoked key only these pass.
    pub manifest: Vec<u8>,
    /// The whole revocation list, one version higher and signed anew.
    pub revocation: Vec<u8>,
    /// Certificates of shifts that are not over and whose devices have no other: issue them again.
    pub certificates: Vec<CertificatePayload>,
}

/// A key and the list that names it, before they are in force.
struct Succession {
    key: SecretKey,
    trust: TrustList,
}

impl Issuer {
    /// Makes a new issuer key and a trust list with it, one version higher. It signs everything from here on; what the
    /// keys before signed stands. `event_file` names the list to replace: where that was done already nothing is made.
    /// Gives the event's file with the list in force.
    ///
    /// # Errors
    /// [`IssuerError::OtherRoot`] if the issuer does not hang on this root.
    pub fn rotate(&mut self, event_file: &[u8], root: &Root) -> Result<Vec<u8>, IssuerError> {
        self.check_root(root)?;
        let documents = self.own_documents(event_file)?;
        if documents.trust().version() == self.trust.version() {
            let next = self.succession(root, KeyStatus::Active)?;
            self.store.write::<_, StoreError>(&mut *self.host.rng, |w| next.write(w))?;
            (self.key, self.trust) = (next.key, next.trust);
        }
        self.event_file(documents.event().event)
    }

    /// A key was stolen: makes a new one and a trust list that revokes all before it, signs the event cores and
    /// revocation lists of all events anew, one version higher, and gives what the gates of one event need. Genuine
    /// tickets stay as they are: the manifest holds them. `event_file` names the list whose keys fall: where that was
    /// done already nothing is made, and the same is given again.
    ///
    /// # Errors
    /// [`IssuerError::OtherRoot`] if the issuer does not hang on this root.
    pub fn salvage(&mut self, event_file: &[u8], root: &Root) -> Result<Salvaged, IssuerError> {
        self.check_root(root)?;
        let documents = self.own_documents(event_file)?;
        let stands = |key: &TrustedKey| key.status == KeyStatus::Active;
        let fallen = |key: &TrustedKey| self.trust.status(&key.key) == Some(KeyStatus::Revoked);
        if !documents.trust().keys().iter().filter(|key| stands(key)).all(fallen) {
            self.revoke_keys(root)?;
        }
        self.salvaged(documents.event().event)
    }

    pub(super) fn check_root(&self, root: &Root) -> Result<(), IssuerError> {
        if root.id() == self.root() { Ok(()) } else { Err(IssuerError::OtherRoot) }
    }

    /// One transaction: all of it is in force, or nothing.
    fn revoke_keys(&mut self, root: &Root) -> Result<(), IssuerError> {
        let next = self.succession(root, KeyStatus::Revoked)?;
        let (key, trust) = (self.key.clone(), self.trust.clone());
        (self.key, self.trust) = (next.key.clone(), next.trust.clone());
        let written = self.sign_anew().and_then(|(events, folds)| {
            Ok(self.store.write::<_, StoreError>(&mut *self.host.rng, |w| {
                next.write(w)?;
                events.iter().try_for_each(|event| event.write(w))?;
                folds.iter().try_for_each(|fold| fold.write(w))
            })?)
        });
        if written.is_err() {
            (self.key, self.trust) = (key, trust);
        }
        written
    }

    fn succession(&mut self, root: &Root, others: KeyStatus) -> Result<Succession, IssuerError> {
        let key = SecretKey::generate(&mut *self.host.rng);
        let keep = |row: &TrustedKey| {
            let status = if others == KeyStatus::Revoked { others } else { row.status };
            TrustedKey { status, ..row.clone() }
        };
        let mut keys: Vec<_> = self.trust.keys().iter().map(keep).collect();
        keys.push(trusted(&key));
        Ok(Succession { key, trust: self.next_trust(root, keys, self.trust.next_root_key().copied())? })
    }

    /// A list one version above the one in force.
    pub(super) fn next_trust(
        &self,
        root: &Root,
        keys: Vec<TrustedKey>,
        next_root: Option<PublicKey>,
    ) -> Result<TrustList, IssuerError> {
        let version = u32::try_from(self.trust.version()).ok().and_then(|version| version.checked_add(1));
        let (now, version) = (self.now(), version.ok_or(IssuerError::TrustFull)?);
        let trust = root.sign_trust(version, now, now.shifted(YEAR_SECONDS), keys, next_root);
        // What is signed must read back: the bounds are those of the decoder.
        TrustList::verify(trust.signed()).map_err(|_| IssuerError::TrustFull)
    }

    /// Every event's core and list under the key in force, and the folds that no wallet has acknowledged yet: the
    /// manifest cannot hold them beside what they fold, and their wallets may ask for them again.
    fn sign_anew(&self) -> Result<(Vec<Resigned>, Vec<Epochs>), IssuerError> {
        let minimum_trust = u32::try_from(self.trust.version()).unwrap_or(u32::MAX);
        let anew = |record: EventRecord| {
            let mut core = record.core()?;
            core.version = core.version.saturating_add(1);
            core.minimum_trust = minimum_trust;
            let last = self.revocation_of(core.event)?;
            let (newest, _) = self.next_list(core.event, last.as_ref(), Withdrawn::default())?;
            let record = EventRecord { envelope: core.sign(&self.key), policy: record.policy };
            Ok(Resigned { event: core.event, record, list: newest.to_message() })
        };
        let events = self.event_records()?.into_iter().map(anew).collect::<Result<_, IssuerError>>()?;
        Ok((events, self.waiting_folds()?))
    }

    fn waiting_folds(&self) -> Result<Vec<Epochs>, IssuerError> {
        let waits = |row: &EpochRecord| row.force == Force::Waiting;
        let mut folds: Vec<Epochs> = self.all_epochs()?.into_values().collect();
        folds.retain(|epochs| epochs.rows.iter().any(waits));
        for row in folds.iter_mut().flat_map(|epochs| &mut epochs.rows).filter(|row| waits(row)) {
            row.credential = row.payload()?.sign(&self.key);
        }
        Ok(folds)
    }

    fn salvaged(&mut self, event: EventId) -> Result<Salvaged, IssuerError> {
        let manifest = self.manifest_of(event)?;
        let core = self.event_record(event)?.ok_or(IssuerError::ForeignEvent)?.core()?;
        let revocation = self.revocation_of(event)?.ok_or(IssuerError::Damaged)?.to_message();
        let certificates = self.fallen_certificates(&core)?;
        Ok(Salvaged { event_file: self.event_file(event)?, manifest, revocation, certificates })
    }
}

impl Succession {
    /// The secret of the key before is gone with this: what it signed needs only the public half.
    fn write(&self, w: &mut Tables<'_>) -> Result<(), StoreError> {
        put(w, Table::Key, ISSUER_KEY, self.key.expose())?;
        put(w, Table::Meta, TRUST, &self.trust.to_message())
    }
}

/// An event's documents under a new key.
struct Resigned {
    event: EventId,
    record: EventRecord,
    list: Vec<u8>,
}

impl Resigned {
    fn write(&self, w: &mut Tables<'_>) -> Result<(), StoreError> {
        put(w, Table::Event, self.event.as_bytes(), &self.record.to_bytes())?;
        put(w, Table::Revocation, self.event.as_bytes(), &self.list)?;
        put(w, Table::Revocation, &delta_key(self.event), &self.list)
    }
}
