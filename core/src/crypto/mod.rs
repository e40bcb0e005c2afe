//! The only callers of the cryptographic libraries, apart from the store's own cipher.
//!
//! Each function is headed by its formula; protocol §2 says which primitive is used where.

mod ed25519;
mod hash;
mod hpke;
mod kdf;
mod mac;
mod otp;
mod sign;
mod signs;
#[cfg(test)]
mod standards;
mod vault_key;

pub use ed25519::Ed25519Key;
pub use hash::{constant_time_eq, hash, hash_bytes, sha256};
pub use hpke::{HpkeError, HpkePublicKey, HpkeSecretKey, Sealed};
pub use kdf::hkdf_sha256;
pub use mac::hmac_sha256;
pub use otp::{OtpHash, totp};
pub use sign::{Domain, KeyError, PublicKey, SecretKey, Signature, SignatureInvalid};
pub(crate) use signs::sure;
pub use signs::{HardwareKey, Signs};
pub use vault_key::{PassphraseCost, SealError, VaultKey};
