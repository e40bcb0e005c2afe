//! Revocation deltas, chained by hash: a gap is named, a snapshot heals it (protocol §4).

use super::adopt::Candidate;
use super::revocation::RevocationPayload;
use super::{AdoptError, EventId, Revocation, RevocationReason, RevokedKey, Serial, Time, TrustList};
use crate::crypto::{PublicKey, SecretKey, hash_bytes};
use crate::wire::{Envelope, Wire, WireError};

/// A signed message of type 20 whose signature was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RevocationMessage {
    /// A complete list.
    Snapshot(Revocation),
    /// What a list adds to the one before.
    Delta(RevocationDelta),
}

impl RevocationMessage {
    /// Checks the signature by a listed key with use 8 and its scope. Whether that key still stands is asked where the
    /// list is adopted.
    pub fn verify(envelope: &Envelope, trust: &TrustList) -> Result<Self, WireError> {
        let (payload, signer) = RevocationPayload::verify(envelope, trust)?;
        let envelope = envelope.clone();
        Ok(match payload.before {
            None => Self::Snapshot(Revocation::of_snapshot(payload, envelope, signer)),
            Some(before) => Self::Delta(RevocationDelta { payload, before, envelope, signer }),
        })
    }

    /// The event it is for.
    pub fn event(&self) -> EventId {
        match self {
            Self::Snapshot(list) => list.event(),
            Self::Delta(delta) => delta.payload.event,
        }
    }
}

/// A delta whose signature was checked: what it adds to the list of the version before, named by its hash. The hash is
/// that of the list *as a snapshot*, whoever had it as one and whoever put it together from deltas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevocationDelta {
    payload: RevocationPayload,
    before: [u8; 32],
    envelope: Envelope,
    signer: PublicKey,
}

impl RevocationDelta {
    /// Makes and signs what one list adds to another.
    pub fn issue(
        key: &SecretKey,
        before: &Revocation,
        issued: Time,
        next_update: Time,
        tickets: Vec<(RevokedKey, RevocationReason)>,
        serials: Vec<Serial>,
    ) -> Self {
        let payload = RevocationPayload {
            event: before.event(),
            version: before.version().saturating_add(1),
            before: Some(before.hash()),
            issued,
            next_update,
            tickets,
            serials,
        }
        .ordered();
        let envelope = payload.sign(key);
        Self { payload, before: before.hash(), envelope, signer: key.public() }
    }

    /// The message `[20, env]`.
    pub fn to_message(&self) -> Vec<u8> {
        super::revocation::message(&self.envelope)
    }

    /// The version that the list has with it.
    pub fn version(&self) -> u32 {
        self.payload.version
    }

    /// The listed key that signed it.
    pub fn signer(&self) -> PublicKey {
        self.signer
    }

    /// The rows that it adds.
    pub fn rows(&self) -> (&[(RevokedKey, RevocationReason)], &[Serial]) {
        (&self.payload.tickets, &self.payload.serials)
    }

    pub(super) fn candidate(&self) -> Candidate<'_> {
        Candidate {
            version: self.payload.version,
            payload: &self.envelope.payload,
            signer: self.signer,
            issued: Some(self.payload.issued),
        }
    }

    /// Whether a list of the same version may well have come of it.
    pub(super) fn is_within(&self, list: &Revocation) -> bool {
        let (tickets, serials) = list.rows();
        let same = (self.payload.issued, self.payload.next_update)
            == (list.payload.issued, list.payload.next_update);
        let has_key = |key: &RevokedKey| tickets.binary_search_by_key(key, |(key, _)| *key).is_ok();
        same && self.payload.tickets.iter().all(|(key, _)| has_key(key))
            && self.payload.serials.iter().all(|serial| serials.binary_search(serial).is_ok())
    }
}

impl Revocation {
    /// The most deltas on one snapshot; past them a snapshot is asked for.
    pub const MAX_DELTAS: usize = 256;

    /// The list that a delta makes of this one.
    ///
    /// # Errors
    /// [`AdoptError::Gap`] if it does not follow this list, or too much follows the snapshot already.
    pub fn followed_by(&self, delta: &RevocationDelta) -> Result<Self, AdoptError> {
        let needs = delta.version().saturating_sub(1);
        let follows = needs == self.version() && delta.version() > needs && delta.before == self.hash();
        if !follows || !self.has_room_for(&delta.envelope) {
            return Err(AdoptError::Gap { have: self.version(), needs });
        }
        let payload = self.merged(&delta.payload);
        let whole = payload.to_bytes();
        // A list that is no possible snapshot could never be healed by one.
        RevocationPayload::from_bytes(&whole, Self::MAX_BYTES)?;
        let deltas = self.deltas.iter().chain([&delta.envelope]).cloned().collect();
        let hash = hash_bytes("revocation", &whole);
        Ok(Self { payload, snapshot: self.snapshot.clone(), deltas, signer: delta.signer, hash })
    }

    /// The list of a snapshot and its deltas from this device's own disk, whatever the status of their keys.
    pub fn reload(snapshot: &Envelope, deltas: &[Envelope], trust: &TrustList) -> Result<Self, AdoptError> {
        let list = Self::verify(snapshot, trust)?;
        deltas.iter().try_fold(list, |list, delta| match RevocationMessage::verify(delta, trust)? {
            RevocationMessage::Delta(delta) => list.followed_by(&delta),
            RevocationMessage::Snapshot(_) => Err(AdoptError::Wire(WireError::WrongType)),
        })
    }

    fn has_room_for(&self, delta: &Envelope) -> bool {
        let bytes: usize = self.deltas.iter().chain([delta]).map(|delta| delta.payload.len()).sum();
        self.deltas.len() < Self::MAX_DELTAS && bytes <= Self::MAX_BYTES
    }

    fn merged(&self, delta: &RevocationPayload) -> RevocationPayload {
        RevocationPayload {
            event: delta.event,
            version: delta.version,
            before: None,
            issued: delta.issued,
            next_update: delta.next_update,
            tickets: self.payload.tickets.iter().chain(&delta.tickets).copied().collect(),
            serials: self.payload.serials.iter().chain(&delta.serials).copied().collect(),
        }
        .ordered()
    }
}
