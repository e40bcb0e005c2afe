//! HPKE base mode: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305 (RFC 9180; protocol §2, §6).

use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::{Kem, X25519HkdfSha256};
use hpke::{Deserializable, OpModeR, OpModeS, Serializable, single_shot_open, single_shot_seal_with_rng};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

type PrivateKey = <X25519HkdfSha256 as Kem>::PrivateKey;
type RawPublicKey = <X25519HkdfSha256 as Kem>::PublicKey;
type EncappedKey = <X25519HkdfSha256 as Kem>::EncappedKey;

/// The ciphertext does not open: another key, other associated data, or changed bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the sealed bytes do not open")]
pub struct HpkeError;

/// The receiving half of a request: made for one request, erased with it.
#[derive(Clone)]
pub struct HpkeSecretKey(Zeroizing<[u8; 32]>);

/// The key that a parcel is sealed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HpkePublicKey([u8; 32]);

/// An encapsulated key and the ciphertext with its tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The encapsulated key, 32 bytes.
    pub enc: [u8; 32],
    /// Ciphertext and 16 bytes of tag.
    pub ciphertext: Vec<u8>,
}

impl HpkeSecretKey {
    /// Draws a fresh key pair.
    pub fn generate(rng: &mut dyn CryptoRng) -> Self {
        let (secret, _) = X25519HkdfSha256::gen_keypair_with_rng(&mut Borrowed(rng));
        let mut bytes = Zeroizing::new([0; 32]);
        secret.write_exact(bytes.as_mut_slice());
        Self(bytes)
    }

    /// Takes back what [`HpkeSecretKey::expose`] gave to the store.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The secret bytes, for the encrypted store only.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// The key to publish in a request.
    pub fn public(&self) -> Result<HpkePublicKey, HpkeError> {
        let public = X25519HkdfSha256::sk_to_pk(&self.private()?);
        let mut bytes = [0; 32];
        public.write_exact(&mut bytes);
        Ok(HpkePublicKey(bytes))
    }

    /// `Open(enc, skR, info, aad, ciphertext)`
    pub fn open(&self, sealed: &Sealed, info: &[u8], aad: &[u8]) -> Result<Zeroizing<Vec<u8>>, HpkeError> {
        let enc = EncappedKey::from_bytes(&sealed.enc).map_err(|_| HpkeError)?;
        single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
            &OpModeR::Base,
            &self.private()?,
            &enc,
            info,
            &sealed.ciphertext,
            aad,
        )
        .map(Zeroizing::new)
        .map_err(|_| HpkeError)
    }

    fn private(&self) -> Result<PrivateKey, HpkeError> {
        PrivateKey::from_bytes(self.0.as_slice()).map_err(|_| HpkeError)
    }
}

impl core::fmt::Debug for HpkeSecretKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("HpkeSecretKey([REDACTED])")
    }
}

impl HpkePublicKey {
    /// Any 32 bytes; an all-zero shared secret is refused when sealing (RFC 9180 §7.1.4).
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes that travel.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// `Seal(pkR, info, aad, plaintext)`
    pub fn seal(
        &self,
        plaintext: &[u8],
        info: &[u8],
        aad: &[u8],
        rng: &mut dyn CryptoRng,
    ) -> Result<Sealed, HpkeError> {
        let key = RawPublicKey::from_bytes(&self.0).map_err(|_| HpkeError)?;
        let (enc, ciphertext) = single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
            &OpModeS::Base,
            &key,
            info,
            plaintext,
            aad,
            &mut Borrowed(rng),
        )
        .map_err(|_| HpkeError)?;
        let mut bytes = [0; 32];
        enc.write_exact(&mut bytes);
        Ok(Sealed { enc: bytes, ciphertext })
    }
}

/// Lends a `dyn CryptoRng` to generic code.
struct Borrowed<'a>(&'a mut dyn CryptoRng);

impl rand_core::TryRng for Borrowed<'_> {
    type Error = core::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        self.0.try_next_u32()
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        self.0.try_next_u64()
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        self.0.try_fill_bytes(bytes)
    }
}

impl rand_core::TryCryptoRng for Borrowed<'_> {}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::rand_core::SeedableRng;

    #[test]
    fn only_the_request_key_with_the_same_context_opens_a_parcel() {
        let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(7);
        let key = HpkeSecretKey::generate(&mut rng);
        let other = HpkeSecretKey::generate(&mut rng);
        let sealed = key.public().unwrap().seal(b"ticket", b"info", b"aad", &mut rng).unwrap();

        assert_eq!(key.open(&sealed, b"info", b"aad").unwrap().as_slice(), b"ticket");
        assert_eq!(other.open(&sealed, b"info", b"aad"), Err(HpkeError));
        assert_eq!(key.open(&sealed, b"other", b"aad"), Err(HpkeError));
        assert_eq!(key.open(&sealed, b"info", b"other"), Err(HpkeError));
    }

    #[test]
    fn a_key_without_contribution_is_refused() {
        let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(7);
        let zero = HpkePublicKey::from_bytes([0; 32]);
        assert_eq!(zero.seal(b"ticket", b"", b"", &mut rng), Err(HpkeError));
    }

    #[test]
    fn debug_shows_no_secret() {
        let key = HpkeSecretKey::from_bytes([0xab; 32]);
        assert_eq!(format!("{key:?}"), "HpkeSecretKey([REDACTED])");
    }
}
