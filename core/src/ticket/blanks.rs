//! Blanks: paper without a place that a gate sells, or gives out in place of a ticket (protocol §4). One is worth
//! something once an entry of a journal issues it.

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::to_device::{ToDevice, ToDeviceError};
use super::{
    AdoptError, Credential, CredentialError, CredentialPayload, Documents, EventId, KeyStatus, TicketId,
};
use crate::crypto::{HpkeError, HpkePublicKey, HpkeSecretKey};
use crate::wire::{Envelope, MessageType, Reader, Wire, WireError, Writer};

/// A blank that the organizer signed for this event, under a key that is not revoked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blank(Credential);

impl Blank {
    /// P-03, P-05, the event, and the form of a blank.
    ///
    /// # Errors
    /// [`AdoptError`], the whole of it a refusal.
    pub fn verify(envelope: &Envelope, documents: &Documents) -> Result<Self, AdoptError> {
        let trust = documents.trust();
        let credential = Credential::verify(envelope, trust).map_err(|error| match error {
            CredentialError::Newer => AdoptError::Wire(WireError::Unknown { field: "credential" }),
            CredentialError::UnknownIssuer | CredentialError::NotGenuine => AdoptError::NotSigned,
        })?;
        if credential.payload().event != documents.event().event {
            return Err(AdoptError::OtherEvent);
        }
        if !credential.payload().is_blank() {
            return Err(AdoptError::Wire(WireError::Bounds { field: "blank" }));
        }
        match trust.status(&credential.issuer()) {
            Some(KeyStatus::Active) => Ok(Self(credential)),
            _ => Err(AdoptError::KeyRevoked),
        }
    }

    /// The signed fields.
    pub fn payload(&self) -> &CredentialPayload {
        self.0.payload()
    }

    /// The signed bytes with their signature.
    pub fn envelope(&self) -> &Envelope {
        self.0.envelope()
    }
}

/// Blanks on their way to one device: nothing in them is checked but their form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Blanks(Vec<Envelope>);

impl Blanks {
    /// Cap on the message and on what is sealed in it.
    pub const MAX_BYTES: usize = 2 * 1024 * 1024;
    /// Cap on the blanks of one message.
    pub const MAX_BLANKS: u16 = 5_000;
    const SEALED: ToDevice = ToDevice { kind: MessageType::Blanks, word: "blanks", max: Self::MAX_BYTES };

    /// Blanks to be sealed, 1 to 5,000 of them.
    ///
    /// # Errors
    /// [`WireError`] for none, or too many.
    pub fn of(blanks: Vec<Envelope>) -> Result<Self, WireError> {
        let count = blanks.len();
        if count == 0 || count > usize::from(Self::MAX_BLANKS) {
            return Err(WireError::Bounds { field: "blanks" });
        }
        Ok(Self(blanks))
    }

    /// A ticket id that says its number: twelve bytes that nobody guesses, then the number, big-endian.
    pub fn ticket(random: [u8; 12], number: u32) -> TicketId {
        let mut id = [0; 16];
        let (head, tail) = id.split_at_mut(12);
        head.copy_from_slice(&random);
        tail.copy_from_slice(&number.to_be_bytes());
        TicketId::from_bytes(id)
    }

    /// The number in the id of a blank.
    pub fn number(ticket: TicketId) -> u32 {
        let tail = ticket.as_bytes().last_chunk::<4>();
        tail.map_or(0, |tail| u32::from_be_bytes(*tail))
    }

    /// The message `[26, enc bstr32, ciphertext]`, sealed to the key of a device's enrolment with the info
    /// `"mogiri/1/blanks" || 0x00 || event`.
    pub fn seal(
        &self,
        event: EventId,
        key: &HpkePublicKey,
        rng: &mut dyn CryptoRng,
    ) -> Result<Vec<u8>, HpkeError> {
        Self::SEALED.seal(&Zeroizing::new(self.to_bytes()), event, key, rng)
    }

    /// Opens a message with the device's key.
    pub fn open(message: &[u8], key: &HpkeSecretKey, event: EventId) -> Result<Self, ToDeviceError> {
        Ok(Self::read(&Self::SEALED.open(message, key, event)?)?)
    }

    /// The form of a message, before it is opened.
    pub fn check_form(message: &[u8]) -> Result<(), WireError> {
        Self::SEALED.read(message).map(drop)
    }

    /// Reads what is sealed.
    pub fn read(plaintext: &[u8]) -> Result<Self, WireError> {
        Self::from_bytes(plaintext, Self::MAX_BYTES)
    }

    /// Every blank.
    pub fn envelopes(&self) -> &[Envelope] {
        &self.0
    }
}

impl Wire for Blanks {
    fn encode(&self, w: &mut Writer) {
        w.list(&self.0, |w, blank| blank.encode(w));
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        let read = |r: &mut Reader<'_>| Envelope::decode_within(r, CredentialPayload::MAX_BYTES);
        r.list(1, Self::MAX_BLANKS.into(), "blanks", read).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blanks_number_stands_in_its_id() {
        for number in [0, 1, 255, 256, u32::MAX] {
            assert_eq!(Blanks::number(Blanks::ticket([7; 12], number)), number);
        }
    }
}
