//! An event file on its way in: what is in force once it was adopted, before anything is written.

use super::WalletError;
use super::events::{Event, EventKey, KnownEvents};
use super::rows::{EventRow, EventSource};
use crate::store::{RowId, Table, Writer};
use crate::ticket::{AdoptError, Adopted, Documents, EventId, KeptDocuments, RootId};
use crate::wire::Wire;

/// Documents to write, and where.
pub(super) struct Adoption {
    pub(super) documents: Documents,
    pub(super) adopted: Adopted,
    pub(super) source: EventSource,
    row: Option<RowId>,
    changed: bool,
}

impl KnownEvents {
    /// The documents in force once an event file was adopted.
    pub(super) fn adopt(
        &self,
        file: &[u8],
        source: EventSource,
        lower: Lower,
    ) -> Result<Adoption, AdoptError> {
        let read = KeptDocuments { event_file: file.to_vec(), ..KeptDocuments::default() };
        let named = Documents::reload(&read)?;
        let (root, event) = (named.root(), named.event().event);
        let Some(here) = self.of(root, event) else {
            if let Some(adoption) = self.taken_over(root, event, file, source) {
                return Ok(adoption);
            }
            let (newer, adopted) = (Documents::from_event_file(file)?, Adopted::New);
            return Ok(Adoption { documents: newer, adopted, source, row: None, changed: true });
        };
        let mut documents = here.documents.clone();
        let adopted = match documents.adopt_event_file(file) {
            Err(AdoptError::Older | AdoptError::KeyRevoked) if lower == Lower::KeepOurs => Adopted::Unchanged,
            other => other?,
        };
        let source = here.vouched(source);
        let changed = adopted == Adopted::New || source != here.source;
        Ok(Adoption { documents, adopted, source, row: Some(here.row), changed })
    }

    /// An event whose root announced this one. Where the file does not hold over its documents the root is a stranger,
    /// as if nobody had announced it: who squats an event's id must not bar its organizer.
    fn taken_over(&self, root: RootId, event: EventId, file: &[u8], source: EventSource) -> Option<Adoption> {
        let announced = |((_, id), here): &(&EventKey, &Event)| {
            *id == event && here.documents.trust().next_root() == Some(root)
        };
        self.iter().filter(announced).find_map(|(_, here)| {
            let mut documents = here.documents.clone();
            let adopted = documents.adopt_event_file(file).ok()?;
            let source = here.vouched(source);
            Some(Adoption { documents, adopted, source, row: Some(here.row), changed: true })
        })
    }
}

impl Event {
    /// An import vouches for what a parcel brought first; never the other way round.
    pub(super) fn vouched(&self, source: EventSource) -> EventSource {
        if self.source == EventSource::Imported { self.source } else { source }
    }
}

/// What to do with an event file that is older than the one in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lower {
    /// An update must not go back.
    Refuse,
    /// A ticket may be printed before the newest event file.
    KeepOurs,
}

impl Adoption {
    /// Whether it is of an event that was here before.
    pub(super) fn is_of_known_event(&self) -> bool {
        self.row.is_some()
    }

    pub(super) fn write(&self, w: &mut Writer<'_>) -> Result<RowId, WalletError> {
        let former = self.documents.former().to_vec();
        let row = EventRow { file: self.documents.to_event_file(), source: self.source, former };
        match self.row {
            Some(id) if self.changed => w.update(Table::Event, id, &row.to_bytes()).map(|()| id),
            Some(id) => Ok(id),
            None => w.insert(Table::Event, Some(&self.key()), &row.to_bytes()),
        }
        .map_err(WalletError::from)
    }

    fn key(&self) -> Vec<u8> {
        let (root, event) = (self.documents.root(), self.documents.event().event);
        [root.as_bytes().as_slice(), event.as_bytes()].concat()
    }
}
