//! Compact COSE signatures: Ed25519 (COSE -19) and ESP256 (COSE -9) over a `Sig_structure` (RFC 9052 §4.4).
//!
//! On the wire only the 64 signature bytes travel; the algorithm follows from the key's length, never from the
//! message (protocol §2).

use ed25519_dalek::Signer as _;
use p256::ecdsa::signature::Verifier as _;
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::Ed25519Key;
use crate::wire::Writer;

/// What a signature is for. It is bound as `external_aad = "mogiri/1/" || domain`, so that no message of one kind is
/// ever valid as another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are the protocol's words, protocol §2")]
pub enum Domain {
    Credential,
    Endorsement,
    Presentation,
    Request,
    Receipt,
    Fold,
    Terms,
    Challenge,
    Beacon,
    Stamp,
    Claim,
    Event,
    Manifest,
    Details,
    Trust,
    Revocation,
    Staff,
    Enrol,
    Head,
    Guests,
    Carriers,
}

impl Domain {
    /// Every domain, for tests that try each message under all others.
    pub const ALL: [Self; 21] = [
        Self::Credential,
        Self::Endorsement,
        Self::Presentation,
        Self::Request,
        Self::Receipt,
        Self::Fold,
        Self::Terms,
        Self::Challenge,
        Self::Beacon,
        Self::Stamp,
        Self::Claim,
        Self::Event,
        Self::Manifest,
        Self::Details,
        Self::Trust,
        Self::Revocation,
        Self::Staff,
        Self::Enrol,
        Self::Head,
        Self::Guests,
        Self::Carriers,
    ];

    /// The word that is signed.
    pub fn label(self) -> &'static str {
        match self {
            Self::Credential => "credential",
            Self::Endorsement => "endorsement",
            Self::Presentation => "presentation",
            Self::Request => "request",
            Self::Receipt => "receipt",
            Self::Fold => "fold",
            Self::Terms => "terms",
            Self::Challenge => "challenge",
            Self::Beacon => "beacon",
            Self::Stamp => "stamp",
            Self::Claim => "claim",
            Self::Event => "event",
            Self::Manifest => "manifest",
            Self::Details => "details",
            Self::Trust => "trust",
            Self::Revocation => "revocation",
            Self::Staff => "staff",
            Self::Enrol => "enrol",
            Self::Head => "head",
            Self::Guests => "guests",
            Self::Carriers => "carriers",
        }
    }
}

/// 64 bytes: Ed25519 `R || S`, or ESP256 `r || s` with low `s`. Never an identifier and in no hash (protocol §2).
pub type Signature = [u8; 64];

/// Bytes that are no key this protocol accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a valid public key")]
pub struct KeyError;

/// The signature does not hold for this key, domain and payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the signature does not hold")]
pub struct SignatureInvalid;

/// A public key that passed the checks of protocol §2: canonical, not of small order; for P-256 a compressed point on
/// the curve.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PublicKey {
    /// 32 bytes.
    Ed25519(Ed25519Key),
    /// 33 bytes, compressed.
    P256([u8; 33]),
}

impl PublicKey {
    /// Reads a key of 32 (Ed25519) or 33 (P-256) bytes and checks it.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, KeyError> {
        if let Ok(raw) = <[u8; 32]>::try_from(bytes) {
            return Ed25519Key::from_bytes(&raw).map(Self::Ed25519);
        }
        let raw = <[u8; 33]>::try_from(bytes).map_err(|_| KeyError)?;
        p256::ecdsa::VerifyingKey::from_sec1_bytes(&raw).map_err(|_| KeyError)?;
        Ok(Self::P256(raw))
    }

    /// The bytes that travel.
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Ed25519(key) => key.as_bytes(),
            Self::P256(raw) => raw,
        }
    }

    /// First 8 bytes of SHA-256 of the key (protocol §3): a hint, never an identity.
    pub fn kid(&self) -> [u8; 8] {
        let digest = super::sha256(self.as_bytes());
        let mut kid = [0; 8];
        kid.copy_from_slice(digest.split_at(8).0);
        kid
    }

    /// First 4 bytes of [`PublicKey::kid`], as codes carry it.
    pub fn kid4(&self) -> [u8; 4] {
        let [a, b, c, d, ..] = self.kid();
        [a, b, c, d]
    }

    /// `Verify(key, Sig_structure(domain, payload), signature)`: strict, cofactorless, low `s`.
    pub fn verify(
        &self,
        domain: Domain,
        payload: &[u8],
        signature: &Signature,
    ) -> Result<(), SignatureInvalid> {
        self.verify_message(&self.sig_structure(domain, payload), signature)
    }

    /// `Verify(key, message, signature)`: what [`PublicKey::verify`] and the vectors of the standards share.
    pub(super) fn verify_message(
        &self,
        message: &[u8],
        signature: &Signature,
    ) -> Result<(), SignatureInvalid> {
        match self {
            Self::Ed25519(key) => key.verify(message, signature),
            Self::P256(raw) => verify_p256(raw, message, signature),
        }
    }

    /// The exact bytes that are signed, for other implementations and their tests.
    pub fn sig_structure(&self, domain: Domain, payload: &[u8]) -> Vec<u8> {
        let protected: &[u8] = match self {
            Self::Ed25519(_) => &[0xa1, 0x01, 0x32],
            Self::P256(_) => &[0xa1, 0x01, 0x28],
        };
        let aad = [b"mogiri/1/", domain.label().as_bytes()].concat();
        let mut writer = Writer::new();
        writer.array(4).text("Signature1").bytes(protected).bytes(&aad).bytes(payload);
        writer.into_bytes()
    }
}

fn verify_p256(raw: &[u8; 33], message: &[u8], signature: &Signature) -> Result<(), SignatureInvalid> {
    let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(raw).map_err(|_| SignatureInvalid)?;
    let signature = p256::ecdsa::Signature::from_slice(signature).map_err(|_| SignatureInvalid)?;
    if signature.normalize_s() != signature {
        return Err(SignatureInvalid);
    }
    key.verify(message, &signature).map_err(|_| SignatureInvalid)
}

impl core::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "PublicKey({})", base16ct::lower::encode_string(&self.kid()))
    }
}

/// An Ed25519 signing key in memory; zeroed when dropped.
#[derive(Clone)]
pub struct SecretKey(ed25519_dalek::SigningKey);

impl SecretKey {
    /// Draws a fresh key: random, one per ticket, never derived (protocol §3).
    pub fn generate(rng: &mut dyn CryptoRng) -> Self {
        let mut seed = Zeroizing::new([0; 32]);
        rng.fill_bytes(seed.as_mut_slice());
        Self::from_seed(&seed)
    }

    /// The key of a stored seed.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(seed))
    }

    /// The seed, for the encrypted store only.
    pub fn expose(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// The key others verify with.
    pub fn public(&self) -> PublicKey {
        PublicKey::Ed25519(Ed25519Key::of(&self.0))
    }

    /// `Sign(key, Sig_structure(domain, payload))`
    pub fn sign(&self, domain: Domain, payload: &[u8]) -> Signature {
        self.sign_message(&self.public().sig_structure(domain, payload))
    }

    /// `Sign(key, message)`
    pub(super) fn sign_message(&self, message: &[u8]) -> Signature {
        self.0.sign(message).to_bytes()
    }
}

impl core::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("SecretKey([REDACTED])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_holds_under_its_own_domain_only() {
        let key = SecretKey::from_seed(&[1; 32]);
        let signature = key.sign(Domain::Receipt, b"payload");
        for domain in Domain::ALL {
            let holds = key.public().verify(domain, b"payload", &signature).is_ok();
            assert_eq!(holds, domain == Domain::Receipt, "{domain:?}");
        }
    }

    #[test]
    fn keys_of_small_order_and_non_canonical_keys_are_refused() {
        let mut identity = [0; 32];
        identity[0] = 1;
        // y = p + 1 encodes the identity a second way
        let mut second = [0xff; 32];
        second[0] = 0xee;
        second[31] = 0x7f;
        for bytes in [identity, second, [0; 32]] {
            assert_eq!(PublicKey::from_bytes(&bytes), Err(KeyError));
        }
    }

    #[test]
    fn a_high_s_signature_is_refused_on_reading() {
        use p256::ecdsa::signature::Signer as _;
        let signing = p256::ecdsa::SigningKey::from_slice(&[7; 32]).unwrap();
        let point = signing.verifying_key().to_sec1_point(true);
        let key = PublicKey::from_bytes(point.as_bytes()).unwrap();
        let message = key.sig_structure(Domain::Presentation, b"x");
        let signature: p256::ecdsa::Signature = signing.sign(&message);
        let low = signature.normalize_s();
        let high = p256::ecdsa::Signature::from_scalars(*low.r(), -*low.s()).unwrap();
        assert!(key.verify(Domain::Presentation, b"x", &low.to_bytes().into()).is_ok());
        assert_eq!(key.verify(Domain::Presentation, b"x", &high.to_bytes().into()), Err(SignatureInvalid));
    }

    #[test]
    fn debug_shows_no_secret() {
        assert_eq!(format!("{:?}", SecretKey::from_seed(&[0xab; 32])), "SecretKey([REDACTED])");
    }
}
