//! What staff or holder is shown is covered by a checked signature: one test a field changes it, keeps the signature
//! and expects the refusal that a false signature gets. Signed anew with the new value, the same message is not
//! refused for its signature: it was the signature that noticed.
//!
//! The lists are complete: a field that one of them does not name does not compile.

use mogiri::wire::{Wire, WireError};
use mogiri_tests::samples::key;
use mogiri_tests::signed::SignedMessage;

/// Changes one field of a message's payload.
fn refused<T: Wire>(field: &str, message: &SignedMessage, refusal: &str, change: impl FnOnce(&mut T)) {
    let read: Result<T, WireError> = T::from_bytes(&message.payload, 4096);
    let mut payload = read.unwrap_or_else(|error| panic!("{message:?}: {error}"));
    change(&mut payload);
    refused_bytes(field, message, refusal, &payload.to_bytes());
}

fn refused_bytes(field: &str, message: &SignedMessage, refusal: &str, changed: &[u8]) {
    assert_ne!(changed, message.payload, "{message:?}: {field} is what it was");
    assert_eq!(message.read(&message.under(message.domain)), Ok(()), "{message:?} is good");
    let forged = message.read(&message.forged(changed));
    assert_eq!(forged, Err(refusal.to_owned()), "{message:?} with another {field}");
    // An enrolment is signed by the key that it names, which may be what changed.
    let signers = [&message.key, &key(8)];
    let noticed = signers.map(|signer| message.read(&message.signed_by(signer, changed)) == forged);
    assert_ne!(noticed, [true, true], "{message:?} with another {field}, signed anew");
}

/// One test a field, and a pattern that names them all.
macro_rules! fields {
    ($module:ident: $type:ident in $message:ident else $refusal:literal;
     $($field:ident: $change:expr;)*) => {
        mod $module {
            use super::*;

            #[allow(dead_code, reason = "it only has to compile")]
            fn none_is_left_out(payload: &$type) {
                let $type { $($field: _),* } = payload;
            }

            $(
                #[test]
                fn $field() {
                    let change: fn(&mut $type) = $change;
                    refused(stringify!($field), &Cast::default().$message(), $refusal, change);
                }
            )*
        }
    };
}

mod documents;
mod holder;
mod staff;
