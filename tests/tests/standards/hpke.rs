//! RFC 9180, appendix A.2.1: what parcels are sealed with.

use mogiri::crypto::{HpkeError, HpkePublicKey, HpkeSecretKey, Sealed};
use serde_json::Value;

use super::{hex, standard};

/// Gives out the bytes of a vector in place of randomness.
struct Given(Vec<u8>);

impl rand_core::TryRng for Given {
    type Error = core::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        unreachable!("keys are made of bytes")
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        unreachable!("keys are made of bytes")
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        bytes.copy_from_slice(&self.0.drain(..bytes.len()).collect::<Vec<_>>());
        Ok(())
    }
}

impl rand_core::TryCryptoRng for Given {}

fn array(row: &Value, field: &str) -> [u8; 32] {
    hex(row, field).try_into().unwrap()
}

fn sealed(row: &Value) -> Sealed {
    Sealed { enc: array(row, "enc"), ciphertext: hex(row, "ct") }
}

#[test]
fn the_example_of_rfc_9180_opens() {
    let row = standard!("rfc9180.json");
    let key = HpkeSecretKey::from_bytes(array(&row, "skRm"));
    assert_eq!(key.public().unwrap().as_bytes(), &array(&row, "pkRm"));
    let opened = key.open(&sealed(&row), &hex(&row, "info"), &hex(&row, "aad")).unwrap();
    assert_eq!(*opened, hex(&row, "pt"));
    assert_eq!(key.open(&sealed(&row), &hex(&row, "info"), b"Count-1"), Err(HpkeError));
}

#[test]
fn the_example_of_rfc_9180_is_derived_and_sealed_to_the_byte() {
    let row = standard!("rfc9180.json");
    let receiver = HpkeSecretKey::generate(&mut Given(hex(&row, "ikmR")));
    // Not the secret halves: the RFC prints its key before the bits are set that X25519 sets itself.
    assert_eq!(receiver.public().unwrap().as_bytes(), &array(&row, "pkRm"));
    let key = HpkePublicKey::from_bytes(array(&row, "pkRm"));
    let rng = &mut Given(hex(&row, "ikmE"));
    let made = key.seal(&hex(&row, "pt"), &hex(&row, "info"), &hex(&row, "aad"), rng).unwrap();
    assert_eq!(made, sealed(&row));
}
