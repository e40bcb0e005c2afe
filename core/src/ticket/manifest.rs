//! The manifest: whole credential payloads, signed together (protocol §4). It is also the salvage manifest: under a
//! revoked issuer key a credential passes P-04 only as a row of it.

use core::fmt;
use core::ops::Range;
use std::sync::Arc;

use super::adopt::Candidate;
use super::{CredentialPayload, EventId, KeyUse, TicketId, Time, TrustList};
use crate::crypto::{Domain, PublicKey, SecretKey, sha256};
use crate::order;
use crate::wire::{Envelope, MessageType, Reader, Wire, WireError, Writer};

/// A manifest whose signature was checked: `[event, version ≥ 1, issued, [credential payload bstr 0..100,000]]`, rows
/// strictly rising by ticket. Cloning is cheap.
#[derive(Clone)]
pub struct Manifest(Arc<Inner>);

struct Inner {
    event: EventId,
    version: u32,
    issued: Time,
    rows: Vec<Row>,
    envelope: Envelope,
    signer: PublicKey,
    digest: [u8; 32],
}

/// Where in the signed bytes a ticket's credential payload stands.
struct Row {
    ticket: TicketId,
    at: Range<usize>,
}

impl Manifest {
    /// Cap on the signed bytes.
    pub const MAX_BYTES: usize = 24 * 1024 * 1024;
    /// Cap on the rows.
    pub const MAX_ROWS: u64 = 100_000;

    /// Makes and signs a manifest of credential payloads, which are ordered here.
    ///
    /// # Errors
    /// [`WireError::Bounds`] for two rows of one ticket, a row that is no credential of the event, or too many.
    pub fn issue(
        key: &SecretKey,
        event: EventId,
        version: u32,
        issued: Time,
        mut payloads: Vec<Vec<u8>>,
    ) -> Result<Self, WireError> {
        order::sort_by_key(&mut payloads, |payload| head_of(payload).map(|(ticket, _)| ticket).ok());
        let mut w = Writer::new();
        header(&mut w, event, version, issued, payloads.len());
        for payload in &payloads {
            w.bytes(payload);
        }
        let payload = w.into_bytes();
        let signature = key.sign(Domain::Manifest, &payload);
        let envelope = Envelope { payload, kid: key.public().kid4(), signature };
        Fields::read(&envelope.payload).map(|fields| fields.signed(envelope, key.public()))
    }

    /// Checks the signature by a listed key with use 2 and its scope. Whether that key still stands is asked where the
    /// manifest is adopted or used.
    pub fn verify(envelope: &Envelope, trust: &TrustList) -> Result<Self, WireError> {
        let fields = Fields::read(&envelope.payload)?;
        let signer = trust
            .signer(envelope, Domain::Manifest, KeyUse::Events)
            .filter(|signer| signer.covers(fields.event))
            .ok_or(WireError::Bounds { field: "signature" })?;
        Ok(fields.signed(envelope.clone(), signer.key))
    }

    /// Reads the envelope of the message `[23, env]`; nothing is checked yet.
    pub fn envelope_of(bytes: &[u8]) -> Result<Envelope, WireError> {
        let mut r = Reader::new(bytes);
        r.array(2, "manifest")?;
        MessageType::Manifest.require(&mut r)?;
        let envelope = Envelope::decode_within(&mut r, Self::MAX_BYTES)?;
        r.end()?;
        if message(&envelope) == bytes { Ok(envelope) } else { Err(WireError::NotDeterministic) }
    }

    /// The message `[23, env]`.
    pub fn to_message(&self) -> Vec<u8> {
        message(&self.0.envelope)
    }

    /// The signed bytes with their signature.
    pub fn envelope(&self) -> &Envelope {
        &self.0.envelope
    }

    /// The event it is for.
    pub fn event(&self) -> EventId {
        self.0.event
    }

    /// Rises when rows change.
    pub fn version(&self) -> u32 {
        self.0.version
    }

    /// When it was made.
    pub fn issued(&self) -> Time {
        self.0.issued
    }

    /// The listed key that signed it.
    pub fn signer(&self) -> PublicKey {
        self.0.signer
    }

    /// How many tickets it has.
    pub fn len(&self) -> usize {
        self.0.rows.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.0.rows.is_empty()
    }

    /// The credential payload of a ticket, as signed: its newest epoch.
    pub fn row(&self, ticket: TicketId) -> Option<&[u8]> {
        let rows = &self.0.rows;
        let at = rows.binary_search_by_key(&ticket, |row| row.ticket).ok()?;
        self.bytes(rows.get(at)?)
    }

    /// The credential payload of a ticket, decoded within a credential's bounds.
    pub fn payload(&self, ticket: TicketId) -> Option<Result<CredentialPayload, WireError>> {
        self.row(ticket).map(|row| CredentialPayload::from_bytes(row, CredentialPayload::MAX_BYTES))
    }

    /// Whether these very bytes are a row: their `head_0` is in the manifest (P-04).
    pub fn holds(&self, payload: &[u8]) -> bool {
        head_of(payload).is_ok_and(|(ticket, _)| self.row(ticket) == Some(payload))
    }

    /// Every ticket with its credential payload, in rising order of ticket.
    pub fn rows(&self) -> impl Iterator<Item = (TicketId, &[u8])> {
        self.0.rows.iter().filter_map(|row| Some((row.ticket, self.bytes(row)?)))
    }

    /// SHA-256 of the signed bytes, reckoned once.
    pub fn digest(&self) -> [u8; 32] {
        self.0.digest
    }

    fn bytes(&self, row: &Row) -> Option<&[u8]> {
        self.0.envelope.payload.get(row.at.clone())
    }

    pub(super) fn candidate(&self) -> Candidate<'_> {
        Candidate {
            version: self.0.version,
            payload: &self.0.envelope.payload,
            signer: self.0.signer,
            issued: Some(self.0.issued),
        }
    }
}

impl PartialEq for Manifest {
    fn eq(&self, other: &Self) -> bool {
        self.0.envelope == other.0.envelope && self.0.signer == other.0.signer
    }
}

impl Eq for Manifest {}

impl fmt::Debug for Manifest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Manifest")
            .field("event", &self.0.event)
            .field("version", &self.0.version)
            .field("rows", &self.0.rows.len())
            .finish_non_exhaustive()
    }
}

/// What the signed bytes say.
struct Fields {
    event: EventId,
    version: u32,
    issued: Time,
    rows: Vec<Row>,
}

impl Fields {
    fn read(payload: &[u8]) -> Result<Self, WireError> {
        if payload.len() > Manifest::MAX_BYTES {
            return Err(WireError::TooLarge { limit: Manifest::MAX_BYTES });
        }
        let mut r = Reader::new(payload);
        r.array(4, "manifest")?;
        let (event, version) = (EventId::decode(&mut r)?, r.uint32("version")?);
        if version == 0 {
            return Err(WireError::Bounds { field: "version" });
        }
        let issued = Time::decode(&mut r, "issued")?;
        let rows = r.list(0, Manifest::MAX_ROWS, "manifest rows", |r| Row::read(r, event))?;
        r.end()?;
        let fields = Self { event, version, issued, rows };
        fields.check_order()?;
        if fields.encodes(payload) { Ok(fields) } else { Err(WireError::NotDeterministic) }
    }

    fn check_order(&self) -> Result<(), WireError> {
        let rising = self.rows.is_sorted_by(|a, b| a.ticket < b.ticket);
        if rising { Ok(()) } else { Err(WireError::Bounds { field: "manifest rows" }) }
    }

    /// Whether the bytes are the one encoding of these fields.
    fn encodes(&self, payload: &[u8]) -> bool {
        let mut w = Writer::new();
        header(&mut w, self.event, self.version, self.issued, self.rows.len());
        for row in &self.rows {
            w.bytes(payload.get(row.at.clone()).unwrap_or_default());
        }
        w.into_bytes() == payload
    }

    fn signed(self, envelope: Envelope, signer: PublicKey) -> Manifest {
        let digest = sha256(&envelope.payload);
        let Self { event, version, issued, rows } = self;
        Manifest(Arc::new(Inner { event, version, issued, rows, envelope, signer, digest }))
    }
}

impl Row {
    /// Only what a row is found by is read here; the rest when it is used.
    fn read(r: &mut Reader<'_>, event: EventId) -> Result<Self, WireError> {
        let payload = r.bytes(CredentialPayload::MAX_BYTES, "manifest row")?;
        let end = r.position();
        let (ticket, of) = head_of(payload)?;
        let at = end.saturating_sub(payload.len())..end;
        if of == event { Ok(Self { ticket, at }) } else { Err(WireError::Bounds { field: "manifest row" }) }
    }
}

/// The ticket and the event of a credential payload.
fn head_of(payload: &[u8]) -> Result<(TicketId, EventId), WireError> {
    let mut r = Reader::new(payload);
    r.array(10, "manifest row")?;
    Ok((TicketId::decode(&mut r)?, EventId::decode(&mut r)?))
}

fn header(w: &mut Writer, event: EventId, version: u32, issued: Time, rows: usize) {
    w.array(4).value(&event).uint(version).uint(issued).array(rows);
}

fn message(envelope: &Envelope) -> Vec<u8> {
    let mut w = Writer::new();
    w.array(2).uint(MessageType::Manifest.number()).value(envelope);
    w.into_bytes()
}
