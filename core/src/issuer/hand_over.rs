//! Another root takes over (protocol §3.1): the old one announces it, the new one signs.

use super::facade::TRUST;
use super::record::{EventRecord, put};
use super::{Issuer, IssuerError, Root};
use crate::store::{StoreError, Table};
use crate::ticket::{Documents, EventId, KeptDocuments, TrustList};
use crate::wire::Wire;

impl Issuer {
    /// Announces the next root in a trust list one version higher, and gives an event's file with it. Nothing else
    /// changes until [`Issuer::hand_over`]; keep the file, for whoever has not heard of the next root needs it first.
    /// Where the list in force announces it already nothing is made.
    ///
    /// # Errors
    /// [`IssuerError::OtherRoot`] if the issuer does not hang on `root`, [`IssuerError::NextRoot`] if `next` is that root
    /// or the sandbox's.
    pub fn announce(&mut self, event_file: &[u8], root: &Root, next: &Root) -> Result<Vec<u8>, IssuerError> {
        self.check_root(root)?;
        let event = self.own_documents(event_file)?.event().event;
        if self.trust.next_root() != Some(next.id()) {
            let trust = self.next_trust(root, self.trust.keys().to_vec(), Some(next.public()))?;
            if trust.next_root() != Some(next.id()) {
                return Err(IssuerError::NextRoot);
            }
            self.take_over(trust, &[])?;
        }
        self.event_file(event)
    }

    /// The announced root takes over: it signs the trust list, and the issuer's key every event core, one version higher
    /// with the new root in it. Tickets, certificates and lists stay as they are. Gives an event's file; again gives the
    /// same.
    ///
    /// # Errors
    /// [`IssuerError::NextRoot`] if the list in force does not announce this root.
    pub fn hand_over(&mut self, event_file: &[u8], next: &Root) -> Result<Vec<u8>, IssuerError> {
        let kept = KeptDocuments { event_file: event_file.to_vec(), ..KeptDocuments::default() };
        let event = Documents::reload(&kept)?.event().event;
        if self.event_record(event)?.is_none() {
            return Err(IssuerError::ForeignEvent);
        }
        if self.root() != next.id() {
            if self.trust.next_root() != Some(next.id()) {
                return Err(IssuerError::NextRoot);
            }
            let trust = self.next_trust(next, self.trust.keys().to_vec(), None)?;
            let events = self.under(&trust)?;
            self.take_over(trust, &events)?;
        }
        self.event_file(event)
    }

    /// Every event's core with the root of a list.
    fn under(&self, trust: &TrustList) -> Result<Vec<(EventId, EventRecord)>, IssuerError> {
        let minimum_trust = u32::try_from(trust.version()).unwrap_or(u32::MAX);
        let anew = |record: EventRecord| {
            let mut core = record.core()?;
            (core.root, core.minimum_trust) = (trust.root(), minimum_trust);
            core.version = core.version.checked_add(1).ok_or(IssuerError::TrustFull)?;
            Ok((core.event, EventRecord { envelope: core.sign(&self.key), policy: record.policy }))
        };
        self.event_records()?.into_iter().map(anew).collect()
    }

    /// One transaction: all of it is in force, or nothing.
    fn take_over(&mut self, trust: TrustList, events: &[(EventId, EventRecord)]) -> Result<(), IssuerError> {
        self.store.write::<_, StoreError>(&mut *self.host.rng, |w| {
            put(w, Table::Meta, TRUST, &trust.to_message())?;
            let mut events = events.iter();
            events.try_for_each(|(id, event)| put(w, Table::Event, id.as_bytes(), &event.to_bytes()))
        })?;
        self.trust = trust;
        Ok(())
    }
}
