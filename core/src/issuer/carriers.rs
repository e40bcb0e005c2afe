//! Cards that stand for tickets: who has which, and the list for one staff device (protocol §4).

use std::collections::BTreeSet;

use zeroize::Zeroizing;

use super::confide::event_secret;
use super::facade::Issuer;
use super::order::{Batch, IssueRow};
use super::record::{ManifestRecord, OrderRecord, TicketRecord, only, split_order_key};
use super::{IssuerError, RowProblem};
use crate::crypto::sha256;
use crate::store::{StoreError, Table, Writer};
use crate::ticket::{CardId, CardTag, CarrierKey, Carriers, Enrolment, EventId, TicketId};
use crate::wire::WireError;

impl Issuer {
    /// Signs which cards stand for which tickets of an event, for one certified device, and seals it to it: tags of the
    /// cards and the key that makes them, never their ids. A device whose certificate names gates gets only the zones of
    /// those gates. The version rises only if the list changed.
    ///
    /// # Errors
    /// [`IssuerError::NotCertified`] for a device without a certificate that stands.
    pub fn carriers(&mut self, event_file: &[u8], enrolment: &[u8]) -> Result<Vec<u8>, IssuerError> {
        let event = self.own_event(event_file)?;
        let enrolment = Enrolment::verify(enrolment).map_err(IssuerError::Enrolment)?;
        if enrolment.event != event.event {
            return Err(IssuerError::EnrolmentEvent);
        }
        let zones = self.zones_of(&event, &enrolment)?;
        let secret =
            self.store.write::<_, StoreError>(&mut *self.host.rng, |w| event_secret(w, event.event))?;
        let key = secret.carrier_key(event.event);
        let rows = self.cards_in(event.event, &zones, &key)?;
        let place = [b"carriers".as_slice(), event.event.as_bytes(), enrolment.key.as_bytes()].concat();
        let ManifestRecord { version, issued, .. } = self.list_record(&place, digest(&key, &rows))?;
        let list = Carriers::issue(&self.key, event.event, version, issued, key, rows)
            .map_err(|_| IssuerError::TooManyTickets)?;
        let sealed = list.seal(&enrolment.hpke, &mut *self.host.rng);
        sealed.map_err(|_| IssuerError::Enrolment(WireError::Bounds { field: "hpke key" }))
    }

    /// The tags of the cards of these zones, in order.
    fn cards_in(
        &self,
        event: EventId,
        zones: &BTreeSet<u8>,
        key: &CarrierKey,
    ) -> Result<Vec<(CardTag, TicketId)>, IssuerError> {
        let mut rows = Vec::new();
        self.store.read(|r| {
            r.for_each(Table::Order, |row| {
                if split_order_key(&row)?.0 == event {
                    let tickets = OrderRecord::read(&row)?.0.into_iter();
                    let here = tickets.filter(|ticket| zones.contains(&ticket.zone));
                    rows.extend(here.filter_map(|t| Some((key.tag(&t.card?), t.ticket))));
                }
                Ok::<_, IssuerError>(())
            })
        })?;
        rows.sort_unstable();
        Ok(rows)
    }
}

impl Batch<'_> {
    /// Writes down which card each row has now. A ticket that can be handed on has none: the card would stay with who
    /// bought it. Cards of before are free first, so that rows of one order may change theirs among each other.
    pub(super) fn carry(
        &self,
        w: &mut Writer<'_>,
        index: usize,
        rows: &[IssueRow],
        record: &mut OrderRecord,
    ) -> Result<(), IssuerError> {
        let changed = || rows.iter().map(|row| &row.card);
        for (ticket, card) in record.0.iter().zip(changed()) {
            if let Some(before) = ticket.card.as_ref().filter(|_| ticket.card != *card) {
                self.free_card(w, before)?;
            }
        }
        for (at, (ticket, card)) in record.0.iter_mut().zip(changed()).enumerate() {
            if ticket.card == *card {
                continue;
            }
            self.take_card(w, ticket, card.as_ref())?.map_err(|problem| IssuerError::Row {
                order: index,
                row: at.saturating_add(1),
                problem,
            })?;
            ticket.card.clone_from(card);
        }
        Ok(())
    }

    fn take_card(
        &self,
        w: &mut Writer<'_>,
        ticket: &TicketRecord,
        card: Option<&CardId>,
    ) -> Result<Result<(), RowProblem>, IssuerError> {
        let Some(card) = card else { return Ok(Ok(())) };
        if ticket.payload()?.policy.hops > 0 {
            return Ok(Err(RowProblem::Changed));
        }
        let key = self.card_key(card);
        if only(w, Table::Ticket, &key)?.is_some() {
            return Ok(Err(RowProblem::CardTaken));
        }
        w.insert(Table::Ticket, Some(&key), ticket.ticket.as_bytes())?;
        Ok(Ok(()))
    }

    fn free_card(&self, w: &mut Writer<'_>, card: &CardId) -> Result<(), StoreError> {
        for row in w.find(Table::Ticket, &self.card_key(card))? {
            w.delete(Table::Ticket, row.id)?;
        }
        Ok(())
    }

    /// No holder's key is found by it: those have 32 or 33 bytes.
    fn card_key(&self, card: &CardId) -> Vec<u8> {
        [b"card".as_slice(), self.event.event.as_bytes(), card.as_bytes()].concat()
    }
}

fn digest(key: &CarrierKey, rows: &[(CardTag, TicketId)]) -> [u8; 32] {
    let mut bytes = Zeroizing::new(key.expose().to_vec());
    for (tag, ticket) in rows {
        bytes.extend_from_slice(tag.as_bytes());
        bytes.extend_from_slice(ticket.as_bytes());
    }
    sha256(&bytes)
}
