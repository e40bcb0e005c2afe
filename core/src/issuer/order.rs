//! Issuing: a ticket is (event, order, n-th row of the order) (protocol §4).

use core::fmt;
use std::collections::HashSet;

use super::confide::{confide, open_name};
use super::event::minutes;
use super::facade::Issuer;
use super::paper::paper_policy;
use super::record::{Confided, OrderRecord, TicketRecord, only, order_key};
use super::{IssuerError, RowProblem};
use crate::crypto::{PublicKey, SecretKey};
use crate::store::{Reader, RowId, StoreError, Table, Writer};
use crate::ticket::{
    CardId, CredentialPayload, EventCore, FiledTicket, Flag, Holding, NameOpening, Policy, TicketFile,
    TicketId, Time,
};
use crate::transfer::Request;
use crate::wire::Wire;

/// Who a ticket is for. Never in a code: a wheelchair or companion seat only sets the note that sends staff to their
/// list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum TicketKind {
    /// Anyone.
    Adult = 0,
    /// A child.
    Child = 1,
    /// A wheelchair space.
    Wheelchair = 2,
    /// Someone who comes along to help.
    Companion = 3,
}

impl TicketKind {
    pub(super) const fn from_number(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::Adult),
            1 => Some(Self::Child),
            2 => Some(Self::Wheelchair),
            3 => Some(Self::Companion),
            _ => None,
        }
    }

    fn policy(self, policy: Policy) -> Policy {
        match self {
            Self::Adult | Self::Child => policy,
            Self::Wheelchair | Self::Companion => {
                Policy { flags: policy.flags.with(Flag::StaffNote), ..policy }
            }
        }
    }
}

/// One row of an order: one ticket. `Debug` shows no personal data.
#[derive(Clone, PartialEq, Eq)]
pub struct IssueRow {
    /// Seat or place, 0 to 48 bytes in NFC.
    pub place: String,
    /// Index into the event's zones; 0 where it has none.
    pub zone: u8,
    /// Who it is for.
    pub kind: TicketKind,
    /// The visitor's name: stays in the issuer's folder.
    pub name: String,
    /// Its reading: stays in the issuer's folder.
    pub reading: String,
    /// A card or wristband that stands for the ticket, which is not handed on then. Its id stays in the issuer's folder;
    /// another card may take its place later.
    pub card: Option<CardId>,
}

impl fmt::Debug for IssueRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IssueRow").field("zone", &self.zone).finish_non_exhaustive()
    }
}

/// One order of a batch.
#[derive(Clone, Copy)]
pub struct OrderIssue<'a> {
    /// The order number.
    pub order: &'a str,
    /// All its rows, in their order.
    pub rows: &'a [IssueRow],
    /// The holder's requests, whose keys the new rows take in order. None is needed where no row is new.
    pub requests: &'a [Request],
}

impl fmt::Debug for OrderIssue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OrderIssue").field("rows", &self.rows).finish_non_exhaustive()
    }
}

/// What issuing an order gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedOrder {
    /// Ticket files of at most 20 tickets: those held by keys of the requests, or all of the order if there was no
    /// request.
    pub files: Vec<Vec<u8>>,
    /// The ticket of each row.
    pub tickets: Vec<TicketId>,
    /// How many of them are new.
    pub new: usize,
    /// Tickets of rows that the order no longer has. They stay valid until they are revoked.
    pub removed: Vec<TicketId>,
}

impl Issuer {
    /// Issues the tickets of a batch of orders in one transaction: all of it or nothing. Rows that were issued before
    /// keep their tickets, byte for byte; a name or reading that changed is only kept here. `event_file` is the newest
    /// one of the event.
    ///
    /// # Errors
    /// [`IssuerError::Row`] for the first row that cannot be issued, [`RowProblem::Changed`] among the reasons;
    /// [`StoreError::TooLarge`] for an order of more than 4,096 rows, or a name or reading of more than 4,096 bytes.
    pub fn issue(
        &mut self,
        event_file: &[u8],
        orders: &[OrderIssue<'_>],
    ) -> Result<Vec<IssuedOrder>, IssuerError> {
        let event = self.own_event(event_file)?;
        // The one given may have an older trust list, without the key that signs now.
        let event_file = &self.event_file(event.event)?;
        let policy = self.event_record(event.event)?.ok_or(IssuerError::ForeignEvent)?.policy;
        let now = self.now();
        let batch = Batch { event: &event, event_file, policy, key: &self.key, now };
        let mut ids = IdSource::new(&mut *self.host.rng, orders.iter().map(|order| order.rows.len()).sum());
        self.store.write(&mut *self.host.rng, |w| {
            let numbered = orders.iter().enumerate();
            numbered.map(|(index, order)| batch.issue(w, index, order, &mut ids)).collect()
        })
    }

    /// How many rows of an order of `rows` rows have no ticket yet.
    pub fn unissued(&self, event_file: &[u8], order: &str, rows: usize) -> Result<usize, IssuerError> {
        let event = self.own_event(event_file)?.event;
        let found = self.store.read(|r| load(r, &order_key(event, order)))?;
        Ok(rows.saturating_sub(found.map_or(0, |(_, record)| record.0.len())))
    }
}

/// Random ticket ids, drawn before the transaction borrows the randomness.
pub(super) struct IdSource(Vec<TicketId>);

impl IdSource {
    pub(super) fn new(rng: &mut dyn rand_core::CryptoRng, count: usize) -> Self {
        let draw = |_| {
            let mut id = [0; 16];
            rng.fill_bytes(&mut id);
            TicketId::from_bytes(id)
        };
        Self((0..count).map(draw).collect())
    }

    fn next(&mut self) -> Result<TicketId, IssuerError> {
        self.0.pop().ok_or(IssuerError::Store(StoreError::TooLarge))
    }
}

fn load(r: &Reader<'_>, key: &[u8]) -> Result<Option<(RowId, OrderRecord)>, IssuerError> {
    only(r, Table::Order, key)?.map(|row| Ok((row.id, OrderRecord::read(&row)?))).transpose()
}

pub(super) struct Batch<'a> {
    pub(super) event: &'a EventCore,
    pub(super) event_file: &'a [u8],
    pub(super) policy: Policy,
    pub(super) key: &'a SecretKey,
    pub(super) now: Time,
}

impl Batch<'_> {
    fn issue(
        &self,
        w: &mut Writer<'_>,
        index: usize,
        order: &OrderIssue<'_>,
        ids: &mut IdSource,
    ) -> Result<IssuedOrder, IssuerError> {
        let key = order_key(self.event.event, order.order);
        let before = load(w, &key)?;
        let mut record = before.as_ref().map(|(_, record)| record.clone()).unwrap_or_default();
        refresh(index, order.rows, &mut record)?;
        let known = record.0.len();
        let fresh = self.fresh_keys(index, order, &record)?.into_iter().map(Some);
        for (at, (row, holder)) in order.rows.iter().skip(known).zip(fresh).enumerate() {
            let row_number = known.saturating_add(at).saturating_add(1);
            let refuse = |problem| IssuerError::Row { order: index, row: row_number, problem };
            let opening = self.opening(w, row).map_err(refuse)?;
            let mut ticket = self.ticket(row, holder, ids.next()?, opening.as_ref()).map_err(refuse)?;
            let request = order.requests.iter().find(|request| ticket.is_held_by(&request.payload().keys));
            if let Some(request) = request {
                let confided = confide(w, &ticket.payload()?, opening, request)?;
                ticket.confided = Some(confided.map_err(|_| refuse(RowProblem::RequestKey))?);
            }
            if !take_holder(w, &ticket)? {
                return Err(refuse(RowProblem::KeyReused));
            }
            record.0.push(ticket);
        }
        self.carry(w, index, order.rows, &mut record)?;
        save(w, &key, before, &record)?;
        Ok(self.issued(order, known, &record))
    }

    /// An order whose tickets are all paper.
    pub(super) fn issue_paper(
        &self,
        w: &mut Writer<'_>,
        order: &str,
        rows: &[IssueRow],
        ids: &mut IdSource,
    ) -> Result<OrderRecord, IssuerError> {
        let key = order_key(self.event.event, order);
        let before = load(w, &key)?;
        let mut record = before.as_ref().map(|(_, record)| record.clone()).unwrap_or_default();
        let refuse = |at: usize, problem| IssuerError::Row { order: 0, row: at.saturating_add(1), problem };
        refresh(0, rows, &mut record)?;
        if let Some(at) = record.0.iter().take(rows.len()).position(|ticket| ticket.holder.is_some()) {
            return Err(refuse(at, RowProblem::OnPhone));
        }
        for (at, row) in rows.iter().enumerate().skip(record.0.len()) {
            let refuse = |problem| refuse(at, problem);
            if row.place.is_empty() {
                // Paper without a place is a blank: gates would ask which of them sold it.
                return Err(refuse(RowProblem::Place));
            }
            let opening = self.opening(w, row).map_err(refuse)?;
            let mut ticket = self.ticket(row, None, ids.next()?, opening.as_ref()).map_err(refuse)?;
            ticket.confided = Confided::name_alone(opening);
            record.0.push(ticket);
        }
        self.carry(w, 0, rows, &mut record)?;
        save(w, &key, before, &record)?;
        Ok(record)
    }

    /// The requests' keys for the rows that have no ticket yet.
    fn fresh_keys(
        &self,
        index: usize,
        order: &OrderIssue<'_>,
        record: &OrderRecord,
    ) -> Result<Vec<PublicKey>, IssuerError> {
        let used: HashSet<PublicKey> = record.0.iter().filter_map(|ticket| ticket.holder).collect();
        let keys: Vec<PublicKey> =
            order.requests.iter().flat_map(|request| request.payload().keys.clone()).collect();
        let fresh: Vec<PublicKey> = keys.iter().filter(|key| !used.contains(key)).copied().collect();
        let open = order.rows.len().saturating_sub(record.0.len());
        if fresh.len() > open
            && let Some(row) = record.0.iter().position(|ticket| !ticket.is_held_by(&keys))
        {
            let problem = RowProblem::HolderFixed;
            return Err(IssuerError::Row { order: index, row: row.saturating_add(1), problem });
        }
        if fresh.len() < open {
            return Err(IssuerError::TooFewKeys { order: index, needed: open, found: fresh.len() });
        }
        if open > 0 {
            self.check_requests(index, order.requests)?;
        }
        Ok(fresh)
    }

    fn check_requests(&self, index: usize, requests: &[Request]) -> Result<(), IssuerError> {
        for request in requests {
            request.check_expiry(self.now).map_err(|error| IssuerError::Request { order: index, error })?;
            if request.payload().event.is_some_and(|event| event != self.event.event) {
                return Err(IssuerError::RequestEvent { order: index });
            }
        }
        Ok(())
    }

    /// The name that a ticket of this row is bound to, with a fresh salt.
    fn opening(&self, w: &mut Writer<'_>, row: &IssueRow) -> Result<Option<NameOpening>, RowProblem> {
        self.policy.flags.has(Flag::NameCheck).then(|| open_name(w, &row.name)).transpose()
    }

    fn ticket(
        &self,
        row: &IssueRow,
        holder: Option<PublicKey>,
        id: TicketId,
        opening: Option<&NameOpening>,
    ) -> Result<TicketRecord, RowProblem> {
        if holder.is_some_and(|key| !accepts(self.policy, &key)) {
            return Err(RowProblem::KeyKind);
        }
        let zones = self.event.zones.len().max(1);
        if usize::from(row.zone) >= zones {
            return Err(RowProblem::Zone);
        }
        let name = opening.map(NameOpening::commitment);
        let payload = CredentialPayload { name, ..self.payload(row, holder, id) };
        // What is signed must read back: the bounds are those of the decoder.
        CredentialPayload::from_bytes(&payload.to_bytes(), CredentialPayload::MAX_BYTES)
            .map_err(|_| RowProblem::Place)?;
        Ok(TicketRecord {
            ticket: id,
            epoch: payload.epoch,
            holder,
            place: row.place.clone(),
            zone: row.zone,
            kind: row.kind,
            name: row.name.clone(),
            reading: row.reading.clone(),
            credential: payload.sign(self.key),
            confided: None,
            card: None,
        })
    }

    fn payload(&self, row: &IssueRow, holder: Option<PublicKey>, ticket: TicketId) -> CredentialPayload {
        let mut policy = row.kind.policy(self.policy);
        if row.card.is_some() {
            (policy.hops, policy.deadline) = (0, 0);
        }
        CredentialPayload {
            ticket,
            event: self.event.event,
            epoch: 0,
            holder,
            from: self.event.doors,
            minutes: minutes(self.event.doors, self.event.end),
            place: row.place.clone(),
            zone: row.zone,
            policy: if holder.is_some() { policy } else { paper_policy(policy) },
            name: None,
        }
    }

    fn issued(&self, order: &OrderIssue<'_>, known: usize, record: &OrderRecord) -> IssuedOrder {
        let (kept, removed) = record.0.split_at(order.rows.len().min(record.0.len()));
        let keys: Vec<PublicKey> =
            order.requests.iter().flat_map(|request| request.payload().keys.iter().copied()).collect();
        let is_mine = |ticket: &&TicketRecord| match keys.as_slice() {
            [] => ticket.holder.is_some(),
            keys => ticket.is_held_by(keys),
        };
        let mine: Vec<&TicketRecord> = kept.iter().filter(is_mine).collect();
        IssuedOrder {
            files: mine.chunks(TicketFile::MAX_TICKETS).map(|tickets| self.file(tickets)).collect(),
            tickets: kept.iter().map(|ticket| ticket.ticket).collect(),
            new: record.0.len().saturating_sub(known),
            removed: removed.iter().map(|ticket| ticket.ticket).collect(),
        }
    }

    fn file(&self, tickets: &[&TicketRecord]) -> Vec<u8> {
        let tickets = tickets.iter().map(|ticket| ticket.filed()).collect();
        TicketFile { event_file: self.event_file.to_vec(), tickets }.to_bytes()
    }
}

/// A key in hardware is P-256, and a ticket that is bound to one has no other (protocol §3).
pub(super) fn accepts(policy: Policy, key: &PublicKey) -> bool {
    matches!(key, PublicKey::P256(_)) == policy.flags.has(Flag::HardwareBound)
}

/// Notes which ticket has a key; `false` if another has it already (protocol §3).
pub(super) fn take_holder(w: &mut Writer<'_>, ticket: &TicketRecord) -> Result<bool, StoreError> {
    let Some(holder) = ticket.holder else { return Ok(true) };
    let free = w.find(Table::Ticket, holder.as_bytes())?.is_empty();
    if free {
        w.insert(Table::Ticket, Some(holder.as_bytes()), ticket.ticket.as_bytes())?;
    }
    Ok(free)
}

impl TicketRecord {
    fn filed(&self) -> FiledTicket {
        let holding = Holding { credential: self.credential.clone(), chain: Vec::new() };
        let sealed = self.confided.as_ref().and_then(|confided| confided.sealed.clone());
        FiledTicket { holding: holding.to_bytes(), sealed }
    }

    /// Whether a name can stand for the one that the ticket is bound to, if it is bound to one.
    fn is_bound_to(&self, name: &str) -> bool {
        let opening = self.confided.as_ref().and_then(|confided| confided.opening.as_ref());
        opening.is_none_or(|opening| NameOpening::new(*opening.salt(), name).as_ref() == Some(opening))
    }
}

/// Rows that have tickets: what a ticket says must stay, a name that is not checked may be corrected.
fn refresh(index: usize, rows: &[IssueRow], record: &mut OrderRecord) -> Result<(), IssuerError> {
    for (at, (row, ticket)) in rows.iter().zip(&mut record.0).enumerate() {
        let same = (&ticket.place, ticket.zone, ticket.kind) == (&row.place, row.zone, row.kind);
        if !same || !ticket.is_bound_to(&row.name) {
            let problem = RowProblem::Changed;
            return Err(IssuerError::Row { order: index, row: at.saturating_add(1), problem });
        }
        (ticket.name, ticket.reading) = (row.name.clone(), row.reading.clone());
    }
    Ok(())
}

fn save(
    w: &mut Writer<'_>,
    key: &[u8],
    before: Option<(RowId, OrderRecord)>,
    record: &OrderRecord,
) -> Result<(), IssuerError> {
    match before {
        Some((_, before)) if before == *record => {}
        Some((id, _)) => w.update(Table::Order, id, &record.to_row()?)?,
        None => {
            w.insert(Table::Order, Some(key), &record.to_row()?)?;
        }
    }
    Ok(())
}
