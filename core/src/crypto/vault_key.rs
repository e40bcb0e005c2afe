//! `XChaCha20-Poly1305` under a key that a vault keeps in a file or draws from a passphrase (protocol §2).

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{AeadInOut, Nonce};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use rand_core::CryptoRng;
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

/// Nothing could be sealed or opened: another key, another purpose, or damaged bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the sealed bytes do not open")]
pub struct SealError;

/// What a passphrase costs to try: Argon2id's memory in KiB and passes (RFC 9106).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PassphraseCost {
    /// KiB.
    pub memory: u32,
    /// Passes over the memory.
    pub passes: u32,
}

impl PassphraseCost {
    /// 64 MiB, three passes (protocol §2).
    pub const STANDARD: Self = Self { memory: 64 * 1024, passes: 3 };
    const MAX_MEMORY: u32 = 1024 * 1024;
    const MAX_PASSES: u32 = 16;
}

/// 32 secret bytes of a vault.
pub struct VaultKey(Zeroizing<[u8; 32]>);

impl VaultKey {
    pub(super) const NONCE: usize = 24;

    /// Draws a key.
    pub fn generate(rng: &mut dyn CryptoRng) -> Self {
        let mut key = Self(Zeroizing::default());
        rng.fill_bytes(key.0.as_mut_slice());
        key
    }

    /// The key of a key file.
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(Zeroizing::new(*bytes))
    }

    /// `Argon2id(NFC(passphrase), salt, cost)`. A cost read from a file is bounded here, so that a changed file
    /// cannot ask for all memory.
    pub fn from_passphrase(
        passphrase: &str,
        salt: &[u8; 16],
        cost: PassphraseCost,
    ) -> Result<Self, SealError> {
        if cost.memory > PassphraseCost::MAX_MEMORY || cost.passes > PassphraseCost::MAX_PASSES {
            return Err(SealError);
        }
        let normal: Zeroizing<String> = Zeroizing::new(passphrase.nfc().collect());
        let params = Params::new(cost.memory, cost.passes, 1, Some(32)).map_err(|_| SealError)?;
        let mut key = Self(Zeroizing::default());
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(normal.as_bytes(), salt, key.0.as_mut_slice())
            .map_err(|_| SealError)?;
        Ok(key)
    }

    /// The key's bytes, for its key file only.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// `nonce24 || ciphertext || tag16`, bound to a purpose.
    pub fn seal(
        &self,
        purpose: &str,
        plaintext: &[u8],
        rng: &mut dyn CryptoRng,
    ) -> Result<Vec<u8>, SealError> {
        let mut nonce = [0; Self::NONCE];
        rng.fill_bytes(&mut nonce);
        self.seal_with(nonce, purpose.as_bytes(), plaintext)
    }

    /// Opens what [`VaultKey::seal`] made for the same purpose.
    pub fn open(&self, purpose: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        self.open_with(purpose.as_bytes(), sealed)
    }

    /// `nonce24 || XChaCha20-Poly1305(key, nonce, aad, plaintext)`
    pub(super) fn seal_with(
        &self,
        nonce: [u8; Self::NONCE],
        aad: &[u8],
        plaintext: &[u8],
    ) -> Result<Vec<u8>, SealError> {
        let mut text = plaintext.to_vec();
        XChaCha20Poly1305::new((&*self.0).into())
            .encrypt_in_place(&nonce.into(), aad, &mut text)
            .map_err(|_| SealError)?;
        Ok([nonce.as_slice(), &text].concat())
    }

    /// Opens what [`VaultKey::seal_with`] made with the same `aad`.
    pub(super) fn open_with(&self, aad: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let (nonce, text) = sealed.split_first_chunk::<{ Self::NONCE }>().ok_or(SealError)?;
        let nonce: Nonce<XChaCha20Poly1305> = (*nonce).into();
        let mut text = Zeroizing::new(text.to_vec());
        XChaCha20Poly1305::new((&*self.0).into())
            .decrypt_in_place(&nonce, aad, &mut *text)
            .map_err(|_| SealError)?;
        Ok(text)
    }
}

impl core::fmt::Debug for VaultKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("VaultKey([REDACTED])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::ChaCha20Rng;
    use rand_chacha::rand_core::SeedableRng;

    const CHEAP: PassphraseCost = PassphraseCost { memory: 64, passes: 1 };

    #[test]
    fn sealed_bytes_open_under_their_key_and_purpose_only() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let key = VaultKey::generate(&mut rng);
        let sealed = key.seal("a", b"secret", &mut rng).unwrap();
        assert_eq!(*key.open("a", &sealed).unwrap(), b"secret");
        assert_eq!(key.open("b", &sealed), Err(SealError));
        assert_eq!(VaultKey::from_bytes(&[1; 32]).open("a", &sealed), Err(SealError));
        for cut in 0..sealed.len() {
            assert_eq!(key.open("a", &sealed[..cut]), Err(SealError));
        }
    }

    #[test]
    fn a_passphrase_is_the_same_in_either_unicode_form() {
        let key = |text| VaultKey::from_passphrase(text, &[7; 16], CHEAP).unwrap();
        assert_eq!(key("か\u{3099}").expose(), key("が").expose());
        assert_ne!(key("か").expose(), key("が").expose());
    }

    #[test]
    fn a_cost_beyond_all_reason_is_refused() {
        let huge = PassphraseCost { memory: u32::MAX, passes: 1 };
        assert_eq!(VaultKey::from_passphrase("x", &[7; 16], huge).map(|_| ()), Err(SealError));
    }

    #[test]
    fn debug_shows_no_key() {
        assert_eq!(format!("{:?}", VaultKey::from_bytes(&[0xab; 32])), "VaultKey([REDACTED])");
    }
}
