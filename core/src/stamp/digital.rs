//! The digital stamp: a gate's signed word that one code was admitted, for the holder to keep (protocol §4.1, §7).

use crate::crypto::{Domain, SecretKey, Signature};
use crate::ticket::{Certificate, CertificatePayload, Documents, PresentationId, Role, Time};
use crate::wire::{Envelope, MessageType, Reader, Wire, WireError, Writer};

/// The signed fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StampPayload {
    /// The code that was admitted.
    pub presentation: PresentationId,
    /// Index of the gate.
    pub gate: u8,
    /// When.
    pub time: Time,
    /// 2 for a scanned code, 3 over a challenge.
    pub level: u8,
    /// First 16 bytes of the hash of the journal's admit entry.
    pub entry: [u8; 16],
}

impl StampPayload {
    const MAX_BYTES: usize = 128;
    /// Highest stamp level.
    pub const MAX_LEVEL: u8 = 3;
}

impl Wire for StampPayload {
    fn encode(&self, w: &mut Writer) {
        w.array(5).value(&self.presentation).uint(self.gate).uint(self.time).uint(self.level);
        w.bytes(&self.entry);
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(5, "stamp")?;
        let payload = Self {
            presentation: PresentationId::decode(r)?,
            gate: r.uint8("gate")?,
            time: Time::decode(r, "time")?,
            level: r.uint8("level")?,
            entry: r.bytes_exact("entry")?,
        };
        if payload.level > Self::MAX_LEVEL { Err(WireError::Bounds { field: "level" }) } else { Ok(payload) }
    }
}

/// A stamp as it travels, nothing checked: `[7, payload, signature, cert]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DigitalStamp {
    payload: Vec<u8>,
    signature: Signature,
    certificate: Envelope,
}

/// A stamp does not hold (D-01): `BAD_STAMP`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StampError {
    /// Not a readable stamp.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// The certificate does not hold, lacks the role, the gate or the hour.
    #[error("the stamp's certificate does not allow it")]
    Certificate,
    /// Not signed by the certificate's key.
    #[error("the stamp is not signed by its certificate's key")]
    Signature,
}

impl DigitalStamp {
    /// Cap on a stamp.
    pub const MAX_BYTES: usize = 744;

    /// Signs a stamp with the staff key of a certificate.
    pub fn sign(payload: &StampPayload, key: &SecretKey, certificate: &Certificate) -> Self {
        let bytes = payload.to_bytes();
        let signature = key.sign(Domain::Stamp, &bytes);
        Self { payload: bytes, signature, certificate: certificate.envelope().clone() }
    }

    /// Reads the message `[7, payload, signature, cert]`.
    pub fn from_message(bytes: &[u8]) -> Result<Self, WireError> {
        Self::from_bytes(bytes, Self::MAX_BYTES)
    }

    /// D-01: the certificate holds as C-01 says (root, event, hours with grace, serial not revoked) with role stamp
    /// and this gate, and its key signed the stamp.
    pub fn verify(&self, documents: &Documents) -> Result<StampPayload, StampError> {
        let payload = StampPayload::from_bytes(&self.payload, StampPayload::MAX_BYTES)?;
        let certificate = Certificate::verify(&self.certificate, documents)?;
        let staff = certificate.payload();
        let closing = staff.not_after.shifted(documents.event().grace.into());
        let revoked = documents.revocation().is_some_and(|list| list.has_serial(staff.serial));
        let allowed = staff.roles.has(Role::Stamp) && certificate.covers_gate(payload.gate);
        if revoked
            || !allowed
            || !certificate.stands()
            || payload.time < staff.not_before
            || payload.time > closing
        {
            return Err(StampError::Certificate);
        }
        staff.key.verify(Domain::Stamp, &self.payload, &self.signature).map_err(|_| StampError::Signature)?;
        Ok(payload)
    }
}

impl Wire for DigitalStamp {
    fn encode(&self, w: &mut Writer) {
        w.array(4).uint(MessageType::Stamp.number()).bytes(&self.payload).bytes(&self.signature);
        w.value(&self.certificate);
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(4, "stamp")?;
        MessageType::Stamp.require(r)?;
        Ok(Self {
            payload: r.bytes(StampPayload::MAX_BYTES, "payload")?.to_vec(),
            signature: r.bytes_exact("signature")?,
            certificate: Envelope::decode_within(r, CertificatePayload::MAX_BYTES)?,
        })
    }
}
