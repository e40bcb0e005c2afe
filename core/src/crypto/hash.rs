//! `H(tag, x) = SHA-256("mogiri/1/" || tag || 0x00 || x)` (protocol §2).

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::wire::{Wire, Writer};

const PREFIX: &[u8] = b"mogiri/1/";

/// `SHA-256(bytes)`
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// `H(tag, bytes)` over plain bytes (where the protocol writes `||`).
pub fn hash_bytes(tag: &str, bytes: &[u8]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(PREFIX);
    hasher.update(tag.as_bytes());
    hasher.update([0]);
    hasher.update(bytes);
    hasher.finalize().into()
}

/// `H(tag, CBOR(value))` over the deterministic encoding of a value.
pub fn hash<T: Wire>(tag: &str, value: &T) -> [u8; 32] {
    let mut writer = Writer::new();
    value.encode(&mut writer);
    hash_bytes(tag, &writer.into_bytes())
}

/// Whether two byte strings are equal, in time that depends on their lengths only.
pub fn constant_time_eq(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}
