//! What the register knows about tickets.

use core::fmt;
use std::collections::HashMap;

use super::IssuerError;
use super::epoch::Epochs;
use super::facade::Issuer;
use super::record::{OrderRecord, split_order_key};
use crate::store::Table;
use crate::ticket::{EventCore, EventId, Revocation, RevocationReason, TicketId};

/// One ticket of the register. `Debug` shows no personal data.
#[derive(Clone, PartialEq, Eq)]
pub struct ListedTicket {
    /// The ticket.
    pub ticket: TicketId,
    /// Its event.
    pub event: EventId,
    /// The event's title.
    pub title: String,
    /// The order number.
    pub order: String,
    /// The row of the order, from 1.
    pub row: usize,
    /// Its newest epoch in force.
    pub epoch: u16,
    /// Seat or place.
    pub place: String,
    /// The zone's name, or its number where the event has none of that number.
    pub zone: String,
    /// How it stands.
    pub state: TicketState,
}

impl fmt::Debug for ListedTicket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ListedTicket")
            .field("ticket", &self.ticket)
            .field("row", &self.row)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

/// How a ticket stands with its issuer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TicketState {
    /// Issued.
    Issued,
    /// Withdrawn.
    Revoked(RevocationReason),
}

impl Issuer {
    /// Every ticket, in the order of issuing.
    pub fn list(&self) -> Result<Vec<ListedTicket>, IssuerError> {
        let mut events = HashMap::new();
        for record in self.event_records()? {
            let core = record.core()?;
            events.insert(core.event, (core, self.revocation_of(record.core()?.event)?));
        }
        let epochs = self.all_epochs()?;
        let mut tickets = Vec::new();
        self.store.read(|r| {
            r.for_each(Table::Order, |row| {
                let (event, order) = split_order_key(&row)?;
                let record = OrderRecord::read(&row)?;
                let (core, revocation) = events.get(&event).ok_or(IssuerError::ForeignEvent)?;
                tickets.extend(listed(core, revocation.as_ref(), &epochs, &order, record));
                Ok::<_, IssuerError>(())
            })
        })?;
        Ok(tickets)
    }

    /// Tickets of an event whose rows an order list no longer has: (order number, number of rows) names what it has.
    pub fn not_in<'o>(
        &self,
        event_file: &[u8],
        orders: impl IntoIterator<Item = (&'o str, usize)>,
    ) -> Result<Vec<ListedTicket>, IssuerError> {
        let event = self.own_event(event_file)?.event;
        let rows: HashMap<&str, usize> = orders.into_iter().collect();
        let is_gone = |ticket: &ListedTicket| {
            ticket.event == event && ticket.row > rows.get(ticket.order.as_str()).copied().unwrap_or(0)
        };
        Ok(self.list()?.into_iter().filter(is_gone).collect())
    }

    /// The ticket, or blank, whose text begins with `prefix`, at least 6 characters.
    pub fn find(&self, prefix: &str) -> Result<TicketId, IssuerError> {
        let listed = self.list()?.into_iter().map(|ticket| ticket.ticket);
        let blanks = self.all_blanks()?.into_iter().map(|(ticket, _)| ticket);
        let mut found = listed.chain(blanks).filter(|ticket| ticket.has_prefix(prefix));
        match (found.next(), found.next()) {
            (Some(ticket), None) => Ok(ticket),
            (Some(_), Some(_)) => Err(IssuerError::TicketAmbiguous),
            (None, _) => Err(IssuerError::TicketNotFound),
        }
    }
}

fn listed<'a>(
    core: &'a EventCore,
    revocation: Option<&'a Revocation>,
    epochs: &'a HashMap<TicketId, Epochs>,
    order: &'a str,
    record: OrderRecord,
) -> impl Iterator<Item = ListedTicket> + 'a {
    let newest = move |ticket: TicketId| epochs.get(&ticket).map_or(0, Epochs::epoch_in_force);
    record.0.into_iter().zip(1..).map(move |(ticket, row)| ListedTicket {
        epoch: newest(ticket.ticket),
        ticket: ticket.ticket,
        event: core.event,
        title: core.title.clone(),
        order: order.to_owned(),
        row,
        place: ticket.place,
        zone: core.zone_name(ticket.zone),
        state: revocation
            .and_then(|list| list.reason(ticket.ticket, newest(ticket.ticket)))
            .map_or(TicketState::Issued, TicketState::Revoked),
    })
}
