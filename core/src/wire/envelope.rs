//! `env = [payload bstr, kid4 bstr4, signature bstr64]` (protocol §4.1): what root or issuer signed, as received.

use super::{Reader, Wire, WireError, Writer};
use crate::crypto::Signature;

/// The first four bytes of a key's id: a hint which keys to try (protocol §3).
pub type Kid4 = [u8; 4];

/// A signed payload whose signature nobody has checked yet.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Envelope {
    /// The signed bytes, verified as received.
    pub payload: Vec<u8>,
    /// Which keys to try.
    pub kid: Kid4,
    /// 64 bytes.
    pub signature: Signature,
}

impl Envelope {
    /// Cap of a payload where no smaller one applies: a revocation list.
    pub const MAX_PAYLOAD: usize = 1024 * 1024;

    /// Reads an envelope whose payload has at most `max` bytes.
    pub fn decode_within(r: &mut Reader<'_>, max: usize) -> Result<Self, WireError> {
        r.array(3, "envelope")?;
        Ok(Self {
            payload: r.bytes(max, "payload")?.to_vec(),
            kid: r.bytes_exact("kid")?,
            signature: r.bytes_exact("signature")?,
        })
    }
}

impl Wire for Envelope {
    fn encode(&self, w: &mut Writer) {
        w.array(3).bytes(&self.payload).bytes(&self.kid).bytes(&self.signature);
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        Self::decode_within(r, Self::MAX_PAYLOAD)
    }
}
