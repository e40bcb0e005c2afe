//! What staff sign for a holder's phone: stamps, beacons and challenges, each `[type, payload, signature, cert]`
//! (protocol §4.1).

use core::marker::PhantomData;

use super::{Certificate, CertificatePayload, Documents, EventId, Role, Time};
use crate::crypto::{Domain, PublicKey, SecretKey, Signature};
use crate::wire::{Envelope, MessageType, Reader, Wire, WireError, Writer};

/// The payload of one kind of message by staff.
pub trait StaffPayload: Wire {
    /// Its type on the wire.
    const KIND: MessageType;
    /// What its signature is for.
    const DOMAIN: Domain;
    /// What its certificate must allow.
    const ROLE: Role;
    /// Cap on the encoded payload.
    const MAX_BYTES: usize;

    /// The event that the payload itself names, if it names one.
    fn event(&self) -> Option<EventId> {
        None
    }
    /// Index of the gate that speaks.
    fn gate(&self) -> u8;
    /// When it spoke.
    fn time(&self) -> Time;
}

/// A message by staff as it travels, nothing checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffSigned<P> {
    payload: Vec<u8>,
    signature: Signature,
    certificate: Envelope,
    kind: PhantomData<P>,
}

/// A message by staff does not hold (D-01, C-01).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StaffError {
    /// Not readable.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// The certificate does not hold, lacks the role, the event, the gate or the hour.
    #[error("the certificate does not allow it")]
    Certificate,
    /// Not signed by the certificate's key.
    #[error("not signed by the certificate's key")]
    Signature,
}

impl<P: StaffPayload> StaffSigned<P> {
    /// Cap on a message: what fits one code.
    pub const MAX_BYTES: usize = 744;

    /// Signs a payload with the staff key of a certificate.
    pub fn sign(payload: &P, key: &SecretKey, certificate: &Certificate) -> Self {
        let bytes = payload.to_bytes();
        let signature = key.sign(P::DOMAIN, &bytes);
        let certificate = certificate.envelope().clone();
        Self { payload: bytes, signature, certificate, kind: PhantomData }
    }

    /// Reads the message `[type, payload, signature, cert]`.
    pub fn from_message(bytes: &[u8]) -> Result<Self, WireError> {
        Self::from_bytes(bytes, Self::MAX_BYTES)
    }

    /// D-01, C-01: the certificate holds under root and event, with the role, the gate and the hour (grace included),
    /// its serial not revoked, an event that the payload names is this one, and the certificate's key signed it.
    pub fn verify(&self, documents: &Documents) -> Result<P, StaffError> {
        let (payload, staff) = self.verify_at_any_hour(documents, P::ROLE)?;
        let closing = staff.not_after.shifted(documents.event().grace.into());
        let in_hours = (staff.not_before..=closing).contains(&payload.time());
        if in_hours { Ok(payload) } else { Err(StaffError::Certificate) }
    }

    /// The same with a role of the caller's and without the hour, which a device with a wrong clock cannot keep (K-02).
    /// Gives the certificate's fields too.
    pub fn verify_at_any_hour(
        &self,
        documents: &Documents,
        role: Role,
    ) -> Result<(P, CertificatePayload), StaffError> {
        let payload = P::from_bytes(&self.payload, P::MAX_BYTES)?;
        let certificate = Certificate::verify(&self.certificate, documents)?;
        let staff = certificate.payload();
        let revoked =
            !certificate.stands() || documents.revocation().is_some_and(|list| list.has_serial(staff.serial));
        let allowed = staff.roles.has(role) && certificate.covers_gate(payload.gate());
        if revoked || !allowed {
            return Err(StaffError::Certificate);
        }
        self.signed_by(&staff.key).map_err(|_| StaffError::Signature)?;
        let here = payload.event().is_none_or(|event| event == documents.event().event);
        if here { Ok((payload, staff.clone())) } else { Err(StaffError::Certificate) }
    }

    /// The payload, if this very key signed it: a journal's own log needs no more (J-07).
    pub fn read_by(&self, key: &PublicKey) -> Option<P> {
        self.signed_by(key).ok()?;
        P::from_bytes(&self.payload, P::MAX_BYTES).ok()
    }

    /// The signed bytes.
    pub fn payload_bytes(&self) -> &[u8] {
        &self.payload
    }

    /// `[payload, signature, cert]`, as a journal entry holds it.
    pub fn to_item(&self) -> Vec<u8> {
        let mut w = Writer::new();
        w.array(3);
        self.write_parts(&mut w);
        w.into_bytes()
    }

    /// Reads [`StaffSigned::to_item`].
    pub fn from_item(bytes: &[u8]) -> Result<Self, WireError> {
        let mut r = Reader::new(bytes);
        r.array(3, "signed by staff")?;
        let read = Self::read_parts(&mut r)?;
        r.end()?;
        if read.to_item() == bytes { Ok(read) } else { Err(WireError::NotDeterministic) }
    }

    fn signed_by(&self, key: &PublicKey) -> Result<(), crate::crypto::SignatureInvalid> {
        key.verify(P::DOMAIN, &self.payload, &self.signature)
    }

    fn write_parts(&self, w: &mut Writer) {
        w.bytes(&self.payload).bytes(&self.signature).value(&self.certificate);
    }

    fn read_parts(r: &mut Reader<'_>) -> Result<Self, WireError> {
        Ok(Self {
            payload: r.bytes(P::MAX_BYTES, "payload")?.to_vec(),
            signature: r.bytes_exact("signature")?,
            certificate: Envelope::decode_within(r, CertificatePayload::MAX_BYTES)?,
            kind: PhantomData,
        })
    }
}

impl<P: StaffPayload> Wire for StaffSigned<P> {
    fn encode(&self, w: &mut Writer) {
        w.array(4).uint(P::KIND.number());
        self.write_parts(w);
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(4, "signed by staff")?;
        P::KIND.require(r)?;
        Self::read_parts(r)
    }
}
