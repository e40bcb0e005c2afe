//! Protocol §4.1 as tables. Seed 1 is the sample organizer's root, 2 its issuer key, 3 a device.

use mogiri::crypto::Domain;

use super::shape::Shape;
use Shape::{
    Array, Bstr, Bytes, Env, Exactly, Int, Key, List, Null, Nullable, Number, One, PublicOf, Signed, Sorted,
    Text, Uint,
};

const ROOT: u8 = 1;
const ISSUER: u8 = 2;
const DEVICE: u8 = 3;

const U8: Shape = Uint(0, 255);
const U16: Shape = Uint(0, 0xffff);
const U32: Shape = Uint(0, 0xffff_ffff);
const LAST_SECOND: u64 = (1 << 36) - 1;
const TIME: Shape = Uint(0, LAST_SECOND);
const STEP: Shape = Uint(0, LAST_SECOND / 10);
/// The sample event, or another one.
const EVENT: Shape = One(&[SAMPLE_EVENT, SAMPLE_EVENT, B8]);
const SAMPLE_EVENT: Shape = Exactly(&[7; 8]);
const B8: Shape = Bytes(8, 8);
const B16: Shape = Bytes(16, 16);
const B32: Shape = Bytes(32, 32);
const SIGNATURE: Shape = Bytes(64, 64);

const POLICY: Shape = Array(&[Uint(0, 0x3fff), Uint(0, 3), Uint(0, 600)]);
pub(super) const CREDENTIAL: Shape =
    Array(&[B16, EVENT, U16, Nullable(&Key), TIME, U32, Text(0, 48), U8, POLICY, Nullable(&B16)]);
const CREDENTIAL_ENV: Shape = Env(ISSUER, Domain::Credential, &CREDENTIAL);
const HOP: Shape =
    One(&[Array(&[Number(0), Key, STEP, SIGNATURE]), Array(&[Uint(0, 2), Null, STEP, SIGNATURE])]);
const CHAIN: Shape = List(0, 4, &HOP);
pub(super) const HOLDING: Shape = Array(&[CREDENTIAL_ENV, CHAIN]);
pub(super) const CODE: Shape = One(&[
    Array(&[Number(1), CREDENTIAL_ENV, CHAIN, STEP, SIGNATURE]),
    Array(&[Number(2), B16, STEP, SIGNATURE]),
    Array(&[Number(3), CREDENTIAL_ENV, CHAIN, STEP, SIGNATURE, Nullable(&Bytes(33, 256))]),
    Array(&[Number(4), CREDENTIAL_ENV]),
    Array(&[Number(5), B16, Uint(0, 99_999_999)]),
]);
pub(super) const NAME: Shape = Array(&[B16, Text(1, 120)]);
pub(super) const PRESENTATION: Shape = Array(&[Uint(1, 3), EVENT, B32, STEP, Nullable(&B32)]);

const TRUST_ROW: Shape = Array(&[Key, Uint(1, 15), Uint(0, 1), TIME, TIME, Nullable(&List(1, 3, &EVENT))]);
const ISSUER_ROW: Shape =
    Array(&[PublicOf(ISSUER), Number(15), Number(0), Number(0), Number(LAST_SECOND), Null]);
const TRUST: Shape = Array(&[PublicOf(ROOT), U32, TIME, TIME, Nullable(&Key), Sorted(4, &TRUST_ROW)]);
const ISSUER_TRUST: Shape = Array(&[PublicOf(ROOT), U32, TIME, TIME, Null, Array(&[ISSUER_ROW])]);
pub(super) const TRUST_LIST: Shape = Array(&[Number(21), Signed(ROOT, Domain::Trust, &TRUST)]);

const ZONE: Shape = Text(1, 24);
const GATE: Shape = Array(&[Text(1, 24), Nullable(&List(0, 3, &U8))]);
pub(super) const EVENT_CORE: Shape = Array(&[
    EVENT,
    PublicOf(ROOT),
    Uint(1, 0xffff_ffff),
    Text(1, 120),
    Text(0, 120),
    Text(1, 40),
    TIME,
    TIME,
    TIME,
    U32,
    U32,
    Int(1 << 32),
    List(0, 5, &ZONE),
    List(1, 5, &GATE),
    U16,
    Uint(0, 3),
    Array(&[One(&[Number(0), U32]), U32]),
    Uint(0, 1),
    U32,
    TIME,
    Nullable(&Key),
    Nullable(&Bytes(0, 40)),
    Nullable(&Bytes(0, 40)),
]);
pub(super) const EVENT_FILE: Shape = Array(&[
    Number(17),
    Array(&[Signed(ROOT, Domain::Trust, &ISSUER_TRUST)]),
    Env(ISSUER, Domain::Event, &EVENT_CORE),
    Nullable(&Env(ISSUER, Domain::Details, &U32)),
]);
pub(super) const TICKET_FILE: Shape =
    Array(&[Number(16), Bstr(&EVENT_FILE), List(1, 3, &Array(&[Bstr(&HOLDING), Null]))]);

const CERTIFICATE: Shape = Array(&[B8, Key, Uint(0, 127), EVENT, Nullable(&List(0, 3, &U8)), TIME, TIME]);
pub(super) const CERTIFICATE_PAYLOAD: Shape = CERTIFICATE;
pub(super) const STAFF_CERTIFICATE: Shape = Array(&[Number(19), Env(ISSUER, Domain::Staff, &CERTIFICATE)]);
const CERTIFICATE_ENV: Shape = Env(ISSUER, Domain::Staff, &CERTIFICATE);
const ENROLMENT_PAYLOAD: Shape = Array(&[EVENT, PublicOf(DEVICE), Text(0, 32), TIME, B32]);
pub(super) const ENROLMENT: Shape = Array(&[Number(18), Signed(DEVICE, Domain::Enrol, &ENROLMENT_PAYLOAD)]);

const MANIFEST_ROW: Shape =
    Array(&[B16, SAMPLE_EVENT, U16, Nullable(&Key), TIME, U32, Text(0, 48), U8, POLICY, Nullable(&B16)]);
const MANIFEST_PAYLOAD: Shape =
    Array(&[SAMPLE_EVENT, Uint(1, 0xffff_ffff), TIME, List(0, 2, &Bstr(&MANIFEST_ROW))]);
pub(super) const MANIFEST: Shape = Array(&[Number(23), Env(ISSUER, Domain::Manifest, &MANIFEST_PAYLOAD)]);

pub(super) const GUEST_LIST: Shape = Array(&[Number(24), B32, Bytes(0, 400)]);
const GUESTS_PAYLOAD: Shape = Array(&[
    EVENT,
    Uint(1, 0xffff_ffff),
    TIME,
    Sorted(3, &Array(&[U8, B32])),
    Sorted(2, &Array(&[B16, B16, Text(1, 20)])),
]);
pub(super) const GUEST_LIST_CONTENTS: Shape = Env(ISSUER, Domain::Guests, &GUESTS_PAYLOAD);
pub(super) const CARRIERS: Shape = Array(&[Number(27), B32, Bytes(0, 400)]);
const CARRIERS_PAYLOAD: Shape =
    Array(&[EVENT, Uint(1, 0xffff_ffff), TIME, B32, Sorted(3, &Array(&[B16, B16]))]);
pub(super) const CARRIERS_CONTENTS: Shape = Env(ISSUER, Domain::Carriers, &CARRIERS_PAYLOAD);
pub(super) const BLANKS: Shape = Array(&[Number(26), B32, Bytes(0, 400)]);
const BLANK: Shape = Array(&[B16, EVENT, Number(0), Null, TIME, U32, Text(0, 0), U8, POLICY, Null]);
pub(super) const BLANKS_CONTENTS: Shape = List(1, 3, &Env(ISSUER, Domain::Credential, &BLANK));
pub(super) const SECRETS: Shape = One(&[
    Array(&[B16, Text(1, 120), Nullable(&B32), Nullable(&B32)]),
    Array(&[Null, Null, Nullable(&B32), Nullable(&B32)]),
]);

const REVOCATION_PAYLOAD: Shape =
    Array(&[EVENT, U32, Nullable(&B32), TIME, TIME, Sorted(4, &Array(&[B8, Uint(0, 3)])), Sorted(3, &B8)]);
pub(super) const REVOCATION: Shape =
    Array(&[Number(20), Env(ISSUER, Domain::Revocation, &REVOCATION_PAYLOAD)]);

const REQUEST_KEYS: Shape = One(&[Array(&[PublicOf(DEVICE)]), Array(&[PublicOf(DEVICE), Key])]);
const REQUEST_PAYLOAD: Shape = Array(&[REQUEST_KEYS, B32, B16, TIME, Nullable(&EVENT), List(0, 4, &B8)]);
pub(super) const REQUEST: Shape = Array(&[Number(8), Signed(DEVICE, Domain::Request, &REQUEST_PAYLOAD)]);
pub(super) const PARCEL: Shape = Array(&[Number(9), List(1, 20, &B16), B32, Bytes(0, 400)]);
pub(super) const PARCEL_CONTENTS: Shape =
    Array(&[List(1, 3, &Bstr(&HOLDING)), B32, Nullable(&Bytes(0, 100))]);
pub(super) const FOLD: Shape = Array(&[Number(25), Bstr(&HOLDING), Nullable(&Bytes(0, 100)), SIGNATURE]);
const ANSWER_ROW: Shape =
    One(&[Array(&[B16, Number(0), Null, SIGNATURE]), Array(&[B16, Number(1), STEP, SIGNATURE])]);
pub(super) const ANSWER: Shape = Array(&[Number(10), List(1, 20, &ANSWER_ROW)]);

const STAMP_PAYLOAD: Shape = Array(&[B16, U8, TIME, Uint(0, 3), B16]);
pub(super) const STAMP: Shape =
    Array(&[Number(7), Signed(DEVICE, Domain::Stamp, &STAMP_PAYLOAD), DEVICE_ENV]);
const BEACON_PAYLOAD: Shape = Array(&[B16, U8, TIME]);
pub(super) const BEACON: Shape =
    Array(&[Number(6), Signed(DEVICE, Domain::Beacon, &BEACON_PAYLOAD), DEVICE_ENV]);
const CHALLENGE_PAYLOAD: Shape = Array(&[EVENT, U8, TIME, B16, Uint(1, 30), Nullable(&B32)]);
pub(super) const CHALLENGE: Shape =
    Array(&[Number(14), Signed(DEVICE, Domain::Challenge, &CHALLENGE_PAYLOAD), DEVICE_ENV]);
const DEVICE_ENV: Shape = Env(
    ISSUER,
    Domain::Staff,
    &Array(&[B8, PublicOf(DEVICE), Uint(0, 127), SAMPLE_EVENT, Null, Number(0), Number(LAST_SECOND)]),
);
const POINT: Shape = Array(&[Int(10_000), Int(10_000)]);
pub(super) const TEMPLATES: Shape = List(1, 3, &Array(&[U8, Text(0, 24), Uint(50, 500), List(3, 5, &POINT)]));

macro_rules! entry {
    ($kind:expr, $body:expr) => {
        Array(&[B16, U32, B32, HLC, $kind, Nullable(&B16), Nullable(&U16), U8, Nullable(&STEP), $body])
    };
}

const HLC: Shape = Array(&[Uint(0, (1 << 36) * 1000 - 1), U16]);
const WORD: Shape = One(&[Text(1, 1), Text(2, 2), Text(24, 24)]);
const ANSWERED: Shape = Array(&[Bytes(0, 60), SIGNATURE, CERTIFICATE_ENV]);
const PASSAGE: Shape = Array(&[Nullable(&Bytes(0, 744)), Nullable(&ANSWERED), List(0, 8, &WORD)]);
pub(super) const ENTRY: Shape = One(&[
    entry!(Number(0), Array(&[CERTIFICATE_ENV, B16])),
    entry!(Number(1), Array(&[CERTIFICATE_ENV])),
    entry!(Uint(2, 3), PASSAGE),
    entry!(Number(4), Array(&[WORD, Nullable(&B16)])),
    entry!(Number(5), Array(&[B32, U8, TIME])),
    entry!(Number(7), Array(&[B32, WORD])),
    entry!(Number(8), Array(&[Nullable(&B32), WORD, Nullable(&Bytes(0, 744)), Nullable(&ANSWERED)])),
    entry!(Number(9), Array(&[Bytes(0, 744), Nullable(&B16), WORD])),
    entry!(Number(6), List(0, 3, &U32)),
    entry!(Uint(10, 14), List(0, 3, &U32)),
]);
const HEAD_PAYLOAD: Shape = Array(&[B16, U32, B32]);
pub(super) const HEAD: Shape = Array(&[Signed(DEVICE, Domain::Head, &HEAD_PAYLOAD)]);
pub(super) const JOURNAL_HEADER: Shape = Array(&[
    Number(22),
    PublicOf(ROOT),
    EVENT,
    Nullable(&Array(&[Signed(ROOT, Domain::Trust, &TRUST)])),
    Nullable(&Env(ISSUER, Domain::Revocation, &REVOCATION_PAYLOAD)),
]);
const VECTOR_ROW: Shape = Array(&[B16, U32, B16]);
pub(super) const SYNC_VECTOR: Shape =
    Array(&[Number(28), EVENT, U32, Nullable(&U32), Sorted(16, &VECTOR_ROW)]);
pub(super) const FRAME: Shape = Array(&[Number(13), B32, Uint(0, 63), Uint(1, 64), Bytes(1, 640)]);
pub(super) const JOURNAL_ENTRIES: Shape = Array(&[B16, U32, List(1, 3, &Bstr(&ENTRY))]);
pub(super) const JOURNAL_HEAD: Shape = Array(&[B16, Signed(DEVICE, Domain::Head, &HEAD_PAYLOAD)]);
