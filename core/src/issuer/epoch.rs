//! Later epochs of a ticket: its paper twin, its folds, its re-issues (protocol §4, "Epochs").
//!
//! An order's record keeps what was issued first, so that issuing again gives the same bytes; what came after is here.

use std::collections::HashMap;

use super::IssuerError;
use super::facade::Issuer;
use super::record::{OrderRecord, TicketRecord, only, put, split_order_key};
use crate::store::{Reader as Rows, StoreError, Table, Writer as Tables};
use crate::ticket::{
    CredentialPayload, EventId, FiledTicket, Head, Holding, RevokedKey, TicketFile, TicketId, TicketSecrets,
};
use crate::wire::{Envelope, Reader, Wire, WireError, Writer};

const PREFIX: &[u8] = b"epochs";

/// Why an epoch after the first was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cause {
    /// A paper twin.
    Twin,
    /// A holder folded the chain that ends at this head.
    Fold(Head),
    /// The issuer gave it to another key, that of the request with this digest.
    Reissue([u8; 32]),
    /// The issuer gave it out again, on paper.
    PaperReissue,
}

/// Whether the epochs below may be withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Force {
    /// A wallet has not said yet that it holds it: the epoch before stands.
    Waiting,
    /// It stands.
    Stands,
}

/// One epoch after the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EpochRecord {
    pub(super) cause: Cause,
    pub(super) force: Force,
    pub(super) credential: Envelope,
    /// The holder's secrets, where a request brought a key to seal to.
    pub(super) sealed: Option<Vec<u8>>,
}

impl EpochRecord {
    pub(super) fn payload(&self) -> Result<CredentialPayload, IssuerError> {
        read_payload(&self.credential)
    }

    /// For its holder's wallet.
    pub(super) fn ticket_file(&self, event_file: Vec<u8>) -> Vec<u8> {
        let holding = Holding { credential: self.credential.clone(), chain: Vec::new() };
        let ticket = FiledTicket { holding: holding.to_bytes(), sealed: self.sealed.clone() };
        TicketFile { event_file, tickets: vec![ticket] }.to_bytes()
    }
}

/// The epochs after the first of one ticket, rising.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Epochs {
    pub(super) ticket: TicketId,
    pub(super) rows: Vec<EpochRecord>,
}

impl Epochs {
    const MAX_ROWS: u64 = 1024;
    const MAX_BYTES: usize = crate::store::MAX_LENGTH;

    /// The newest credential that stands, if it is not the first.
    pub(super) fn in_force(&self) -> Option<&Envelope> {
        let rows = self.rows.iter().rev();
        rows.filter(|row| row.force == Force::Stands).map(|row| &row.credential).next()
    }

    /// Its number: the n-th row is epoch n.
    pub(super) fn epoch_in_force(&self) -> u16 {
        let place = self.rows.iter().rposition(|row| row.force == Force::Stands);
        place.map_or(0, |place| number(place.saturating_add(1)))
    }

    pub(super) fn write(&self, w: &mut Tables<'_>) -> Result<(), StoreError> {
        put(w, Table::Meta, &key(self.ticket), &self.to_bytes())
    }

    fn read(ticket: TicketId, bytes: &[u8]) -> Result<Self, WireError> {
        let mut r = Reader::new(bytes);
        if bytes.len() > Self::MAX_BYTES {
            return Err(WireError::Bounds { field: "epochs" });
        }
        let rows = r.list(0, Self::MAX_ROWS, "epochs", EpochRecord::decode)?;
        r.end().map(|()| Self { ticket, rows })
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut w = Writer::new();
        w.list(&self.rows, |w, row| row.encode(w));
        w.into_bytes()
    }
}

fn number(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

fn key(ticket: TicketId) -> Vec<u8> {
    [PREFIX, ticket.as_bytes()].concat()
}

impl Wire for EpochRecord {
    fn encode(&self, w: &mut Writer) {
        let (kind, source) = match &self.cause {
            Cause::Twin => (0_u8, None),
            Cause::Fold(head) => (1, Some(head.as_bytes())),
            Cause::Reissue(request) => (2, Some(request)),
            Cause::PaperReissue => (3, None),
        };
        w.array(4 + usize::from(self.sealed.is_some())).uint(kind).nullable(source, |w, source| {
            w.bytes(source);
        });
        w.uint(u8::from(self.force == Force::Stands)).value(&self.credential);
        if let Some(sealed) = &self.sealed {
            w.bytes(sealed);
        }
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        let items = r.array_between(4, 5, "epoch")?;
        let kind = r.uint(3, "cause")?;
        let cause = match (kind, r.nullable("source", |r| r.bytes_exact("source"))?) {
            (0, None) => Cause::Twin,
            (1, Some(head)) => Cause::Fold(Head::from_bytes(head)),
            (2, Some(request)) => Cause::Reissue(request),
            (3, None) => Cause::PaperReissue,
            _ => return Err(WireError::Bounds { field: "source" }),
        };
        let force = if r.uint(1, "force")? == 1 { Force::Stands } else { Force::Waiting };
        let credential = Envelope::decode(r)?;
        let sealed = match items {
            4 => None,
            _ => Some(r.bytes(TicketSecrets::MAX_SEALED, "sealed")?.to_vec()),
        };
        Ok(Self { cause, force, credential, sealed })
    }
}

/// A ticket of the register with everything that was signed for it.
#[derive(Clone)]
pub(super) struct Located {
    pub(super) event: EventId,
    pub(super) order: String,
    /// From 1.
    pub(super) row: usize,
    pub(super) record: TicketRecord,
    pub(super) epochs: Epochs,
}

impl Located {
    /// Whether one of its credentials has this payload.
    pub(super) fn signed(&self, payload: &[u8]) -> bool {
        let later = self.epochs.rows.iter().map(|row| &row.credential);
        std::iter::once(&self.record.credential).chain(later).any(|credential| credential.payload == payload)
    }

    /// The credential of its highest epoch.
    pub(super) fn newest(&self) -> &Envelope {
        self.epochs.rows.last().map_or(&self.record.credential, |row| &row.credential)
    }

    /// Its fields.
    pub(super) fn payload(&self) -> Result<CredentialPayload, IssuerError> {
        read_payload(self.newest())
    }

    /// The keys of all its epochs in a revocation list.
    pub(super) fn keys(&self) -> impl Iterator<Item = RevokedKey> + use<> {
        let (ticket, newest) = (self.record.ticket, number(self.epochs.rows.len()));
        (0..=newest).map(move |epoch| RevokedKey::of(ticket, epoch))
    }

    /// The same without the newest.
    pub(super) fn older_keys(&self) -> impl Iterator<Item = RevokedKey> + use<> {
        let (ticket, newest) = (self.record.ticket, number(self.epochs.rows.len()));
        (0..newest).map(move |epoch| RevokedKey::of(ticket, epoch))
    }

    /// The fields that the next epoch says, but for what its cause changes.
    pub(super) fn next(&self) -> Result<CredentialPayload, IssuerError> {
        let payload = self.payload()?;
        let full = self.epochs.rows.len() as u64 >= Epochs::MAX_ROWS;
        let epoch = payload.epoch.checked_add(1).filter(|_| !full).ok_or(IssuerError::EpochsFull)?;
        Ok(CredentialPayload { epoch, ..payload })
    }
}

fn read_payload(envelope: &Envelope) -> Result<CredentialPayload, IssuerError> {
    Ok(CredentialPayload::from_bytes(&envelope.payload, CredentialPayload::MAX_BYTES)?)
}

impl Issuer {
    /// These tickets, in this order.
    pub(super) fn locate(&self, tickets: &[TicketId]) -> Result<Vec<Located>, IssuerError> {
        let mut found = HashMap::new();
        self.store.read(|r| {
            r.for_each(Table::Order, |row| {
                let (event, order) = split_order_key(&row)?;
                for (record, row) in OrderRecord::read(&row)?.0.into_iter().zip(1..) {
                    if tickets.contains(&record.ticket) {
                        let (order, epochs) = (order.clone(), epochs_of(r, record.ticket)?);
                        found.insert(record.ticket, Located { event, order, row, record, epochs });
                    }
                }
                Ok::<_, IssuerError>(())
            })
        })?;
        let located = |ticket| found.get(ticket).cloned().ok_or(IssuerError::TicketNotFound);
        tickets.iter().map(located).collect()
    }

    /// The tickets that have more than one epoch.
    pub(super) fn all_epochs(&self) -> Result<HashMap<TicketId, Epochs>, IssuerError> {
        let mut all = HashMap::new();
        self.store.read(|r| {
            r.for_each(Table::Meta, |row| {
                let id = row.key.as_deref().and_then(|key| key.strip_prefix(PREFIX));
                if let Some(id) = id.and_then(|id| <[u8; 16]>::try_from(id).ok()) {
                    let ticket = TicketId::from_bytes(id);
                    all.insert(ticket, Epochs::read(ticket, &row.value)?);
                }
                Ok::<_, IssuerError>(())
            })
        })?;
        Ok(all)
    }

    /// Keeps new epochs, where there are any.
    pub(super) fn keep_epochs(&mut self, epochs: &[Epochs]) -> Result<(), IssuerError> {
        if epochs.is_empty() {
            return Ok(());
        }
        let write = |w: &mut Tables<'_>| epochs.iter().try_for_each(|epochs| epochs.write(w));
        Ok(self.store.write::<_, StoreError>(&mut *self.host.rng, write)?)
    }

    /// Nothing more is signed for a ticket that was withdrawn.
    pub(super) fn check_stands(&self, ticket: &Located) -> Result<(), IssuerError> {
        let (id, newest) = (ticket.record.ticket, number(ticket.epochs.rows.len()));
        let list = self.revocation_of(ticket.event)?;
        let revoked = list.is_some_and(|list| list.reason(id, newest).is_some());
        if revoked { Err(IssuerError::TicketRevoked) } else { Ok(()) }
    }
}

fn epochs_of(r: &Rows<'_>, ticket: TicketId) -> Result<Epochs, IssuerError> {
    let row = only(r, Table::Meta, &key(ticket))?;
    let none = Epochs { ticket, rows: Vec::new() };
    Ok(row.map(|row| Epochs::read(ticket, &row.value)).transpose()?.unwrap_or(none))
}
