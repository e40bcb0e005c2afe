//! Withdrawn (ticket, epoch) pairs and staff serials: the list in force (protocol §4, §4.1).

use super::adopt::Candidate;
use super::{EventId, KeyUse, RevocationMessage, Serial, TicketId, Time, TrustList};
use crate::crypto::{Domain, PublicKey, SecretKey, hash_bytes};
use crate::order;
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

/// A complete list whose signatures were checked: a snapshot, or a snapshot with the deltas that follow it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revocation {
    pub(super) payload: RevocationPayload,
    pub(super) snapshot: Envelope,
    /// What follows the snapshot, oldest first.
    pub(super) deltas: Vec<Envelope>,
    /// The listed key of the newest of them, which vouches for all before it by its hash.
    pub(super) signer: PublicKey,
    pub(super) hash: [u8; 32],
}

/// The fields of a snapshot or delta. Those of a list with deltas are what its snapshot would say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RevocationPayload {
    pub(super) event: EventId,
    pub(super) version: u32,
    /// The hash of the list before, in a delta.
    pub(super) before: Option<[u8; 32]>,
    pub(super) issued: Time,
    pub(super) next_update: Time,
    pub(super) tickets: Vec<(RevokedKey, RevocationReason)>,
    pub(super) serials: Vec<Serial>,
}

impl RevocationPayload {
    pub(super) const MAX_ROWS: u64 = 100_000;

    /// In order, each row once: the first of two reasons stays.
    pub(super) fn ordered(mut self) -> Self {
        order::sort_by_key(&mut self.tickets, |(key, _)| *key);
        self.tickets.dedup_by_key(|(key, _)| *key);
        order::sort(&mut self.serials);
        self.serials.dedup();
        self
    }

    pub(super) fn sign(&self, key: &SecretKey) -> Envelope {
        let payload = self.to_bytes();
        let signature = key.sign(Domain::Revocation, &payload);
        Envelope { payload, kid: key.public().kid4(), signature }
    }

    /// Checks the signature by a listed key with use 8 and its scope.
    pub(super) fn verify(envelope: &Envelope, trust: &TrustList) -> Result<(Self, PublicKey), WireError> {
        let payload = Self::from_bytes(&envelope.payload, Revocation::MAX_BYTES)?;
        let signer = trust
            .signer(envelope, Domain::Revocation, KeyUse::Revocation)
            .filter(|signer| signer.covers(payload.event))
            .ok_or(WireError::Bounds { field: "signature" })?;
        Ok((payload, signer.key))
    }
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
        tickets: Vec<(RevokedKey, RevocationReason)>,
        serials: Vec<Serial>,
    ) -> Self {
        let payload =
            RevocationPayload { event, version, before: None, issued, next_update, tickets, serials }
                .ordered();
        let envelope = payload.sign(key);
        Self::of_snapshot(payload, envelope, key.public())
    }

    /// A list that is one signed message.
    pub(super) fn of_snapshot(payload: RevocationPayload, envelope: Envelope, signer: PublicKey) -> Self {
        let hash = hash_bytes("revocation", &envelope.payload);
        Self { payload, snapshot: envelope, deltas: Vec::new(), signer, hash }
    }

    /// Checks a snapshot: the signature by a listed key with use 8 and its scope. Whether that key still stands is
    /// asked where the list is adopted.
    ///
    /// # Errors
    /// [`WireError::WrongType`] for a delta, which says nothing alone.
    pub fn verify(envelope: &Envelope, trust: &TrustList) -> Result<Self, WireError> {
        match RevocationMessage::verify(envelope, trust)? {
            RevocationMessage::Snapshot(list) => Ok(list),
            RevocationMessage::Delta(_) => Err(WireError::WrongType),
        }
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

    /// The newest message `[20, env]`: the snapshot, or the last delta.
    pub fn to_message(&self) -> Vec<u8> {
        message(self.envelope())
    }

    /// The newest signed bytes with their signature: those of the snapshot, or of the last delta.
    pub fn envelope(&self) -> &Envelope {
        self.deltas.last().unwrap_or(&self.snapshot)
    }

    /// The snapshot that everything hangs on.
    pub fn snapshot(&self) -> &Envelope {
        &self.snapshot
    }

    /// The deltas that follow the snapshot, oldest first: what a restart needs beside it.
    pub fn deltas(&self) -> &[Envelope] {
        &self.deltas
    }

    /// `H("revocation", payload)` of this list as a snapshot: what the next delta names.
    pub fn hash(&self) -> [u8; 32] {
        self.hash
    }

    /// The listed key that signed its newest part.
    pub fn signer(&self) -> PublicKey {
        self.signer
    }

    pub(super) fn candidate(&self) -> Candidate<'_> {
        Candidate {
            version: self.payload.version,
            payload: &self.hash,
            signer: self.signer,
            issued: Some(self.payload.issued),
        }
    }

    /// The event it is for.
    pub fn event(&self) -> EventId {
        self.payload.event
    }

    /// Rises with each list.
    pub fn version(&self) -> u32 {
        self.payload.version
    }

    /// When it was signed; of deltas the newest.
    pub fn issued(&self) -> Time {
        self.payload.issued
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

pub(super) fn message(envelope: &Envelope) -> Vec<u8> {
    let mut w = Writer::new();
    w.array(2).uint(MessageType::Revocation.number()).value(envelope);
    w.into_bytes()
}

impl Wire for RevocationPayload {
    fn encode(&self, w: &mut Writer) {
        w.array(7).value(&self.event).uint(self.version).nullable(self.before.as_ref(), |w, hash| {
            w.bytes(hash);
        });
        w.uint(self.issued).uint(self.next_update);
        w.list(&self.tickets, |w, (key, reason)| {
            w.array(2).bytes(&key.0).uint(*reason as u8);
        });
        w.list(&self.serials, |w, serial| serial.encode(w));
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(7, "revocation")?;
        let payload = Self {
            event: EventId::decode(r)?,
            version: r.uint32("version")?,
            before: r.nullable("hash before", |r| r.bytes_exact("hash before"))?,
            issued: Time::decode(r, "issued")?,
            next_update: Time::decode(r, "next update")?,
            tickets: r.list(0, Self::MAX_ROWS, "revoked tickets", |r| {
                r.array(2, "revoked ticket")?;
                let key = RevokedKey(r.bytes_exact("revoked ticket")?);
                Ok((key, RevocationReason::from_number(r.uint(255, "reason")?)?))
            })?,
            serials: r.list(0, Self::MAX_ROWS, "revoked serials", Serial::decode)?,
        };
        let ordered =
            payload.tickets.is_sorted_by(|a, b| a.0 < b.0) && payload.serials.is_sorted_by(|a, b| a < b);
        if ordered { Ok(payload) } else { Err(WireError::NotDeterministic) }
    }
}
