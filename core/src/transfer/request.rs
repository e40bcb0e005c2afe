//! The friend's request: fresh holder keys and a key to seal to (protocol §4.1, §6).

use crate::crypto::{Domain, HpkePublicKey, PublicKey, SecretKey, Signs, hash_bytes, sure};
use crate::order;
use crate::ticket::{EventId, Signed, Time};
use crate::wire::{MessageType, Reader, Wire, WireError, Writer};

/// The signed fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestPayload {
    /// 1 to 20 holder keys, one a ticket, pairwise different.
    pub keys: Vec<PublicKey>,
    /// The key that the parcel is sealed to.
    pub hpke: HpkePublicKey,
    /// Makes the request unlike any other.
    pub nonce: [u8; 16],
    /// After this time nothing is sealed to it (± 10 minutes).
    pub expiry: Time,
    /// The event that the friend expects, if any.
    pub event: Option<EventId>,
    /// First 8 bytes of the SHA-256 of roots that the friend knows.
    pub known_roots: Vec<[u8; 8]>,
}

/// A request is not acceptable (O-01).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// Not a readable request.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// Not signed by its first key.
    #[error("the request is not signed by its first key")]
    Signature,
    /// A key occurs twice.
    #[error("the request repeats a key")]
    RepeatedKey,
    /// Too old.
    #[error("the request has expired")]
    Expired,
}

impl RequestPayload {
    pub(super) const MAX_BYTES: usize = 2048;
    /// The most keys of one request.
    pub const MAX_KEYS: usize = 20;
    const MAX_ROOTS: u64 = 4;
}

impl Wire for RequestPayload {
    fn encode(&self, w: &mut Writer) {
        w.array(6).list(&self.keys, |w, key| {
            w.bytes(key.as_bytes());
        });
        w.bytes(self.hpke.as_bytes()).bytes(&self.nonce).uint(self.expiry);
        w.nullable(self.event.as_ref(), |w, event| event.encode(w));
        w.list(&self.known_roots, |w, root| {
            w.bytes(root);
        });
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(6, "request")?;
        Ok(Self {
            keys: r.list(1, Self::MAX_KEYS as u64, "keys", |r| {
                PublicKey::from_bytes(r.bytes(33, "key")?).map_err(|_| WireError::Bounds { field: "key" })
            })?,
            hpke: HpkePublicKey::from_bytes(r.bytes_exact("hpke key")?),
            nonce: r.bytes_exact("nonce")?,
            expiry: Time::decode(r, "expiry")?,
            event: r.nullable("expected event", EventId::decode)?,
            known_roots: r.list(0, Self::MAX_ROOTS, "known roots", |r| r.bytes_exact("known root"))?,
        })
    }
}

/// A request whose form and signature were checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    payload: RequestPayload,
    signed: Signed,
}

impl Request {
    /// Clocks may differ by this much, in seconds, before a request counts as expired.
    pub const EXPIRY_TOLERANCE: i64 = 600;

    /// Signs a request with its first key.
    pub fn sign(payload: RequestPayload, first: &SecretKey) -> Self {
        sure(Self::sign_by(payload, first))
    }

    /// The same with a key that may be in hardware.
    ///
    /// # Errors
    /// Those of the key.
    pub fn sign_by<K: Signs>(payload: RequestPayload, first: &K) -> Result<Self, K::Error> {
        let bytes = payload.to_bytes();
        let signature = first.sign(Domain::Request, &bytes)?;
        Ok(Self { payload, signed: Signed { payload: bytes, signature } })
    }

    /// Reads the message `[8, payload, signature]`; O-01 less what needs the owner's own tickets.
    pub fn verify(bytes: &[u8]) -> Result<Self, RequestError> {
        let signed = Signed::from_message(bytes, MessageType::Request, RequestPayload::MAX_BYTES)?;
        let payload = RequestPayload::from_bytes(&signed.payload, RequestPayload::MAX_BYTES)?;
        let first = payload.keys.first().ok_or(RequestError::Signature)?;
        first
            .verify(Domain::Request, &signed.payload, &signed.signature)
            .map_err(|_| RequestError::Signature)?;
        let mut keys = payload.keys.clone();
        order::sort(&mut keys);
        keys.dedup();
        if keys.len() != payload.keys.len() {
            return Err(RequestError::RepeatedKey);
        }
        Ok(Self { payload, signed })
    }

    /// Whether it may still be answered at a time.
    pub fn check_expiry(&self, now: Time) -> Result<(), RequestError> {
        if now > self.payload.expiry.shifted(Self::EXPIRY_TOLERANCE) {
            Err(RequestError::Expired)
        } else {
            Ok(())
        }
    }

    /// The message `[8, payload, signature]`.
    pub fn to_message(&self) -> Vec<u8> {
        self.signed.to_message(MessageType::Request)
    }

    /// The signed fields.
    pub fn payload(&self) -> &RequestPayload {
        &self.payload
    }

    /// The signed bytes.
    pub fn signed(&self) -> &Signed {
        &self.signed
    }

    /// `H("request", payload)`: names the request.
    pub fn digest(&self) -> [u8; 32] {
        hash_bytes("request", &self.signed.payload)
    }

    /// `"mogiri/1/parcel" || 0x00 || H("request", payload)`: what the parcel's sealing is bound to.
    pub fn hpke_info(&self) -> Vec<u8> {
        [b"mogiri/1/parcel\0".as_slice(), &self.digest()].concat()
    }
}
