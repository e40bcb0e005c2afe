//! The manifest of an event: what gates need to read short codes, and what survives a stolen key (protocol §4).

use super::IssuerError;
use super::epoch::Epochs;
use super::facade::Issuer;
use super::record::{ManifestRecord, OrderRecord, only, put, split_order_key};
use crate::crypto::sha256;
use crate::store::{StoreError, Table};
use crate::ticket::{EventId, Manifest};
use crate::wire::{Wire, Writer};

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
        let ManifestRecord { version, issued, .. } = self.manifest_record(event, digest(&rows))?;
        let manifest = Manifest::issue(&self.key, event, version, issued, rows);
        Ok(manifest.map_err(|_| IssuerError::TooManyTickets)?.to_message())
    }

    /// The record of a manifest with these rows, written before the manifest is given out.
    fn manifest_record(&mut self, event: EventId, rows: [u8; 32]) -> Result<ManifestRecord, IssuerError> {
        let key = [b"manifest".as_slice(), event.as_bytes()].concat();
        let last = self.store.read(|r| only(r, Table::Meta, &key))?;
        let last = last.map(|row| ManifestRecord::from_bytes(&row.value, 64)).transpose()?;
        if let Some(same) = last.filter(|last| last.rows == rows) {
            return Ok(same);
        }
        let version = last.map_or(1, |last| last.version.saturating_add(1));
        let record = ManifestRecord { version, issued: self.now(), rows };
        self.store
            .write::<_, StoreError>(&mut *self.host.rng, |w| put(w, Table::Meta, &key, &record.to_bytes()))?;
        Ok(record)
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
