//! The events of a wallet. Their signatures are checked when somebody first asks for one, not each time that an app is
//! opened: which ticket is shown next is not the business of an event's documents.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::ops::Deref;

use super::rows::{EventRow, EventSource, Kept};
use super::ticket::{Ticket, closes};
use super::{Wallet, WalletError};
use crate::store::{RowId, Store, Table};
use crate::ticket::{Documents, EventId, KeptDocuments, RootId, Time};

/// What an event is found by.
pub(super) type EventKey = (RootId, EventId);

/// Documents of one event, as they are in the store.
#[derive(Debug, Clone)]
pub(super) struct Event {
    pub(super) row: RowId,
    pub(super) documents: Documents,
    pub(super) source: EventSource,
}

/// Every event that is in the store, once it was read.
#[derive(Default)]
pub(super) struct Events(OnceCell<KnownEvents>);

impl Events {
    fn read(&self, store: &Store) -> Result<&KnownEvents, WalletError> {
        if let Some(events) = self.0.get() {
            return Ok(events);
        }
        let events = load(store)?;
        Ok(self.0.get_or_init(|| events))
    }

    /// Takes in an event as it was just written, in place of what its row held. One that nobody asked for yet is read
    /// with the others.
    pub(super) fn replace(&mut self, event: Event) {
        if let Some(events) = self.0.get_mut() {
            events.0.retain(|_, here| here.row != event.row);
            events.add(event);
        }
    }
}

/// Every event of the wallet, by root and id.
#[derive(Default)]
pub(super) struct KnownEvents(BTreeMap<EventKey, Event>);

impl Deref for KnownEvents {
    type Target = BTreeMap<EventKey, Event>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl KnownEvents {
    fn add(&mut self, event: Event) {
        self.0.insert((event.documents.root(), event.documents.event().event), event);
    }

    /// What a message says under each event whose documents it holds under: a stranger's may name the same keys.
    pub(super) fn holding<'a, T>(
        &'a self,
        verify: impl Fn(&Documents) -> Option<T> + 'a,
    ) -> impl Iterator<Item = (&'a Documents, T)> {
        let documents = self.0.values().map(|event| &event.documents);
        documents.filter_map(move |documents| Some((documents, verify(documents)?)))
    }

    /// An event of a root, or of the one that took over from it.
    pub(super) fn of(&self, root: RootId, event: EventId) -> Option<&Event> {
        self.0.get(&self.key_of((root, event)))
    }

    /// The first second at which no gate takes a ticket any more; of one whose event is lost, as its credential has it.
    pub(super) fn close_of(&self, ticket: &Ticket) -> Time {
        let (root, event) = ticket.event();
        let documents = self.of(root, event).map(|event| &event.documents);
        documents.map_or(ticket.credential.payload().end(), |documents| closes(&ticket.credential, documents))
    }

    /// What an event is found by: its own key, or that under the root that took over.
    pub(super) fn key_of(&self, key: EventKey) -> EventKey {
        let descends =
            |((_, id), here): &(&EventKey, &Event)| *id == key.1 && here.documents.descends_from(key.0);
        let heir = || self.0.iter().find(descends).map(|(heir, _)| *heir);
        if self.0.contains_key(&key) { key } else { heir().unwrap_or(key) }
    }
}

impl Wallet {
    /// Every event, by its key.
    ///
    /// # Errors
    /// [`WalletError::Corrupt`] for documents that do not hold, whichever event they are of.
    pub(super) fn events(&self) -> Result<&KnownEvents, WalletError> {
        self.events.read(&self.store)
    }
}

fn load(store: &Store) -> Result<KnownEvents, WalletError> {
    let mut events = KnownEvents::default();
    store.read(|r| {
        r.for_each(Table::Event, |row| {
            let Kept { id, row } = Kept::<EventRow>::load(&row)?;
            let kept = KeptDocuments { event_file: row.file, former: row.former, ..KeptDocuments::default() };
            let documents = Documents::reload(&kept).map_err(|_| WalletError::Corrupt)?;
            let event = Event { row: id, source: row.source, documents };
            events.add(event);
            Ok::<_, WalletError>(())
        })
    })?;
    Ok(events)
}
