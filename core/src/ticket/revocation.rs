//! Withdrawn (ticket, epoch) pairs and staff serials (protocol §4, §4.1).

use super::{EventId, KeyUse, Serial, TicketId, Time, TrustList};
use crate::crypto::{Domain, SecretKey, hash_bytes};
use crate::wire::{Envelope, MessageType, Reader, Wire, WireError, Writer};

/// `H("revoked", ticket || epoch)[0..8]`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RevokedKey([u8; 8]);

impl RevokedKey {
    /// The key of one epoch of one ticket.
    pub fn of(ticket: TicketId, epoch: u16) -> Self {
        let bytes = [ticket.as_bytes().as_slice(), &epoch.to_be_bytes()].concat();
        let mut key = [0; 8];
        key.copy_from_slice(hash_bytes("revoked", &bytes).split_at(8).0);
        Self(key)
    }
}

/// Why a ticket was withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum RevocationReason {
    /// Money back.
    Refund = 0,
    /// A newer epoch stands.
    Superseded = 1,
    /// Recovered for its account.
    Recovered = 2,
    /// Fraud.
    Fraud = 3,
}

impl RevocationReason {
    fn from_number(number: u64) -> Result<Self, WireError> {
        Ok(match number {
            0 => Self::Refund,
            1 => Self::Superseded,
            2 => Self::Recovered,
            3 => Self::Fraud,
            _ => return Err(WireError::Unknown { field: "reason" }),
        })
    }
}

/// A complete list (snapshot) whose signature was checked. Deltas are of a later version and refused by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revocation {
    payload: RevocationPayload,
    envelope: Envelope,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct RevocationPayload {
    event: EventId,
    version: u32,
    issued: Time,
    next_update: Time,
    tickets: Vec<(RevokedKey, RevocationReason)>,
    serials: Vec<Serial>,
}

impl Revocation {
    /// Cap on the encoded list.
    pub const MAX_BYTES: usize = 1024 * 1024;

    /// Makes and signs a snapshot; rows are ordered and repeated ones dropped here.
    pub fn issue(
        key: &SecretKey,
        event: EventId,
        version: u32,
        issued: Time,
        next_update: Time,
        mut tickets: Vec<(RevokedKey, RevocationReason)>,
        mut serials: Vec<Serial>,
    ) -> Self {
        tickets.sort_by_key(|(key, _)| *key);
        tickets.dedup_by_key(|(key, _)| *key);
        serials.sort_unstable();
        serials.dedup();
        let payload = RevocationPayload { event, version, issued, next_update, tickets, serials };
        let bytes = payload.to_bytes();
        let signature = key.sign(Domain::Revocation, &bytes);
        let envelope = Envelope { payload: bytes, kid: key.public().kid4(), signature };
        Self { payload, envelope }
    }

    /// Checks the signature by a listed key with use 8 and its scope.
    pub fn verify(envelope: &Envelope, trust: &TrustList) -> Result<Self, WireError> {
        let payload = RevocationPayload::from_bytes(&envelope.payload, Self::MAX_BYTES)?;
        let signer = trust
            .signer(envelope, Domain::Revocation, KeyUse::Revocation)
            .filter(|signer| signer.covers(payload.event))
            .ok_or(WireError::Bounds { field: "signature" });
        signer.map(|_| Self { payload, envelope: envelope.clone() })
    }

    /// Reads the envelope of the message `[20, env]`; nothing is checked yet.
    pub fn envelope_of(bytes: &[u8]) -> Result<Envelope, WireError> {
        let mut r = Reader::new(bytes);
        r.array(2, "revocation")?;
        MessageType::Revocation.require(&mut r)?;
        let envelope = Envelope::decode_within(&mut r, Self::MAX_BYTES)?;
        r.end()?;
        if message(&envelope) == bytes { Ok(envelope) } else { Err(WireError::NotDeterministic) }
    }

    /// The message `[20, env]`.
    pub fn to_message(&self) -> Vec<u8> {
        message(&self.envelope)
    }

    /// The signed bytes with their signature.
    pub fn envelope(&self) -> &Envelope {
        &self.envelope
    }

    /// The event it is for.
    pub fn event(&self) -> EventId {
        self.payload.event
    }

    /// Rises with each list.
    pub fn version(&self) -> u32 {
        self.payload.version
    }

    /// Past this time verdicts carry a note.
    pub fn next_update(&self) -> Time {
        self.payload.next_update
    }

    /// Whether and why an epoch of a ticket is withdrawn.
    pub fn reason(&self, ticket: TicketId, epoch: u16) -> Option<RevocationReason> {
        let key = RevokedKey::of(ticket, epoch);
        let rows = &self.payload.tickets;
        rows.binary_search_by_key(&key, |(k, _)| *k).ok().and_then(|i| rows.get(i)).map(|(_, reason)| *reason)
    }

    /// Whether a staff certificate is withdrawn.
    pub fn has_serial(&self, serial: Serial) -> bool {
        self.payload.serials.binary_search(&serial).is_ok()
    }

    /// All rows, for the next list.
    pub fn rows(&self) -> (&[(RevokedKey, RevocationReason)], &[Serial]) {
        (&self.payload.tickets, &self.payload.serials)
    }
}

fn message(envelope: &Envelope) -> Vec<u8> {
    let mut w = Writer::new();
    w.array(2).uint(MessageType::Revocation.number()).value(envelope);
    w.into_bytes()
}

impl Wire for RevocationPayload {
    fn encode(&self, w: &mut Writer) {
        w.array(7).value(&self.event).uint(self.version).null().uint(self.issued).uint(self.next_update);
        w.list(&self.tickets, |w, (key, reason)| {
            w.array(2).bytes(&key.0).uint(*reason as u8);
        });
        w.list(&self.serials, |w, serial| serial.encode(w));
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        const MAX_ROWS: u64 = 100_000;
        r.array(7, "revocation")?;
        let (event, version) = (EventId::decode(r)?, r.uint32("version")?);
        if r.nullable("hash before", |r| r.bytes_exact::<32>("hash before"))?.is_some() {
            return Err(WireError::Unknown { field: "revocation delta" });
        }
        let payload = Self {
            event,
            version,
            issued: Time::decode(r, "issued")?,
            next_update: Time::decode(r, "next update")?,
            tickets: r.list(0, MAX_ROWS, "revoked tickets", |r| {
                r.array(2, "revoked ticket")?;
                let key = RevokedKey(r.bytes_exact("revoked ticket")?);
                Ok((key, RevocationReason::from_number(r.uint(255, "reason")?)?))
            })?,
            serials: r.list(0, MAX_ROWS, "revoked serials", Serial::decode)?,
        };
        let ordered =
            payload.tickets.is_sorted_by(|a, b| a.0 < b.0) && payload.serials.is_sorted_by(|a, b| a < b);
        if ordered { Ok(payload) } else { Err(WireError::NotDeterministic) }
    }
}
