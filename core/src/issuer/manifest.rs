//! The manifest of an event: what gates need to read short codes, and what survives a stolen key (protocol §4).

use super::IssuerError;
use super::epoch::Epochs;
use super::facade::Issuer;
use super::record::{ManifestRecord, OrderRecord, split_order_key};
use crate::crypto::sha256;
use crate::store::Table;
use crate::ticket::{EventId, Manifest};
use crate::wire::Writer;

impl Issuer {
    /// Signs the credential payloads of all tickets of an event, each in its newest epoch. The version rises only if a
    /// row changed: the same register gives the same manifest.
    ///
    /// # Errors
    /// [`IssuerError::TooManyTickets`] past 100,000.
    pub fn manifest(&mut self, event_file: &[u8]) -> Result<Vec<u8>, IssuerError> {
        let event = self.own_documents(event_file)?.event().event;
        self.manifest_of(event)
    }

    pub(super) fn manifest_of(&mut self, event: EventId) -> Result<Vec<u8>, IssuerError> {
        let rows = self.payloads(event)?;
        let key = [b"manifest".as_slice(), event.as_bytes()].concat();
        let ManifestRecord { version, issued, .. } = self.list_record(&key, digest(&rows))?;
        let manifest = Manifest::issue(&self.key, event, version, issued, rows);
        Ok(manifest.map_err(|_| IssuerError::TooManyTickets)?.to_message())
    }

    /// The credential payload of every ticket of an event, in order.
    fn payloads(&self, event: EventId) -> Result<Vec<Vec<u8>>, IssuerError> {
        let epochs = self.all_epochs()?;
        let mut rows = Vec::new();
        self.store.read(|r| {
            r.for_each(Table::Order, |row| {
                if split_order_key(&row)?.0 == event {
                    let tickets = OrderRecord::read(&row)?.0.into_iter();
                    rows.extend(tickets.map(|ticket| (ticket.ticket, ticket.credential.payload)));
                }
                Ok::<_, IssuerError>(())
            })
        })?;
        for (ticket, payload) in &mut rows {
            if let Some(newer) = epochs.get(ticket).and_then(Epochs::in_force) {
                payload.clone_from(&newer.payload);
            }
        }
        rows.sort_by_key(|(ticket, _)| *ticket);
        Ok(rows.into_iter().map(|(_, payload)| payload).collect())
    }
}

fn digest(rows: &[Vec<u8>]) -> [u8; 32] {
    let mut w = Writer::new();
    w.list(rows, |w, row| {
        w.bytes(row);
    });
    sha256(&w.into_bytes())
}
