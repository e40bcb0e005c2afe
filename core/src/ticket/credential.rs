//! The credential: what the issuer signed (protocol §4).

use super::{EventId, Head, Policy, TicketId, Time, TrustList, TrustedKey};
use crate::crypto::{Domain, PublicKey, SecretKey, hash_bytes};
use crate::wire::{Envelope, Reader, Wire, WireError, Writer};

/// The signed fields, before or after their signature was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CredentialPayload {
    /// The ticket, the same through all epochs.
    pub ticket: TicketId,
    /// The event it belongs to.
    pub event: EventId,
    /// Rises with each re-issue.
    pub epoch: u16,
    /// The first holder's key; `None` on paper only.
    pub holder: Option<PublicKey>,
    /// First second of validity (doors).
    pub from: Time,
    /// Length of validity.
    pub minutes: u32,
    /// Seat or place as people read it: 0 to 48 bytes, NFC, neutral text.
    pub place: String,
    /// Index into the event core's zones.
    pub zone: u8,
    /// What the issuer allows.
    pub policy: Policy,
    /// `H("name", salt16 || name)[0..16]`, if the ticket is bound to a name.
    pub name: Option<[u8; 16]>,
}

/// Why a credential does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CredentialError {
    /// No listed key matches: another organizer, or our list is old (P-03).
    #[error("no listed key matches")]
    UnknownIssuer,
    /// No matching key verifies it, it breaks a bound, or it lies outside its key's scope or validity (P-03, P-05).
    #[error("not signed by a listed key as it stands")]
    NotGenuine,
    /// A flag of a newer version: update the app.
    #[error("the credential is of a newer version")]
    Newer,
}

impl CredentialPayload {
    /// Cap on the encoded payload.
    pub const MAX_BYTES: usize = 256;
    /// Cap on the place, in bytes of UTF-8.
    pub const MAX_PLACE: usize = 48;

    /// `head_0`.
    pub fn head(&self) -> Head {
        Head::from_bytes(hash_bytes("head", &self.to_bytes()))
    }

    /// The last second of validity, as signed (the event core's `moved` and `late` come on top).
    pub fn end(&self) -> Time {
        self.from.shifted(i64::from(self.minutes) * 60)
    }

    /// Whether it is a blank: paper of epoch 0 with no place and no name, which says nothing before a gate issues it.
    pub fn is_blank(&self) -> bool {
        self.holder.is_none() && self.epoch == 0 && self.place.is_empty() && self.name.is_none()
    }

    /// Signs the payload under the issuer's key.
    pub fn sign(&self, key: &SecretKey) -> Envelope {
        let payload = self.to_bytes();
        let signature = key.sign(Domain::Credential, &payload);
        Envelope { payload, kid: key.public().kid4(), signature }
    }
}

impl Wire for CredentialPayload {
    fn encode(&self, w: &mut Writer) {
        w.array(10).value(&self.ticket).value(&self.event).uint(self.epoch);
        w.nullable(self.holder.as_ref(), |w, key| {
            w.bytes(key.as_bytes());
        });
        w.uint(self.from).uint(self.minutes).text(&self.place).uint(self.zone).value(&self.policy);
        w.nullable(self.name.as_ref(), |w, name| {
            w.bytes(name);
        });
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(10, "credential")?;
        let payload = Self {
            ticket: TicketId::decode(r)?,
            event: EventId::decode(r)?,
            epoch: r.uint16("epoch")?,
            holder: r.nullable("holder", |r| read_key(r, "holder"))?,
            from: Time::decode(r, "from")?,
            minutes: r.uint32("minutes")?,
            place: read_nfc(r, Self::MAX_PLACE, "place")?,
            zone: r.uint8("zone")?,
            policy: Policy::decode(r)?,
            name: r.nullable("name", |r| r.bytes_exact("name"))?,
        };
        if payload.policy.deadline > payload.minutes {
            return Err(WireError::Bounds { field: "deadline" });
        }
        Ok(payload)
    }
}

/// A public key of 32 or 33 bytes that passed its checks.
pub(crate) fn read_key(r: &mut Reader<'_>, field: &'static str) -> Result<PublicKey, WireError> {
    PublicKey::from_bytes(r.bytes(33, field)?).map_err(|_| WireError::Bounds { field })
}

fn read_nfc(r: &mut Reader<'_>, max: usize, field: &'static str) -> Result<String, WireError> {
    let text = r.text(0, max, field)?;
    if unicode_normalization::is_nfc(text) { Ok(text.to_owned()) } else { Err(WireError::Bounds { field }) }
}

/// A credential whose issuer signature, scope and validity were checked: P-03 and P-05 hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    payload: CredentialPayload,
    envelope: Envelope,
    issuer: PublicKey,
    head: Head,
}

impl Credential {
    /// P-03 and P-05: a listed key with use 1 verifies the payload bytes as received, the payload is within bounds,
    /// its event within the key's scope, its validity within the key's.
    pub fn verify(envelope: &Envelope, trust: &TrustList) -> Result<Self, CredentialError> {
        Self::under(envelope, trust.signer_of_credential(envelope)?)
    }

    /// P-05 alone, under the key that P-03 found.
    pub(crate) fn under(envelope: &Envelope, issuer: &TrustedKey) -> Result<Self, CredentialError> {
        let payload = CredentialPayload::from_bytes(&envelope.payload, CredentialPayload::MAX_BYTES)
            .map_err(|e| match e {
                WireError::Unknown { .. } => CredentialError::Newer,
                _ => CredentialError::NotGenuine,
            })?;
        if !issuer.covers(payload.event) || payload.from < issuer.from || payload.end() > issuer.until {
            return Err(CredentialError::NotGenuine);
        }
        let head = Head::from_bytes(hash_bytes("head", &envelope.payload));
        Ok(Self { payload, envelope: envelope.clone(), issuer: issuer.key, head })
    }

    /// The signed fields.
    pub fn payload(&self) -> &CredentialPayload {
        &self.payload
    }

    /// The signed fields alone.
    pub(crate) fn into_payload(self) -> CredentialPayload {
        self.payload
    }

    /// The signed bytes with their signature.
    pub fn envelope(&self) -> &Envelope {
        &self.envelope
    }

    /// The key that signed it.
    pub fn issuer(&self) -> PublicKey {
        self.issuer
    }

    /// `head_0`.
    pub fn head(&self) -> Head {
        self.head
    }
}
