//! The examples of the standards, against our own functions. The raw primitives (Ed25519, ECDSA, X25519, the ciphers,
//! HKDF) are tested beside them in `core/src/crypto/standards`.

mod base45;
mod cbor;
mod cose;
mod hpke;
mod totp;

use serde_json::Value;

/// A file of `tests/standards`.
macro_rules! standard {
    ($name:literal) => {
        serde_json::from_str::<serde_json::Value>(include_str!(concat!("../../standards/", $name))).unwrap()
    };
}
use standard;

fn rows(file: &Value, list: &str) -> Vec<Value> {
    let rows = file[list].as_array().unwrap_or_else(|| panic!("no {list} in {file}")).clone();
    assert!(!rows.is_empty(), "{list} is empty");
    rows
}

fn text<'a>(row: &'a Value, field: &str) -> &'a str {
    row[field].as_str().unwrap_or_else(|| panic!("no {field} in {row}"))
}

fn hex(row: &Value, field: &str) -> Vec<u8> {
    data_encoding::HEXLOWER.decode(text(row, field).as_bytes()).unwrap()
}
