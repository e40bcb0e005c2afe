//! Staff: the key a device made (enrolment) and what the issuer lets it do (certificate). Protocol §3, §4.1.

use super::credential::read_key;
use super::file::Signed;
use super::{Documents, EventId, KeyStatus, KeyUse, Serial, Time};
use crate::crypto::{Domain, HpkePublicKey, PublicKey, SecretKey};
use crate::wire::{Envelope, MessageType, Reader, Wire, WireError, Writer};

/// One thing a certificate allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u16)]
pub enum Role {
    /// Admit, refuse, exit, beacon, challenge.
    Scan = 1,
    /// Digital stamps.
    Stamp = 2,
    /// Check digits, name search.
    Manual = 4,
    /// Own entries, within 10 minutes.
    Void = 8,
    /// Admit without proof, handed record.
    Override = 16,
    /// Blanks.
    Issue = 32,
    /// Void any, accept a conflict, close.
    Supervise = 64,
}

impl Role {
    /// Every role with the word people use for it.
    pub const WORDS: [(Self, &'static str); 7] = [
        (Self::Scan, "scan"),
        (Self::Stamp, "stamp"),
        (Self::Manual, "manual"),
        (Self::Void, "void"),
        (Self::Override, "override"),
        (Self::Issue, "issue"),
        (Self::Supervise, "supervise"),
    ];

    /// A role by its word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, w)| *w == word).map(|(role, _)| *role)
    }
}

/// A set of roles. An unknown bit is of a newer version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Roles(u16);

impl Roles {
    const KNOWN: u16 = 127;

    /// The bits as they travel.
    pub const fn bits(self) -> u16 {
        self.0
    }

    /// Whether a role is among them.
    pub const fn has(self, role: Role) -> bool {
        self.0 & role as u16 != 0
    }
}

impl FromIterator<Role> for Roles {
    fn from_iter<I: IntoIterator<Item = Role>>(roles: I) -> Self {
        Self(roles.into_iter().fold(0, |bits, role| bits | role as u16))
    }
}

/// The signed fields of a certificate, about one shift.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificatePayload {
    /// 8 random bytes.
    pub serial: Serial,
    /// The key the device made.
    pub key: PublicKey,
    /// What it may do.
    pub roles: Roles,
    /// Where.
    pub event: EventId,
    /// At which gates; `None` for all.
    pub gates: Option<Vec<u8>>,
    /// First second of the shift.
    pub not_before: Time,
    /// Last second of the shift (grace comes on top for scan, stamp, exit).
    pub not_after: Time,
}

impl CertificatePayload {
    /// Cap on the encoded payload.
    pub const MAX_BYTES: usize = 1024;

    /// Signs the certificate.
    pub fn sign(&self, key: &SecretKey) -> Envelope {
        let payload = self.to_bytes();
        let signature = key.sign(Domain::Staff, &payload);
        Envelope { payload, kid: key.public().kid4(), signature }
    }
}

impl Wire for CertificatePayload {
    fn encode(&self, w: &mut Writer) {
        w.array(7).value(&self.serial).bytes(self.key.as_bytes()).uint(self.roles.0).value(&self.event);
        w.nullable(self.gates.as_deref(), |w, gates| {
            w.list(gates, |w, gate| {
                w.uint(*gate);
            });
        });
        w.uint(self.not_before).uint(self.not_after);
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(7, "certificate")?;
        let (serial, key) = (Serial::decode(r)?, read_key(r, "staff key")?);
        let roles = Roles(r.uint16("roles")?);
        if roles.0 & !Roles::KNOWN != 0 {
            return Err(WireError::Unknown { field: "roles" });
        }
        Ok(Self {
            serial,
            key,
            roles,
            event: EventId::decode(r)?,
            gates: r.nullable("gates", |r| r.list(0, 255, "gates", |r| r.uint8("gate")))?,
            not_before: Time::decode(r, "not before")?,
            not_after: Time::decode(r, "not after")?,
        })
    }
}

/// A certificate whose issuer signature and event were checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    payload: CertificatePayload,
    envelope: Envelope,
    issuer_status: KeyStatus,
    validity: Validity,
}

/// Whether a shift lies inside the validity of the key that signed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Validity {
    Inside,
    Outside,
}

impl Certificate {
    /// Checks the signature by a listed key with use 4, active or revoked, and the event. What it is worth under that
    /// key [`Certificate::stands`] says.
    pub fn verify(envelope: &Envelope, documents: &Documents) -> Result<Self, WireError> {
        let bad = |field| WireError::Bounds { field };
        let payload = CertificatePayload::from_bytes(&envelope.payload, CertificatePayload::MAX_BYTES)?;
        let signer = documents
            .trust()
            .signer(envelope, Domain::Staff, KeyUse::Staff)
            .ok_or(bad("certificate signature"))?;
        if payload.event != documents.event().event || !signer.covers(payload.event) {
            return Err(bad("certificate event"));
        }
        let inside = signer.is_valid_at(payload.not_before) && signer.is_valid_at(payload.not_after);
        let validity = if inside { Validity::Inside } else { Validity::Outside };
        Ok(Self { payload, envelope: envelope.clone(), issuer_status: signer.status, validity })
    }

    /// Reads the message `[19, env]` and checks it.
    pub fn from_message(bytes: &[u8], documents: &Documents) -> Result<Self, WireError> {
        Self::verify(&read_message(bytes)?, documents)
    }

    /// What the message `[19, env]` says, unchecked: whether it is one.
    pub(crate) fn read(bytes: &[u8]) -> Result<CertificatePayload, WireError> {
        CertificatePayload::from_bytes(&read_message(bytes)?.payload, CertificatePayload::MAX_BYTES)
    }

    /// The message `[19, env]` of a signed certificate.
    pub fn message(envelope: &Envelope) -> Vec<u8> {
        let mut w = Writer::new();
        w.array(2).uint(MessageType::StaffCertificate.number()).value(envelope);
        w.into_bytes()
    }

    /// The signed fields.
    pub fn payload(&self) -> &CertificatePayload {
        &self.payload
    }

    /// The signed bytes with their signature.
    pub fn envelope(&self) -> &Envelope {
        &self.envelope
    }

    /// Whether the key that signed it still stands.
    pub fn issuer_status(&self) -> KeyStatus {
        self.issuer_status
    }

    /// Whether it gives authority: its key is active and valid for the whole shift. One that does not is not newly
    /// adopted; entries under it count as under a revoked serial (J-06).
    pub fn stands(&self) -> bool {
        self.issuer_status == KeyStatus::Active && self.validity == Validity::Inside
    }

    /// Whether the certificate works at a gate.
    pub fn covers_gate(&self, gate: u8) -> bool {
        self.payload.gates.as_ref().is_none_or(|gates| gates.contains(&gate))
    }
}

fn read_message(bytes: &[u8]) -> Result<Envelope, WireError> {
    let mut r = Reader::new(bytes);
    r.array(2, "certificate")?;
    MessageType::StaffCertificate.require(&mut r)?;
    let envelope = Envelope::decode_within(&mut r, CertificatePayload::MAX_BYTES)?;
    r.end()?;
    if Certificate::message(&envelope) == bytes { Ok(envelope) } else { Err(WireError::NotDeterministic) }
}

/// A device asking to become staff: the proof that it has the key it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// The event.
    pub event: EventId,
    /// The key made on the device.
    pub key: PublicKey,
    /// A device, no person: 0 to 32 bytes.
    pub label: String,
    /// When it was made.
    pub made: Time,
    /// The key that names for this device are sealed to.
    pub hpke: HpkePublicKey,
}

impl Enrolment {
    const MAX_BYTES: usize = 256;

    /// The message `[18, payload, signature]`.
    pub fn sign(&self, key: &SecretKey) -> Vec<u8> {
        let payload = self.to_bytes();
        let signature = key.sign(Domain::Enrol, &payload);
        Signed { payload, signature }.to_message(MessageType::Enrolment)
    }

    /// Reads the message and checks the signature by the key in it.
    pub fn verify(bytes: &[u8]) -> Result<Self, WireError> {
        let signed = Signed::from_message(bytes, MessageType::Enrolment, Self::MAX_BYTES)?;
        let enrolment = Self::from_bytes(&signed.payload, Self::MAX_BYTES)?;
        enrolment
            .key
            .verify(Domain::Enrol, &signed.payload, &signed.signature)
            .map_err(|_| WireError::Bounds { field: "signature" })?;
        Ok(enrolment)
    }
}

impl Wire for Enrolment {
    fn encode(&self, w: &mut Writer) {
        w.array(5).value(&self.event).bytes(self.key.as_bytes()).text(&self.label).uint(self.made);
        w.bytes(self.hpke.as_bytes());
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(5, "enrolment")?;
        Ok(Self {
            event: EventId::decode(r)?,
            key: read_key(r, "staff key")?,
            label: r.text(0, 32, "label")?.to_owned(),
            made: Time::decode(r, "made")?,
            hpke: HpkePublicKey::from_bytes(r.bytes_exact("hpke key")?),
        })
    }
}
