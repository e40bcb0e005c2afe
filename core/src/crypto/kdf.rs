//! HKDF-SHA256 (RFC 5869) for secrets that follow from another.

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

/// `HKDF-Expand(HKDF-Extract(no salt, ikm), info, 32)` with SHA-256.
pub fn hkdf_sha256(ikm: &[u8; 32], info: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut out = Zeroizing::new([0; 32]);
    // RFC 5869 §2.3: only more than 255 blocks are too many, and this is one.
    Hkdf::<Sha256>::new(None, ikm).expand(info, out.as_mut_slice()).unwrap_or_default();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_derived_key_is_the_first_block_of_rfc_5869() {
        use hmac::{Hmac, KeyInit, Mac};
        let mac = |key: &[u8], message: &[&[u8]]| -> [u8; 32] {
            let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
            for part in message {
                mac.update(part);
            }
            mac.finalize().into_bytes().into()
        };
        let extracted = mac(&[0; 32], &[&[7; 32]]);
        assert_eq!(*hkdf_sha256(&[7; 32], b"info"), mac(&extracted, &[b"info", &[1]]));
    }
}
