//! Why a ticket cannot be printed.

use std::fmt;

use mogiri::code::qr::QrError;

/// A text of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the field of `PaperTicket` with its name")]
pub enum Field {
    Title,
    Venue,
    Starts,
    Doors,
    Place,
    Zone,
    Gates,
    Id,
    Order,
    Name,
    Notes,
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Title => "title",
            Self::Venue => "venue",
            Self::Starts => "start",
            Self::Doors => "doors",
            Self::Place => "seat",
            Self::Zone => "zone",
            Self::Gates => "gates",
            Self::Id => "ticket id",
            Self::Order => "order",
            Self::Name => "name",
            Self::Notes => "notes",
        })
    }
}

/// What is wrong with one ticket. It names a field and at most one character of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PaperFault {
    /// The bundled font cannot draw this character: an emoji, a rare kanji, another script, a control character.
    #[error("the {field} has {character:?} (U+{:04X}), which the ticket font has no glyph for", u32::from(*.character))]
    NoGlyph {
        /// Where it stands.
        field: Field,
        /// The first such character.
        character: char,
    },
    /// The text does not fit its place on the page at the smallest size that is still read.
    #[error("the {field} is too long for a ticket")]
    TooLong {
        /// The text.
        field: Field,
    },
    /// The code has no picture.
    #[error(transparent)]
    Code(#[from] QrError),
    /// The code has so many modules that they would be smaller than cameras read.
    #[error("the code has version {version}, too fine for a ticket")]
    CodeTooFine {
        /// Version of the symbol.
        version: u8,
    },
}

impl PaperFault {
    pub(super) fn of(self, number: usize) -> PaperError {
        PaperError::Ticket { number, fault: self }
    }
}

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PaperError {
    /// A PDF has at least one page.
    #[error("there is no ticket to print")]
    NoTickets,
    /// One ticket cannot be printed.
    #[error("ticket {number}: {fault}")]
    Ticket {
        /// Its number in the list, from 1.
        number: usize,
        /// What is wrong with it.
        fault: PaperFault,
    },
    /// The bundled font could not be used, which no build is known to bring about.
    #[error("the bundled font cannot be used: {0}")]
    Font(String),
    /// The picture could not be encoded, which no page is known to bring about.
    #[error("the picture could not be written: {0}")]
    Picture(String),
}
