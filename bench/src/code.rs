//! Drawing, making and judging a code.

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use mogiri::code::qr::{Purpose, QrCode};
use mogiri::wire::Wire;

use crate::contest::{Side, work};
use crate::reference::{Check, Reference, worked_example};
use crate::table::{Target, print_timed};

pub(crate) fn print() {
    draw();
    make();
    (0..=3).for_each(judge);
}

/// One symbol at level L.
fn draw() {
    let text = worked_example();
    let ours = || work(|| draw_ours(&text));
    print_timed(
        "draw the reference code",
        "fast_qr 0.14",
        Target::AtMost(0.35),
        ours(),
        work(|| fast_qr::QRBuilder::new(text.as_str()).ecl(fast_qr::ECL::L).build().expect("it fits")),
    );
    print_timed(
        "draw the reference code",
        "qrcode 0.14, which also chooses the same mask",
        Target::Open,
        ours(),
        work(|| draw_raw(&text)),
    );
}

/// The pure part of showing a ticket, up to the picture.
fn make() {
    let reference = Reference::after(0);
    let key = SigningKey::from_bytes(reference.holder.key().expose());
    let (signed, bytes) = (reference.signed(), reference.present().to_bytes());
    let raw_text = || {
        let signature = key.sign(std::hint::black_box(&signed));
        (signature, format!("MG1:{}", base45::encode(std::hint::black_box(&bytes))))
    };
    let ours = || work(|| draw_ours(&reference.present().to_text()));
    print_timed(
        "make a presentation, to the picture",
        "Ed25519 signature + base45 + QR by qrcode",
        Target::AtMost(1.15),
        ours(),
        work(|| {
            let (signature, text) = raw_text();
            (signature, draw_raw(&text))
        }),
    );
    print_timed(
        "make a presentation, to the picture",
        "Ed25519 signature + base45 + our own QR",
        Target::AtMost(1.15),
        ours(),
        work(|| {
            let (signature, text) = raw_text();
            (signature, draw_ours(&text))
        }),
    );
}

/// P-01 to P-09. P-10, P-12 and P-13 are comparisons of numbers, P-11 without a list is nothing.
fn judge(hops: u8) {
    let reference = Reference::after(hops);
    let (text, checks) = (reference.present().to_text(), reference.checks());
    let ours = || work(|| reference.verify(std::hint::black_box(&text)));
    let row = format!("judge a code, {hops} hand-overs");
    let count = checks.len();
    print_timed(
        &row,
        &format!("{count} x verify_strict, keys from their 32 bytes"),
        Target::AtMost(1.15),
        ours(),
        work(|| checks.iter().for_each(|check| verify_raw(&decode(check), check))),
    );
    let keys: Vec<VerifyingKey> = checks.iter().map(decode).collect();
    let prepared: Side<'_> =
        work(|| keys.iter().zip(&checks).for_each(|(key, check)| verify_raw(key, check)));
    print_timed(&row, &format!("{count} x verify_strict alone"), Target::AtMost(1.15), ours(), prepared);
}

fn draw_ours(text: &str) -> QrCode {
    QrCode::new(std::hint::black_box(text), Purpose::Screen).expect("it fits")
}

fn draw_raw(text: &str) -> qrcode::QrCode {
    qrcode::QrCode::with_error_correction_level(std::hint::black_box(text), qrcode::EcLevel::L)
        .expect("it fits")
}

pub(crate) fn decode(check: &Check) -> VerifyingKey {
    VerifyingKey::from_bytes(std::hint::black_box(&check.key)).expect("a key of ours")
}

pub(crate) fn verify_raw(key: &VerifyingKey, check: &Check) {
    let signature = Signature::from_bytes(&check.signature);
    key.verify_strict(std::hint::black_box(&check.message), &signature).expect("a signature of ours");
}
