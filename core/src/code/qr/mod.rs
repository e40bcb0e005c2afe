//! The picture of a code: QR modules, and the forms in which they are shown.
//!
//! Every picture is black on white and carries its own quiet zone, so that it reads on a dark screen as it does on
//! paper. Which modules are dark is the `qrcode` crate's work (ISO/IEC 18004), down to its choice of mask; only the
//! scoring of the masks is done here, because the crate's own takes 98 % of its time.

mod mask;
mod penalty;
mod picture;
mod symbol;

use qrcode::EcLevel;

pub use picture::ModulePixels;

use penalty::Row;
use symbol::Symbol;

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
        let symbol =
            Symbol::draw(text, purpose.level()).map_err(|error| QrError::Drawing(error.to_string()))?;
        Ok(Self::from_rows(&symbol.best_masked()))
    }

    fn from_rows(rows: &[Row]) -> Self {
        let size = rows.len();
        let mut modules = Vec::with_capacity(size * size);
        for row in rows {
            modules.extend((0..size).map(|x| row >> x & 1 == 1));
        }
        Self { size, modules, version: u8::try_from(size.saturating_sub(17) / 4).unwrap_or(u8::MAX) }
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
}

/// QR's alphanumeric set (ISO/IEC 18004, table 5), which is base45's alphabet (RFC 9285 §4.2).
fn is_alphanumeric(c: char) -> bool {
    matches!(c, '0'..='9' | 'A'..='Z' | ' ' | '$' | '%' | '*' | '+' | '-' | '.' | '/' | ':')
}

#[cfg(test)]
mod tests;
