//! A public Ed25519 key (RFC 8032) that was checked once and whose point was decoded once.

use core::cmp::Ordering;

use ed25519_dalek::VerifyingKey;

use super::{KeyError, PublicKey, Signature, SignatureInvalid};

/// 32 bytes that are the one encoding of a point, not of small order (protocol §2). Decoding a point costs a tenth of
/// a verification, so it is kept; two keys are equal if their bytes are.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ed25519Key(VerifyingKey);

impl Ed25519Key {
    pub(super) fn from_bytes(bytes: &[u8; 32]) -> Result<Self, KeyError> {
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| KeyError)?;
        if is_reduced(bytes) && !key.is_weak() { Ok(Self(key)) } else { Err(KeyError) }
    }

    pub(super) fn of(key: &ed25519_dalek::SigningKey) -> Self {
        Self(key.verifying_key())
    }

    /// The bytes that travel.
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// `Verify(key, message, signature)`: strict, cofactorless.
    pub(super) fn verify(&self, message: &[u8], signature: &Signature) -> Result<(), SignatureInvalid> {
        let signature = ed25519_dalek::Signature::from_bytes(signature);
        self.0.verify_strict(message, &signature).map_err(|_| SignatureInvalid)
    }
}

impl core::fmt::Debug for Ed25519Key {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        PublicKey::Ed25519(*self).fmt(f)
    }
}

impl PartialOrd for Ed25519Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ed25519Key {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_bytes().cmp(other.as_bytes())
    }
}

/// Whether y < p = 2²⁵⁵ − 19. Of a point, the only other second encoding is a sign without an x, and x is 0 for two
/// points of small order alone: so this needs no inversion, as encoding the point again would.
fn is_reduced(&[low, ref middle @ .., high]: &[u8; 32]) -> bool {
    high & 0x7f != 0x7f || middle.iter().any(|byte| *byte != 0xff) || low < 0xed
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `y`, or `y + p`, as 32 bytes; `sign` is the sign of x.
    fn encoded(y: u8, plus_p: bool, sign: u8) -> [u8; 32] {
        let mut bytes = if plus_p { [0xff; 32] } else { [0; 32] };
        bytes[0] = if plus_p { y + 0xed } else { y };
        bytes[31] = if plus_p { 0x7f } else { 0 } | sign << 7;
        bytes
    }

    #[test]
    fn a_good_point_is_refused_in_its_second_encoding() {
        let mut good = 0;
        for (y, sign) in (0..19).flat_map(|y| [(y, 0), (y, 1)]) {
            good += usize::from(Ed25519Key::from_bytes(&encoded(y, false, sign)).is_ok());
            assert_eq!(
                Ed25519Key::from_bytes(&encoded(y, true, sign)),
                Err(KeyError),
                "{y} + p, sign {sign}"
            );
        }
        assert!(good > 8, "{good} of the points have good order");
    }

    #[test]
    fn exactly_the_bytes_that_a_point_is_encoded_to_are_a_key() {
        // Every y within 300 of 0 or of 2²⁵⁵, and of both signs; dalek encodes the point again.
        let near = |low: u16, rest: u8, high: u8| {
            let mut bytes = [rest; 32];
            bytes[..2].copy_from_slice(&low.to_le_bytes());
            bytes[31] = high;
            bytes
        };
        let from_zero = (0..300).flat_map(|low| [near(low, 0, 0), near(low, 0, 0x80)]);
        let to_the_end = (0..300).flat_map(|low| [near(!low, 0xff, 0x7f), near(!low, 0xff, 0xff)]);
        for bytes in from_zero.chain(to_the_end) {
            let Ok(point) = VerifyingKey::from_bytes(&bytes) else { continue };
            let holds = point.to_edwards().compress().to_bytes() == bytes && !point.is_weak();
            assert_eq!(Ed25519Key::from_bytes(&bytes).is_ok(), holds, "{bytes:02x?}");
        }
    }
}
