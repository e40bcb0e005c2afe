//! What the reference ticket takes: the same on every machine, so a miss is a fault.

use mogiri::code::qr::{Purpose, QrCode};
use mogiri::wire::Wire;

use crate::reference::Reference;
use crate::table::{Sized, print_size};

/// Profile P (protocol §4). The figures of profile R stand here once core makes its codes.
pub(crate) fn print() -> Sized {
    let code = Reference::after(0).present();
    let picture = QrCode::new(&code.to_text(), Purpose::Screen).expect("it fits one code");
    let sizes = [
        print_size("profile P, reference ticket", code.to_bytes().len(), 240, "bytes"),
        print_size("profile P, reference ticket, level L", picture.version().into(), 10, "QR version"),
    ];
    if sizes.contains(&Sized::Missed) { Sized::Missed } else { Sized::Met }
}
