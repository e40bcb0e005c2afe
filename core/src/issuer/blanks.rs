//! Blanks for one certified device: each has its own range of the event's numbers (protocol §4).

use super::IssuerError;
use super::event::minutes;
use super::facade::Issuer;
use super::record::{only, put};
use crate::crypto::PublicKey;
use crate::store::{StoreError, Table};
use crate::ticket::{
    Blanks, CredentialPayload, Enrolment, EventCore, EventId, Flags, Policy, Role, TicketId, read_key,
};
use crate::wire::{Envelope, Reader, Wire, WireError, Writer};

const NEXT: &[u8] = b"next blank";
const BATCH: &[u8] = b"blanks";

/// Blanks that were made for a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedBlanks {
    /// For the device alone.
    pub message: Vec<u8>,
    /// Number of the first.
    pub first: u32,
    /// How many.
    pub count: u16,
    /// Their tickets, in order of number: what to withdraw when the device is stolen.
    pub tickets: Vec<TicketId>,
}

/// What the register has of one message: whose it is, and every blank in it.
struct Batch {
    device: PublicKey,
    blanks: Vec<Envelope>,
}

impl Issuer {
    /// Makes blanks of a zone for one certified device, numbered on from the event's last, and seals them to it. They
    /// are durable in the register before they are given out. Asked again it makes others: a message that was lost
    /// stays a gap in the numbers. `zone` is an index, 0 where the event has none; `count` is 1 to 5,000.
    ///
    /// # Errors
    /// [`IssuerError::NotToIssue`] for a device whose certificate lacks the role issue.
    pub fn blanks(
        &mut self,
        event_file: &[u8],
        enrolment: &[u8],
        zone: u8,
        count: u16,
    ) -> Result<IssuedBlanks, IssuerError> {
        let event = self.own_event(event_file)?;
        let enrolment = Enrolment::verify(enrolment).map_err(IssuerError::Enrolment)?;
        if enrolment.event != event.event {
            return Err(IssuerError::EnrolmentEvent);
        }
        self.check_blanks(&event, enrolment.key, zone, count)?;
        let policy = self.event_record(event.event)?.ok_or(IssuerError::ForeignEvent)?.policy;
        let first = self.next_blank(event.event)?;
        let next = first.checked_add(u32::from(count)).ok_or(IssuerError::BlankCount)?;
        let tickets: Vec<TicketId> = (first..next).map(|number| self.draw_blank(number)).collect();
        let sign = |ticket: &TicketId| blank(&event, *ticket, zone, policy).sign(&self.key);
        let batch = Batch { device: enrolment.key, blanks: tickets.iter().map(sign).collect() };
        let sealed = Blanks::of(batch.blanks.clone()).map_err(|_| IssuerError::BlankCount)?;
        let sealed = sealed.seal(event.event, &enrolment.hpke, &mut *self.host.rng);
        let message = sealed.map_err(|_| IssuerError::Enrolment(WireError::Bounds { field: "hpke key" }))?;
        self.store.write::<_, StoreError>(&mut *self.host.rng, |w| {
            put(w, Table::Meta, &row_key(NEXT, event.event), &next.to_be_bytes())?;
            w.insert(Table::Meta, Some(&row_key(BATCH, event.event)), &batch.to_bytes()).map(drop)
        })?;
        Ok(IssuedBlanks { message, first, count, tickets })
    }

    /// The blanks that were made for a device, in order of number: what to withdraw when it is stolen.
    pub fn blanks_of(&self, event_file: &[u8], enrolment: &[u8]) -> Result<Vec<TicketId>, IssuerError> {
        let event = self.own_event(event_file)?;
        let enrolment = Enrolment::verify(enrolment).map_err(IssuerError::Enrolment)?;
        let mut tickets = Vec::new();
        for batch in self.batches(event.event)? {
            if batch.device == enrolment.key {
                tickets.extend(batch.tickets()?);
            }
        }
        Ok(tickets)
    }

    /// Those of these tickets that are blanks, and their event.
    pub(super) fn blanks_among(&self, tickets: &[TicketId]) -> Result<Vec<(TicketId, EventId)>, IssuerError> {
        let mut blanks = self.all_blanks()?;
        blanks.retain(|(ticket, _)| tickets.contains(ticket));
        Ok(blanks)
    }

    /// Every blank of every event.
    pub(super) fn all_blanks(&self) -> Result<Vec<(TicketId, EventId)>, IssuerError> {
        let mut found = Vec::new();
        self.store.read(|r| {
            r.for_each(Table::Meta, |row| {
                let event = row.key.as_deref().and_then(|key| key.strip_prefix(BATCH));
                if let Some(event) = event.and_then(|event| <[u8; 8]>::try_from(event).ok()) {
                    let batch = Batch::from_bytes(&row.value, Blanks::MAX_BYTES)?;
                    let event = EventId::from_bytes(event);
                    found.extend(batch.tickets()?.into_iter().map(|ticket| (ticket, event)));
                }
                Ok::<_, IssuerError>(())
            })
        })?;
        Ok(found)
    }

    fn check_blanks(
        &self,
        event: &EventCore,
        device: PublicKey,
        zone: u8,
        count: u16,
    ) -> Result<(), IssuerError> {
        let certificate = self.newest_certificate(event.event, device)?.ok_or(IssuerError::NotCertified)?;
        if !certificate.roles.has(Role::Issue) {
            return Err(IssuerError::NotToIssue);
        }
        if usize::from(zone) >= event.zones.len().max(1) {
            return Err(IssuerError::ZoneNotFound);
        }
        if count == 0 || count > Blanks::MAX_BLANKS { Err(IssuerError::BlankCount) } else { Ok(()) }
    }

    /// The first number that no blank of the event has.
    fn next_blank(&self, event: EventId) -> Result<u32, IssuerError> {
        let row = self.store.read(|r| only(r, Table::Meta, &row_key(NEXT, event)))?;
        let Some(row) = row else { return Ok(1) };
        let number = <[u8; 4]>::try_from(row.value.as_slice()).map_err(|_| StoreError::Corrupt)?;
        Ok(u32::from_be_bytes(number))
    }

    fn draw_blank(&mut self, number: u32) -> TicketId {
        let mut random = [0; 12];
        self.host.rng.fill_bytes(&mut random);
        Blanks::ticket(random, number)
    }

    fn batches(&self, event: EventId) -> Result<Vec<Batch>, IssuerError> {
        let rows = self.store.read(|r| r.find(Table::Meta, &row_key(BATCH, event)))?;
        Ok(rows
            .iter()
            .map(|row| Batch::from_bytes(&row.value, Blanks::MAX_BYTES))
            .collect::<Result<_, WireError>>()?)
    }
}

/// Nothing but the event's hours, a zone and its entry rule.
fn blank(event: &EventCore, ticket: TicketId, zone: u8, policy: Policy) -> CredentialPayload {
    let flags = Flags::default().with_entry_rule(policy.flags.entry_rule());
    CredentialPayload {
        ticket,
        event: event.event,
        epoch: 0,
        holder: None,
        from: event.doors,
        minutes: minutes(event.doors, event.end),
        place: String::new(),
        zone,
        policy: Policy { flags, hops: 0, deadline: 0 },
        name: None,
    }
}

fn row_key(word: &[u8], event: EventId) -> Vec<u8> {
    [word, event.as_bytes()].concat()
}

impl Batch {
    fn tickets(&self) -> Result<Vec<TicketId>, WireError> {
        let read = |blank: &Envelope| {
            CredentialPayload::from_bytes(&blank.payload, CredentialPayload::MAX_BYTES)
                .map(|payload| payload.ticket)
        };
        self.blanks.iter().map(read).collect()
    }
}

impl Wire for Batch {
    fn encode(&self, w: &mut Writer) {
        w.array(2).bytes(self.device.as_bytes()).list(&self.blanks, |w, blank| blank.encode(w));
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(2, "blanks")?;
        let device = read_key(r, "device")?;
        let read = |r: &mut Reader<'_>| Envelope::decode_within(r, CredentialPayload::MAX_BYTES);
        Ok(Self { device, blanks: r.list(1, Blanks::MAX_BLANKS.into(), "blanks", read)? })
    }
}
