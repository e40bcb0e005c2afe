//! A symbol as the `qrcode` crate draws it, before a mask is chosen.

use qrcode::EcLevel;
use qrcode::bits::encode_auto;
use qrcode::canvas::{Canvas, Module};
use qrcode::ec::construct_codewords;
use qrcode::types::QrError;

use super::penalty::Row;

/// An unmasked symbol, row by row.
pub(super) struct Symbol {
    /// Dark modules. Light where the format information will stand.
    pub(super) dark: Vec<Row>,
    /// The encoding region: what a mask may invert.
    pub(super) data: Vec<Row>,
    pub(super) level: EcLevel,
}

impl Symbol {
    /// The smallest symbol for `text` at `level`, of at most 128 modules a side.
    pub(super) fn draw(text: &str, level: EcLevel) -> Result<Self, QrError> {
        let bits = encode_auto(text.as_bytes(), level)?;
        let version = bits.version();
        let (data, check) = construct_codewords(&bits.into_bytes(), version, level)?;
        let mut canvas = Canvas::new(version, level);
        canvas.draw_all_functional_patterns();
        canvas.draw_data(&data, &check);

        let (dark, data) = (0..version.width()).map(|y| row(&canvas, version.width(), y)).unzip();
        Ok(Self { dark, data, level })
    }
}

/// The dark modules of a row, and those of the encoding region. Remainder bits are still empty, and belong to it too.
fn row(canvas: &Canvas, width: i16, y: i16) -> (Row, Row) {
    (0..width).rev().map(|x| canvas.get(x, y)).fold((0, 0), |(dark, data), module| {
        let is_data = !matches!(module, Module::Masked(_));
        (dark << 1 | Row::from(module.is_dark()), data << 1 | Row::from(is_data))
    })
}
