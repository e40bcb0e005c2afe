//! Withdrawing tickets: each list is a snapshot, one version above the last (protocol §4).

use super::IssuerError;
use super::facade::Issuer;
use super::record::{OrderRecord, only, split_order_key};
use crate::store::{Row, StoreError, Table};
use crate::ticket::{EventId, Revocation, RevocationReason, RevokedKey, TicketId};

const NEXT_UPDATE_SECONDS: i64 = 7 * 24 * 60 * 60;

impl Issuer {
    /// Withdraws tickets of one event and gives the revocation list to carry to the gates, which is durable before it
    /// is given out. Tickets that are withdrawn already keep their reason; if nothing is new, the list is the last one.
    pub fn revoke(&mut self, tickets: &[TicketId], reason: RevocationReason) -> Result<Vec<u8>, IssuerError> {
        let (event, keys) = self.keys_of(tickets)?;
        let last = self.revocation_of(event)?;
        let mut rows = last.as_ref().map(|list| list.rows().0.to_vec()).unwrap_or_default();
        let serials = last.as_ref().map(|list| list.rows().1.to_vec()).unwrap_or_default();
        let new = keys.into_iter().filter(|key| rows.iter().all(|(old, _)| old != key)).collect::<Vec<_>>();
        if let Some(last) = last.as_ref().filter(|_| new.is_empty()) {
            return Ok(last.to_message());
        }
        rows.extend(new.into_iter().map(|key| (key, reason)));
        let version = last.map_or(1, |list| list.version().saturating_add(1));
        let (now, next) = (self.now(), self.now().shifted(NEXT_UPDATE_SECONDS));
        let newest = Revocation::issue(&self.key, event, version, now, next, rows, serials);
        self.keep_revocation(event, &newest.to_message())?;
        Ok(newest.to_message())
    }

    /// The list in force for an event.
    pub(super) fn revocation_of(&self, event: EventId) -> Result<Option<Revocation>, IssuerError> {
        let row = self.store.read(|r| only(r, Table::Revocation, event.as_bytes()))?;
        row.map(|row| self.read_revocation(&row)).transpose()
    }

    fn read_revocation(&self, row: &Row) -> Result<Revocation, IssuerError> {
        let envelope = Revocation::envelope_of(&row.value)?;
        Ok(Revocation::verify(&envelope, &self.trust)?)
    }

    fn keep_revocation(&mut self, event: EventId, message: &[u8]) -> Result<(), IssuerError> {
        self.store.write(&mut *self.host.rng, |w| match only(w, Table::Revocation, event.as_bytes())? {
            Some(row) => w.update(Table::Revocation, row.id, message),
            None => w.insert(Table::Revocation, Some(event.as_bytes()), message).map(|_| ()),
        })?;
        Ok(())
    }

    fn keys_of(&self, tickets: &[TicketId]) -> Result<(EventId, Vec<RevokedKey>), IssuerError> {
        let mut found = Vec::new();
        self.store.read(|r| {
            r.for_each(Table::Order, |row| {
                let (event, _) = split_order_key(&row)?;
                let record = OrderRecord::read(&row).map_err(|_| StoreError::Corrupt)?;
                let named = record.0.iter().filter(|row| tickets.contains(&row.ticket));
                found.extend(named.map(|row| (row.ticket, event, RevokedKey::of(row.ticket, row.epoch))));
                Ok::<_, StoreError>(())
            })
        })?;
        let first = tickets.first().ok_or(IssuerError::NoTickets)?;
        if tickets.iter().any(|ticket| found.iter().all(|(known, _, _)| known != ticket)) {
            return Err(IssuerError::TicketNotFound);
        }
        let event = found.iter().find(|(ticket, _, _)| ticket == first).map(|(_, event, _)| *event);
        let event = event.ok_or(IssuerError::TicketNotFound)?;
        if found.iter().any(|(_, other, _)| *other != event) {
            return Err(IssuerError::DifferentEvents);
        }
        Ok((event, found.into_iter().map(|(_, _, key)| key).collect()))
    }
}
