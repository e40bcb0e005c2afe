//! A signed list for one staff device, sealed to it: what the guest list and the list of carriers have in common
//! (protocol §3.1, §4.1).

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::adopt::Candidate;
use super::to_device::{ToDevice, ToDeviceError};
use super::{AdoptError, Adopted, Documents, EventId, KeyUse, Time, TrustList};
use crate::crypto::{Domain, HpkeError, HpkePublicKey, HpkeSecretKey, PublicKey, SecretKey};
use crate::wire::{Envelope, MessageType, Wire, WireError};

/// What a list says: its payload, and what tells its kind from others.
pub trait Listed: Wire {
    /// The message that it travels in.
    const KIND: MessageType;
    /// What its signature is under.
    const DOMAIN: Domain;
    /// What `"mogiri/1/"` is followed by in the info that it is sealed with.
    const WORD: &'static str;
    /// Cap on the message and on what is signed in it.
    const MAX_BYTES: usize;

    /// The event it is for.
    fn event(&self) -> EventId;
    /// Rises when the list for one device changes.
    fn version(&self) -> u32;
    /// When it was signed.
    fn issued(&self) -> Time;
}

/// A list whose signature was checked.
#[derive(Clone, PartialEq, Eq)]
pub struct DeviceList<L> {
    pub(super) fields: L,
    envelope: Envelope,
    signer: PublicKey,
}

impl<L: Listed> DeviceList<L> {
    /// Cap on the message and on what is signed in it.
    pub const MAX_BYTES: usize = L::MAX_BYTES;
    const SEALED: ToDevice = ToDevice { kind: L::KIND, word: L::WORD, max: L::MAX_BYTES };

    /// Signs what is in order.
    pub(super) fn sign(fields: &L, signer: &SecretKey) -> Result<Self, WireError> {
        let payload = fields.to_bytes();
        let fields = L::from_secret_bytes(&payload, L::MAX_BYTES)?;
        let signature = signer.sign(L::DOMAIN, &payload);
        let envelope = Envelope { payload, kid: signer.public().kid4(), signature };
        Ok(Self { fields, envelope, signer: signer.public() })
    }

    /// Checks the signature by a listed key with use 2 and its scope.
    pub fn verify(envelope: &Envelope, trust: &TrustList) -> Result<Self, AdoptError> {
        let fields = L::from_secret_bytes(&envelope.payload, L::MAX_BYTES)?;
        let signer = trust
            .signer(envelope, L::DOMAIN, KeyUse::Events)
            .filter(|signer| signer.covers(fields.event()))
            .ok_or(AdoptError::NotSigned)?;
        Ok(Self { fields, envelope: envelope.clone(), signer: signer.key })
    }

    /// The message `[type, enc bstr32, ciphertext]`: HPKE base mode to the key of the device's enrolment, info
    /// `"mogiri/1/" || word || 0x00 || event`, no aad.
    pub fn seal(&self, key: &HpkePublicKey, rng: &mut dyn CryptoRng) -> Result<Vec<u8>, HpkeError> {
        let plaintext = Zeroizing::new(self.envelope.to_bytes());
        Self::SEALED.seal(&plaintext, self.event(), key, rng)
    }

    /// Opens a message with the device's key. Whether it is signed [`DeviceList::verify`] says.
    pub fn open(message: &[u8], key: &HpkeSecretKey, event: EventId) -> Result<Envelope, ToDeviceError> {
        Ok(Self::read_envelope(&Self::SEALED.open(message, key, event)?)?)
    }

    /// The form of a message, before it is opened.
    pub fn check_form(message: &[u8]) -> Result<(), WireError> {
        Self::SEALED.read(message).map(drop)
    }

    /// Reads the signed bytes as they were sealed, and as they lie, encrypted, in a gate's store.
    pub fn read_envelope(bytes: &[u8]) -> Result<Envelope, WireError> {
        Self::SEALED.read_envelope(bytes)
    }

    /// Judges an opened list as every control document is judged (protocol §3.1): the list that comes into force in
    /// place of `current`, or `None` where nothing changes.
    pub fn adopt(
        opened: &Envelope,
        current: Option<&Self>,
        documents: &Documents,
    ) -> Result<Option<Self>, AdoptError> {
        let newer = Self::verify(opened, documents.trust())?;
        if newer.event() != documents.event().event {
            return Err(AdoptError::OtherEvent);
        }
        let current = current.map(Self::candidate);
        let adopted = newer.candidate().replaces(current.as_ref(), documents.trust())?;
        Ok((adopted == Adopted::New).then_some(newer))
    }

    /// The signed bytes with their signature, for the encrypted store only.
    pub(crate) fn envelope(&self) -> &Envelope {
        &self.envelope
    }

    /// The event it is for.
    pub fn event(&self) -> EventId {
        self.fields.event()
    }

    /// Rises when the list for this device changes.
    pub fn version(&self) -> u32 {
        self.fields.version()
    }

    /// When it was signed.
    pub fn issued(&self) -> Time {
        self.fields.issued()
    }

    fn candidate(&self) -> Candidate<'_> {
        Candidate {
            version: self.version(),
            payload: &self.envelope.payload,
            signer: self.signer,
            issued: Some(self.issued()),
        }
    }
}
