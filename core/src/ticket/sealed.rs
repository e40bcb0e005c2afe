//! What a ticket file brings for one wallet alone: a name's opening and the secrets of the digits, sealed to the
//! request (protocol §4.1). A hand-over never carries them.

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::{Head, NameOpening, OtpUse, TicketSecret};
use crate::crypto::{HpkeError, HpkePublicKey, HpkeSecretKey, Sealed};
use crate::wire::{Reader, Wire, WireError, Writer};

/// `[salt bstr16 | null, name tstr | null, T secret bstr32 | null, digits secret bstr32 | null]`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TicketSecrets {
    /// Opens the credential's name.
    pub opening: Option<NameOpening>,
    /// Makes the digits of profile T.
    pub code: Option<TicketSecret>,
    /// Makes the check digits.
    pub digits: Option<TicketSecret>,
}

/// The sealed secrets of a ticket are not for this key and ticket, or break a bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the sealed secrets of the ticket do not open")]
pub struct SealedSecretsError;

impl From<WireError> for SealedSecretsError {
    fn from(_: WireError) -> Self {
        Self
    }
}

impl From<HpkeError> for SealedSecretsError {
    fn from(_: HpkeError) -> Self {
        Self
    }
}

impl TicketSecrets {
    /// Cap on the sealed bytes.
    pub const MAX_SEALED: usize = 512;

    /// `enc || ciphertext`: HPKE base mode to the key of a request, info `"mogiri/1/secrets" || 0x00 || H("request",
    /// payload)`, aad `head_0`.
    pub fn seal(
        &self,
        key: &HpkePublicKey,
        request: &[u8; 32],
        head: Head,
        rng: &mut dyn CryptoRng,
    ) -> Result<Vec<u8>, HpkeError> {
        let plaintext = Zeroizing::new(self.to_bytes());
        let sealed = key.seal(&plaintext, &info(request), head.as_bytes(), rng)?;
        Ok([sealed.enc.as_slice(), &sealed.ciphertext].concat())
    }

    /// Opens what [`TicketSecrets::seal`] made.
    pub fn open(
        sealed: &[u8],
        key: &HpkeSecretKey,
        request: &[u8; 32],
        head: Head,
    ) -> Result<Self, SealedSecretsError> {
        let (enc, ciphertext) = sealed.split_first_chunk().ok_or(SealedSecretsError)?;
        let sealed = Sealed { enc: *enc, ciphertext: ciphertext.to_vec() };
        let plaintext = key.open(&sealed, &info(request), head.as_bytes())?;
        Ok(Self::from_secret_bytes(&plaintext, Self::MAX_SEALED)?)
    }
}

fn info(request: &[u8; 32]) -> Vec<u8> {
    [b"mogiri/1/secrets\0".as_slice(), request].concat()
}

impl Wire for TicketSecrets {
    fn encode(&self, w: &mut Writer) {
        let bytes = |w: &mut Writer, secret: &TicketSecret| {
            w.bytes(secret.expose());
        };
        w.array(4);
        w.nullable(self.opening.as_ref(), |w, opening| {
            w.bytes(opening.salt());
        });
        w.nullable(self.opening.as_ref(), |w, opening| {
            w.text(opening.name().as_str());
        });
        w.nullable(self.code.as_ref(), bytes).nullable(self.digits.as_ref(), bytes);
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(4, "secrets")?;
        let salt = r.nullable("salt", |r| r.bytes_exact("salt"))?;
        let name = r.nullable("name", |r| r.text(1, NameOpening::MAX_NAME, "name").map(str::to_owned))?;
        let opening = match (salt, name.map(Zeroizing::new)) {
            (Some(salt), Some(name)) => {
                Some(NameOpening::exact(salt, &name).ok_or(WireError::Bounds { field: "name" })?)
            }
            (None, None) => None,
            _ => return Err(WireError::Shape { field: "name" }),
        };
        let mut secret = |purpose| {
            r.nullable("secret", |r| Ok(TicketSecret::from_bytes(r.bytes_exact("secret")?, purpose)))
        };
        Ok(Self { opening, code: secret(OtpUse::Code)?, digits: secret(OtpUse::Digits)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::rand_core::SeedableRng;

    fn secrets() -> TicketSecrets {
        TicketSecrets {
            opening: NameOpening::new([1; 16], "髙橋 一郎"),
            code: None,
            digits: Some(TicketSecret::from_bytes([3; 32], OtpUse::Digits)),
        }
    }

    #[test]
    fn secrets_open_for_their_request_and_their_ticket_alone() {
        let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(3);
        let key = HpkeSecretKey::generate(&mut rng);
        let (request, head) = ([4; 32], Head::from_bytes([5; 32]));
        let sealed = secrets().seal(&key.public().unwrap(), &request, head, &mut rng).unwrap();

        assert!(sealed.len() <= TicketSecrets::MAX_SEALED);
        assert_eq!(TicketSecrets::open(&sealed, &key, &request, head), Ok(secrets()));
        let other = HpkeSecretKey::generate(&mut rng);
        let fails = Err(SealedSecretsError);
        assert_eq!(TicketSecrets::open(&sealed, &other, &request, head), fails);
        assert_eq!(TicketSecrets::open(&sealed, &key, &[0; 32], head), fails);
        assert_eq!(TicketSecrets::open(&sealed, &key, &request, Head::from_bytes([0; 32])), fails);
        assert_eq!(TicketSecrets::open(&sealed[..31], &key, &request, head), fails);
    }

    #[test]
    fn a_name_comes_with_its_salt_or_not_at_all() {
        let mut w = Writer::new();
        w.array(4).bytes(&[0; 16]).null().null().null();
        let read = TicketSecrets::from_bytes(&w.into_bytes(), 64);
        assert_eq!(read, Err(WireError::Shape { field: "name" }));
    }
}
