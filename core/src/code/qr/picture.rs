//! The forms in which a symbol is shown: SVG, PNG and text for a terminal.

use std::fmt::Write as _;

use super::{QUIET_ZONE, QrCode, QrError};

/// Side of one module in pixels, 1 to 64. Cameras want 3 and more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ModulePixels(u8);

impl ModulePixels {
    /// The largest side: a version 40 symbol is then some 12,000 pixels wide.
    pub const MAX: u8 = 64;

    /// A side of `pixels`, or `None` outside 1 to 64.
    pub const fn new(pixels: u8) -> Option<Self> {
        match pixels {
            1..=Self::MAX => Some(Self(pixels)),
            _ => None,
        }
    }

    /// The side in pixels.
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl Default for ModulePixels {
    /// 8 pixels: a code of version 10 is then 520 pixels wide.
    fn default() -> Self {
        Self(8)
    }
}

impl QrCode {
    /// An SVG document with one unit per module. It has no size of its own: the page that shows it gives one.
    pub fn to_svg(&self) -> String {
        let side = self.picture_size();
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" \
             shape-rendering=\"crispEdges\">\n\
             <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/>\n\
             <path fill=\"#000\" d=\"{}\"/>\n</svg>\n",
            self.svg_runs()
        )
    }

    /// One closed rectangle for each horizontal run of dark modules.
    fn svg_runs(&self) -> String {
        let mut path = String::new();
        for (y, row) in self.picture_rows().enumerate() {
            let mut x = 0;
            for run in row.chunk_by(|a, b| a == b) {
                if run.first() == Some(&true) {
                    // Writing to a String cannot fail.
                    let _ = write!(path, "M{x} {y}h{0}v1h-{0}z", run.len());
                }
                x += run.len();
            }
        }
        path
    }

    /// A PNG of one bit a pixel, each module a square of `pixels`.
    ///
    /// # Errors
    /// [`QrError::Drawing`] if the encoder refuses, which no symbol is known to bring about.
    pub fn to_png(&self, pixels: ModulePixels) -> Result<Vec<u8>, QrError> {
        let scale = usize::from(pixels.get());
        let drawing = |error: &dyn std::error::Error| QrError::Drawing(error.to_string());
        let side = u32::try_from(self.picture_size() * scale).map_err(|e| drawing(&e))?;

        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, side, side);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        let mut writer = encoder.write_header().map_err(|e| drawing(&e))?;
        writer.write_image_data(&self.bitmap(scale)).map_err(|e| drawing(&e))?;
        writer.finish().map_err(|e| drawing(&e))?;
        Ok(file)
    }

    /// PNG rows of one bit a pixel, a set bit white, each row starting on a byte.
    fn bitmap(&self, scale: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        for row in self.picture_rows() {
            let pixels: Vec<bool> = row.iter().flat_map(|&dark| std::iter::repeat_n(!dark, scale)).collect();
            let line: Vec<u8> = pixels.chunks(8).map(pack_bits).collect();
            (0..scale).for_each(|_| bytes.extend_from_slice(&line));
        }
        bytes
    }

    /// Text for a terminal: each character cell shows two modules, one above the other, as half blocks.
    ///
    /// The colours are set with fixed entries of the 256-colour palette, which themes leave alone, because a symbol
    /// drawn in a dark theme's own colours would be white on black.
    pub fn to_terminal(&self) -> String {
        const BLACK_ON_WHITE: &str = "\u{1b}[38;5;16;48;5;231m";
        const RESET: &str = "\u{1b}[0m";
        let rows: Vec<Vec<bool>> = self.picture_rows().collect();
        let mut text = String::new();
        for pair in rows.chunks(2) {
            text.push_str(BLACK_ON_WHITE);
            text.extend((0..self.picture_size()).map(|x| half_block(pair, x)));
            text.push_str(RESET);
            text.push('\n');
        }
        text
    }

    /// The rows of a picture, quiet zone included.
    pub(super) fn picture_rows(&self) -> impl Iterator<Item = Vec<bool>> + '_ {
        let light = move || std::iter::repeat_n(vec![false; self.picture_size()], QUIET_ZONE);
        let symbol = self.modules.chunks(self.size).map(|row| {
            let margin = [false; QUIET_ZONE];
            [margin.as_slice(), row, margin.as_slice()].concat()
        });
        light().chain(symbol).chain(light())
    }
}

/// Up to eight pixels, the first in the highest bit.
fn pack_bits(pixels: &[bool]) -> u8 {
    pixels.iter().enumerate().fold(0, |byte, (at, &set)| byte | (u8::from(set) << (7 - at)))
}

fn half_block(pair: &[Vec<bool>], x: usize) -> char {
    let dark = |row: usize| pair.get(row).and_then(|modules| modules.get(x)).copied().unwrap_or(false);
    match (dark(0), dark(1)) {
        (true, true) => '█',
        (true, false) => '▀',
        (false, true) => '▄',
        (false, false) => ' ',
    }
}
