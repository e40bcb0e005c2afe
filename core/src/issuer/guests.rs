//! The guest list for one staff device: names to compare and the keys of its zones' digits (protocol §4).

use std::collections::BTreeSet;

use zeroize::Zeroizing;

use super::IssuerError;
use super::confide::event_secret;
use super::facade::Issuer;
use super::record::{ManifestRecord, OrderRecord, only, put, split_order_key};
use crate::crypto::sha256;
use crate::store::{StoreError, Table};
use crate::ticket::{Enrolment, EventCore, EventId, GuestList, NameOpening, TicketId, ZoneKey};
use crate::wire::{Wire, Writer};

type Guests = Vec<(TicketId, NameOpening)>;
type Zones = Vec<(u8, ZoneKey)>;

impl Issuer {
    /// Signs the names of an event for one certified device, and seals them to it, with the keys of the zones' digits.
    /// A device whose certificate names gates gets only the zones of those gates. The version rises only if the list
    /// changed.
    ///
    /// # Errors
    /// [`IssuerError::NotCertified`] for a device without a certificate that stands.
    pub fn guests(&mut self, event_file: &[u8], enrolment: &[u8]) -> Result<Vec<u8>, IssuerError> {
        let event = self.own_event(event_file)?;
        let enrolment = Enrolment::verify(enrolment).map_err(IssuerError::Enrolment)?;
        if enrolment.event != event.event {
            return Err(IssuerError::EnrolmentEvent);
        }
        let zones = self.zones_of(&event, &enrolment)?;
        let guests = self.names_in(event.event, &zones)?;
        let zones = self.zone_keys(event.event, zones)?;
        let key = [b"guests".as_slice(), event.event.as_bytes(), enrolment.key.as_bytes()].concat();
        let ManifestRecord { version, issued, .. } = self.list_record(&key, digest(&zones, &guests))?;
        let list = GuestList::issue(&self.key, event.event, version, issued, zones, guests)
            .map_err(|_| IssuerError::TooManyTickets)?;
        let sealed = list.seal(&enrolment.hpke, &mut *self.host.rng);
        sealed.map_err(|_| IssuerError::Enrolment(crate::wire::WireError::Bounds { field: "hpke key" }))
    }

    /// The zones of the gates that the device's certificate is for.
    pub(super) fn zones_of(
        &self,
        event: &EventCore,
        enrolment: &Enrolment,
    ) -> Result<BTreeSet<u8>, IssuerError> {
        let certificate = self.newest_certificate(event.event, enrolment.key)?;
        let gates = certificate.ok_or(IssuerError::NotCertified)?.gates;
        let all = 0..u8::try_from(event.zones.len().max(1)).unwrap_or(u8::MAX);
        let is_admitted = |zone: &u8| {
            gates.as_ref().is_none_or(|gates| {
                gates.iter().filter_map(|gate| event.gate(*gate)).any(|gate| gate.admits(*zone))
            })
        };
        Ok(all.filter(is_admitted).collect())
    }

    fn zone_keys(&mut self, event: EventId, zones: BTreeSet<u8>) -> Result<Zones, IssuerError> {
        let secret = self.store.write::<_, StoreError>(&mut *self.host.rng, |w| event_secret(w, event))?;
        Ok(zones.into_iter().map(|zone| (zone, secret.zone_key(event, zone))).collect())
    }

    /// The names that tickets of these zones are bound to.
    fn names_in(&self, event: EventId, zones: &BTreeSet<u8>) -> Result<Guests, IssuerError> {
        let mut guests = Vec::new();
        self.store.read(|r| {
            r.for_each(Table::Order, |row| {
                if split_order_key(&row)?.0 == event {
                    let tickets = OrderRecord::read(&row)?.0.into_iter();
                    let here = tickets.filter(|ticket| zones.contains(&ticket.zone));
                    guests.extend(here.filter_map(|t| Some((t.ticket, t.confided?.opening?))));
                }
                Ok::<_, IssuerError>(())
            })
        })?;
        guests.sort_by_key(|(ticket, _)| *ticket);
        Ok(guests)
    }

    /// The record of a list with these rows, written before the list is given out.
    pub(super) fn list_record(&mut self, key: &[u8], rows: [u8; 32]) -> Result<ManifestRecord, IssuerError> {
        let last = self.store.read(|r| only(r, Table::Meta, key))?;
        let last = last.map(|row| ManifestRecord::from_bytes(&row.value, 64)).transpose()?;
        if let Some(same) = last.filter(|last| last.rows == rows) {
            return Ok(same);
        }
        let version = last.map_or(1, |last| last.version.saturating_add(1));
        let record = ManifestRecord { version, issued: self.now(), rows };
        self.store
            .write::<_, StoreError>(&mut *self.host.rng, |w| put(w, Table::Meta, key, &record.to_bytes()))?;
        Ok(record)
    }
}

fn digest(zones: &Zones, guests: &Guests) -> [u8; 32] {
    let mut w = Writer::new();
    w.list(zones, |w, (zone, key)| {
        w.array(2).uint(*zone).bytes(key.expose());
    });
    w.list(guests, |w, (ticket, opening)| {
        w.array(2).value(ticket).value(opening);
    });
    sha256(&Zeroizing::new(w.into_bytes()))
}
