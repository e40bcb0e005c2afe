//! The issuer's folder: its key, its trust list, its register.

use std::path::Path;

use rand_core::CryptoRng;

use super::record::only;
use super::{IssuerError, Root};
use crate::crypto::SecretKey;
use crate::ports::Host;
use crate::store::{Schema, Store, StoreError, Table};
use crate::ticket::{
    Documents, EventCore, KeptDocuments, KeyStatus, KeyUses, RootId, Time, TrustList, TrustedKey,
};

pub(super) const ISSUER_KEY: &[u8] = b"issuer";
pub(super) const TRUST: &[u8] = b"trust";
pub(super) const YEAR_SECONDS: i64 = 365 * 24 * 60 * 60;

/// The organizer. It alone holds its folder while it is open.
pub struct Issuer {
    pub(super) store: Store,
    pub(super) host: Host,
    pub(super) key: SecretKey,
    pub(super) trust: TrustList,
}

impl Issuer {
    /// Makes an issuer under a root, with one key for every use and event. The key has no end of its own: a newer trust
    /// list ends it, not a date. The list asks for an update after a year. An attempt that was cut short is finished;
    /// on a folder that is complete this opens it.
    ///
    /// # Errors
    /// [`IssuerError::OtherRoot`] if the folder's issuer hangs on another root.
    pub fn init(folder: &Path, root: &Root, host: Host) -> Result<Self, IssuerError> {
        Self::found(folder, root, host, SecretKey::generate)
    }

    /// The sandbox's organizer, whose keys everybody has: real doors refuse its tickets by name (P-04).
    #[cfg(feature = "sandbox")]
    pub fn sandbox(folder: &Path, host: Host) -> Result<Self, IssuerError> {
        Self::found(folder, &Root::sandbox(), host, |_| crate::ticket::sandbox_issuer())
    }

    fn found(
        folder: &Path,
        root: &Root,
        mut host: Host,
        key: impl FnOnce(&mut dyn CryptoRng) -> SecretKey,
    ) -> Result<Self, IssuerError> {
        let mut store = match Store::open(folder, Schema::Issuer, &*host.vault) {
            Err(StoreError::NotFound) => Store::create(folder, Schema::Issuer, &*host.vault, &mut *host.rng)?,
            other => whole(other?)?,
        };
        if store.read(|r| only(r, Table::Meta, TRUST))?.is_none() {
            let key = key(&mut *host.rng);
            let trust = first_trust_list(root, &key, Time::from_clock_ms(host.clock.now_ms()));
            store.write(&mut *host.rng, |w| {
                w.insert(Table::Key, Some(ISSUER_KEY), key.expose())?;
                w.insert(Table::Meta, Some(TRUST), &trust.to_message()).map(|_| ())
            })?;
        }
        let issuer = Self::load(store, host)?;
        if issuer.root() == root.id() { Ok(issuer) } else { Err(IssuerError::OtherRoot) }
    }

    /// Opens an issuer.
    ///
    /// # Errors
    /// [`StoreError::RolledBack`] if its last changes are gone: it would sign other documents under versions that are out.
    pub fn open(folder: &Path, host: Host) -> Result<Self, IssuerError> {
        Self::load(whole(Store::open(folder, Schema::Issuer, &*host.vault)?)?, host)
    }

    fn load(store: Store, host: Host) -> Result<Self, IssuerError> {
        let (seed, trust) = store.read(|r| {
            Ok::<_, StoreError>((only(r, Table::Key, ISSUER_KEY)?, only(r, Table::Meta, TRUST)?))
        })?;
        let (seed, trust) = (seed.ok_or(IssuerError::NotFound)?, trust.ok_or(IssuerError::NotFound)?);
        let seed = <&[u8; 32]>::try_from(seed.value.as_slice()).map_err(|_| StoreError::Corrupt)?;
        let key = SecretKey::from_seed(seed);
        Ok(Self { key, trust: TrustList::from_message(&trust.value)?, store, host })
    }

    /// The trust list in force.
    pub fn trust(&self) -> &TrustList {
        &self.trust
    }

    /// The root that everything here hangs on.
    pub fn root(&self) -> RootId {
        self.trust.root()
    }

    /// Closes the files and lets the folder go; the next call opens it again.
    pub fn suspend(&mut self) -> Result<(), IssuerError> {
        Ok(self.store.suspend()?)
    }

    /// Brings everything into the one database file and closes it.
    pub fn close(self) -> Result<(), IssuerError> {
        Ok(self.store.close()?)
    }

    pub(super) fn now(&self) -> Time {
        Time::from_clock_ms(self.host.clock.now_ms())
    }

    /// The documents of an event file of ours, whichever version, list and key it is of.
    pub(super) fn own_documents(&self, event_file: &[u8]) -> Result<Documents, IssuerError> {
        let kept = KeptDocuments { event_file: event_file.to_vec(), ..KeptDocuments::default() };
        let documents = Documents::reload(&kept)?;
        let known = self.event_record(documents.event().event)?.is_some();
        let newer = documents.trust().version() > self.trust.version();
        if known && !newer && documents.root() == self.root() {
            Ok(documents)
        } else {
            Err(IssuerError::ForeignEvent)
        }
    }

    /// The event of an event file of ours, in its newest version.
    pub(super) fn own_event(&self, event_file: &[u8]) -> Result<EventCore, IssuerError> {
        let documents = Documents::from_event_file(event_file)?;
        if documents.root() != self.root() {
            return Err(IssuerError::ForeignEvent);
        }
        let event = documents.event().clone();
        let newest = self.event_record(event.event)?.ok_or(IssuerError::ForeignEvent)?.core()?;
        match newest {
            newest if newest == event => Ok(event),
            newest if newest.version > event.version => Err(IssuerError::EventOutdated),
            _ => Err(IssuerError::ForeignEvent),
        }
    }
}

fn first_trust_list(root: &Root, key: &SecretKey, now: Time) -> TrustList {
    root.sign_trust(1, now, now.shifted(YEAR_SECONDS), vec![trusted(key)], None)
}

/// A key for every use and event, without an end of its own.
pub(super) fn trusted(key: &SecretKey) -> TrustedKey {
    let (from, until) = (Time::default(), Time::default().shifted(i64::MAX));
    TrustedKey { key: key.public(), uses: KeyUses::ALL, status: KeyStatus::Active, from, until, events: None }
}

/// A store that has every change that its folder had. A whole folder put back does not show it.
fn whole(store: Store) -> Result<Store, StoreError> {
    if store.missing() == 0 { Ok(store) } else { Err(StoreError::RolledBack) }
}
