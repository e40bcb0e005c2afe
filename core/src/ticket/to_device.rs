//! What only one staff device reads: sealed to the key of its enrolment (protocol §4.1).

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::EventId;
use crate::crypto::{HpkeError, HpkePublicKey, HpkeSecretKey, Sealed};
use crate::wire::{Envelope, MessageType, Reader, WireError, Writer, is_encoding_of};

/// A kind of message `[type, enc bstr32, ciphertext]`: HPKE base mode, no aad.
pub(super) struct ToDevice {
    pub(super) kind: MessageType,
    /// What `"mogiri/1/"` is followed by in the info, before a zero byte and the event.
    pub(super) word: &'static str,
    /// Cap on the message.
    pub(super) max: usize,
}

/// What was sealed to a device does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ToDeviceError {
    /// Not a readable message.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// Sealed to another device, or for another event.
    #[error("sealed to another device, or for another event")]
    NotForMe,
}

impl ToDevice {
    pub(super) fn seal(
        &self,
        plaintext: &[u8],
        event: EventId,
        key: &HpkePublicKey,
        rng: &mut dyn CryptoRng,
    ) -> Result<Vec<u8>, HpkeError> {
        let sealed = key.seal(plaintext, &self.info(event), &[], rng)?;
        Ok(self.message(&sealed))
    }

    pub(super) fn open(
        &self,
        message: &[u8],
        key: &HpkeSecretKey,
        event: EventId,
    ) -> Result<Zeroizing<Vec<u8>>, ToDeviceError> {
        let sealed = self.read(message)?;
        key.open(&sealed, &self.info(event), &[]).map_err(|_| ToDeviceError::NotForMe)
    }

    /// The form of a message, before it is opened.
    pub(super) fn read(&self, message: &[u8]) -> Result<Sealed, WireError> {
        if message.len() > self.max {
            return Err(WireError::TooLarge { limit: self.max });
        }
        let mut r = Reader::new(message);
        r.array(3, "sealed message")?;
        self.kind.require(&mut r)?;
        let enc: [u8; 32] = r.bytes_exact("enc")?;
        let ciphertext = r.bytes(self.max, "ciphertext")?.to_vec();
        r.end()?;
        let sealed = Sealed { enc, ciphertext };
        if self.message(&sealed) == message { Ok(sealed) } else { Err(WireError::NotDeterministic) }
    }

    /// Signed bytes that were sealed. A list has secrets in it: no copy of them is left behind.
    pub(super) fn read_envelope(&self, opened: &[u8]) -> Result<Envelope, WireError> {
        let mut reader = Reader::new(opened);
        let envelope = Envelope::decode_within(&mut reader, self.max)?;
        reader.end()?;
        if is_encoding_of(opened, &envelope) { Ok(envelope) } else { Err(WireError::NotDeterministic) }
    }

    fn message(&self, sealed: &Sealed) -> Vec<u8> {
        let mut w = Writer::new();
        w.array(3).uint(self.kind.number()).bytes(&sealed.enc).bytes(&sealed.ciphertext);
        w.into_bytes()
    }

    fn info(&self, event: EventId) -> Vec<u8> {
        [b"mogiri/1/".as_slice(), self.word.as_bytes(), &[0], event.as_bytes()].concat()
    }
}
