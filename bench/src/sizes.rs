//! What the reference ticket takes: the same on every machine, so a miss is a fault.

use mogiri::code::qr::{Purpose, QrCode};
use mogiri::wire::{Wire, to_text};

use crate::reference::Reference;
use crate::table::{Sized, print_size};

/// Profiles P and R (protocol §4, §5).
pub(crate) fn print() -> Sized {
    let code = Reference::after(0).present();
    let picture = QrCode::new(&code.to_text(), Purpose::Screen).expect("it fits one code");
    let short = Reference::after(0).short().to_bytes();
    let small = QrCode::new(&to_text(&short), Purpose::Screen).expect("it fits one code");
    let sizes = [
        print_size("profile P, reference ticket", code.to_bytes().len(), 240, "bytes"),
        print_size("profile P, reference ticket, level L", picture.version().into(), 10, "QR version"),
        print_size("profile R", short.len(), 96, "bytes"),
        print_size("profile R, level L", small.version().into(), 5, "QR version"),
    ];
    if sizes.contains(&Sized::Missed) { Sized::Missed } else { Sized::Met }
}
