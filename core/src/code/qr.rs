//! The picture of a code: QR modules, and the forms in which they are shown.
//!
//! Every picture is black on white and carries its own quiet zone, so that it reads on a dark screen as it does on
//! paper. Which modules are dark is the `qrcode` crate's work (ISO/IEC 18004); this module picks the level and draws.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, Version};

/// Light modules on every side of the symbol, inside each picture (ISO/IEC 18004 asks for 4).
pub const QUIET_ZONE: usize = 4;

/// Longest text of one symbol, in characters (protocol §2).
pub const MAX_TEXT: usize = 1_120;

/// Where the picture will be shown. It decides the error correction, as measured in protocol §5.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// An undamaged screen: level L, because fewer and larger modules read better there.
    Screen,
    /// Paper, which creases and stains: level M.
    Paper,
}

impl Purpose {
    fn level(self) -> EcLevel {
        match self {
            Self::Screen => EcLevel::L,
            Self::Paper => EcLevel::M,
        }
    }
}

/// Why a text has no picture, or a picture no file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QrError {
    /// The text is longer than one code may be (protocol §2): send a file or frames instead.
    #[error("{len} characters do not fit one code, which holds at most {MAX_TEXT}")]
    TooLong {
        /// Characters of the text.
        len: usize,
    },
    /// The text has a character outside QR's alphanumeric set (ISO/IEC 18004, table 5).
    #[error("character {at} cannot stand in an alphanumeric QR code")]
    NotAlphanumeric {
        /// Position of the first such character, from 0.
        at: usize,
    },
    /// The picture could not be encoded.
    #[error("the picture could not be drawn: {0}")]
    Drawing(String),
}

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

/// A QR symbol: a square of dark and light modules, without its quiet zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QrCode {
    size: usize,
    modules: Vec<bool>,
    version: u8,
}

impl QrCode {
    /// The smallest symbol for `text`, which is upper-case alphanumeric as base45 makes it (RFC 9285).
    ///
    /// # Errors
    /// [`QrError::TooLong`] past [`MAX_TEXT`], [`QrError::NotAlphanumeric`] for any other character.
    pub fn new(text: &str, purpose: Purpose) -> Result<Self, QrError> {
        if let Some(at) = text.chars().position(|c| !is_alphanumeric(c)) {
            return Err(QrError::NotAlphanumeric { at });
        }
        if text.len() > MAX_TEXT {
            return Err(QrError::TooLong { len: text.len() });
        }
        let symbol = qrcode::QrCode::with_error_correction_level(text, purpose.level())
            .map_err(|error| QrError::Drawing(error.to_string()))?;
        Ok(Self::from_symbol(&symbol))
    }

    fn from_symbol(symbol: &qrcode::QrCode) -> Self {
        let (Version::Normal(version) | Version::Micro(version)) = symbol.version();
        let modules = symbol.to_colors().into_iter().map(|color| color == Color::Dark).collect();
        Self { size: symbol.width(), modules, version: u8::try_from(version).unwrap_or(u8::MAX) }
    }

    /// Modules on one side, without the quiet zone: 17 + 4 × version.
    pub fn size(&self) -> usize {
        self.size
    }

    /// The modules row by row from the top left, `true` for dark; [`size`](Self::size) squared of them.
    pub fn modules(&self) -> &[bool] {
        &self.modules
    }

    /// The version of the symbol, 1 to 40.
    pub fn version(&self) -> u8 {
        self.version
    }

    /// Modules on one side of a picture, with the quiet zone on both ends.
    pub fn picture_size(&self) -> usize {
        self.size + 2 * QUIET_ZONE
    }

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
    fn picture_rows(&self) -> impl Iterator<Item = Vec<bool>> + '_ {
        let light = move || std::iter::repeat_n(vec![false; self.picture_size()], QUIET_ZONE);
        let symbol = self.modules.chunks(self.size).map(|row| {
            let margin = [false; QUIET_ZONE];
            [margin.as_slice(), row, margin.as_slice()].concat()
        });
        light().chain(symbol).chain(light())
    }
}

/// QR's alphanumeric set (ISO/IEC 18004, table 5), which is base45's alphabet (RFC 9285 §4.2).
fn is_alphanumeric(c: char) -> bool {
    matches!(c, '0'..='9' | 'A'..='Z' | ' ' | '$' | '%' | '*' | '+' | '-' | '.' | '/' | ':')
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

#[cfg(test)]
mod tests;
