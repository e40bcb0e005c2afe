//! What the rows of the register say.

use crate::crypto::PublicKey;
use crate::store::{Reader as Rows, Row, StoreError, Table, Writer as Tables};
use crate::ticket::{
    CardId, CredentialPayload, EventCore, EventId, NameOpening, Policy, TicketId, Time, read_key,
};
use crate::wire::{Envelope, Reader, Wire, WireError, Writer};

use super::order::TicketKind;

/// The one row of a key.
pub(super) fn only(rows: &Rows<'_>, table: Table, key: &[u8]) -> Result<Option<Row>, StoreError> {
    let mut found = rows.find(table, key)?;
    let row = found.pop();
    if found.is_empty() { Ok(row) } else { Err(StoreError::Corrupt) }
}

/// Writes the one row of a key.
pub(super) fn put(w: &mut Tables<'_>, table: Table, key: &[u8], value: &[u8]) -> Result<(), StoreError> {
    match only(w, table, key)? {
        Some(row) => w.update(table, row.id, value),
        None => w.insert(table, Some(key), value).map(|_| ()),
    }
}

/// The newest version of an event, and what its tickets allow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EventRecord {
    pub(super) envelope: Envelope,
    pub(super) policy: Policy,
}

impl EventRecord {
    pub(super) fn core(&self) -> Result<EventCore, WireError> {
        EventCore::from_bytes(&self.envelope.payload, EventCore::MAX_BYTES)
    }
}

impl Wire for EventRecord {
    fn encode(&self, w: &mut Writer) {
        w.array(2).value(&self.envelope).value(&self.policy);
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(2, "event record")?;
        Ok(Self { envelope: Envelope::decode(r)?, policy: Policy::decode(r)? })
    }
}

/// What the last manifest of an event said; with the register it is the same bytes again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ManifestRecord {
    pub(super) version: u32,
    pub(super) issued: Time,
    /// SHA-256 of the rows.
    pub(super) rows: [u8; 32],
}

impl Wire for ManifestRecord {
    fn encode(&self, w: &mut Writer) {
        w.array(3).uint(self.version).uint(self.issued).bytes(&self.rows);
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(3, "manifest record")?;
        Ok(Self {
            version: r.uint32("version")?,
            issued: Time::decode(r, "issued")?,
            rows: r.bytes_exact("rows")?,
        })
    }
}

/// One issued row of an order.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct TicketRecord {
    pub(super) ticket: TicketId,
    pub(super) epoch: u16,
    /// `None` on paper.
    pub(super) holder: Option<PublicKey>,
    pub(super) place: String,
    pub(super) zone: u8,
    pub(super) kind: TicketKind,
    pub(super) name: String,
    pub(super) reading: String,
    pub(super) credential: Envelope,
    /// What its holder alone gets; a ticket of an older folder has nothing.
    pub(super) confided: Option<Confided>,
    /// The card that stands for it now.
    pub(super) card: Option<CardId>,
}

/// A name's opening, and what was sealed to the holder once: issuing again gives the same bytes.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Confided {
    pub(super) opening: Option<NameOpening>,
    /// Paper has nobody to seal to.
    pub(super) sealed: Option<Vec<u8>>,
}

impl TicketRecord {
    /// Longer names are not kept; the readers of order lists stop long before.
    const MAX_TEXT: usize = 4096;

    /// The fields that were signed.
    pub(super) fn payload(&self) -> Result<CredentialPayload, WireError> {
        CredentialPayload::from_bytes(&self.credential.payload, CredentialPayload::MAX_BYTES)
    }

    pub(super) fn is_held_by(&self, keys: &[PublicKey]) -> bool {
        self.holder.is_some_and(|holder| keys.contains(&holder))
    }
}

impl Wire for TicketRecord {
    fn encode(&self, w: &mut Writer) {
        let items = if self.card.is_some() { 11 } else { 9 + usize::from(self.confided.is_some()) };
        w.array(items);
        w.value(&self.ticket).uint(self.epoch).nullable(self.holder.as_ref(), |w, key| {
            w.bytes(key.as_bytes());
        });
        w.text(&self.place).uint(self.zone).uint(self.kind as u8);
        w.text(&self.name).text(&self.reading).value(&self.credential);
        match (&self.confided, &self.card) {
            (Some(confided), _) => w.value(confided),
            (None, Some(_)) => w.null(),
            (None, None) => w,
        };
        if let Some(card) = &self.card {
            w.bytes(card.as_bytes());
        }
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        let items = r.array_between(9, 11, "ticket record")?;
        let text =
            |r: &mut Reader<'_>, field| Ok::<_, WireError>(r.text(0, Self::MAX_TEXT, field)?.to_owned());
        Ok(Self {
            ticket: TicketId::decode(r)?,
            epoch: r.uint16("epoch")?,
            holder: r.nullable("holder", |r| read_key(r, "holder"))?,
            place: text(r, "place")?,
            zone: r.uint8("zone")?,
            kind: TicketKind::from_number(r.uint8("kind")?).ok_or(WireError::Unknown { field: "kind" })?,
            name: text(r, "name")?,
            reading: text(r, "reading")?,
            credential: Envelope::decode(r)?,
            confided: match items {
                9 => None,
                _ => r.nullable("confided", Confided::decode)?,
            },
            card: (items > 10).then(|| read_card(r)).transpose()?,
        })
    }
}

fn read_card(r: &mut Reader<'_>) -> Result<CardId, WireError> {
    CardId::new(r.bytes(CardId::MAX_BYTES, "card")?).map_err(|_| WireError::Bounds { field: "card" })
}

/// The tickets of one order, row by row.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct OrderRecord(pub(super) Vec<TicketRecord>);

impl OrderRecord {
    const MAX_BYTES: usize = crate::store::MAX_LENGTH;
    const MAX_ROWS: u64 = 4096;

    pub(super) fn read(row: &Row) -> Result<Self, WireError> {
        Self::from_bytes(&row.value, Self::MAX_BYTES)
    }

    /// What is kept must read back: one row that does not ends every walk over the register.
    pub(super) fn to_row(&self) -> Result<Vec<u8>, StoreError> {
        let bytes = self.to_bytes();
        let read = Self::from_bytes(&bytes, Self::MAX_BYTES);
        read.map(|_| bytes).map_err(|_| StoreError::TooLarge)
    }
}

impl Wire for OrderRecord {
    fn encode(&self, w: &mut Writer) {
        w.list(&self.0, |w, ticket| ticket.encode(w));
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.list(0, Self::MAX_ROWS, "order record", TicketRecord::decode).map(Self)
    }
}

/// `event || order`: what the row of an order is found by.
pub(super) fn order_key(event: EventId, order: &str) -> Vec<u8> {
    [event.as_bytes().as_slice(), order.as_bytes()].concat()
}

/// The event and the order number of an order's row.
pub(super) fn split_order_key(row: &Row) -> Result<(EventId, String), StoreError> {
    let key = row.key.as_deref().ok_or(StoreError::Corrupt)?;
    let (event, order) = key.split_first_chunk().ok_or(StoreError::Corrupt)?;
    let order = String::from_utf8(order.to_vec()).map_err(|_| StoreError::Corrupt)?;
    Ok((EventId::from_bytes(*event), order))
}
