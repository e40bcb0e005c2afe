//! The paper ticket: one A4 page a ticket, as PDF for a box office's printer or as a picture.
//!
//! The upper half of the page is the ticket, the lower half says how it is used. Cut or folded along the line between
//! them it is an A5 card, and neither the cut nor the crease goes through the code. Every office printer has A4; a
//! ticket of A6 would need paper that a box office has to buy.
//!
//! Both forms are drawn from one layout in black alone, and the same input gives the same bytes: there is no clock and
//! no random name in the file. Nothing is cut off and no character is left out in silence: what does not fit or has no
//! glyph in the bundled font is an error with the field's name.

mod error;
mod font;
mod pdf;
mod picture;
mod sheet;
mod text;

use mogiri::code::qr::{Purpose, QrCode};

pub use error::{Field, PaperError, PaperFault};
use font::Font;
use sheet::Sheet;
pub use sheet::{PICTURE_HEIGHT, PICTURE_WIDTH, SMALLEST_PLACE};

/// What staff look at besides the code, so that the page asks the guest to bring it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentityCheck {
    /// Nothing: whoever holds the page comes in.
    None,
    /// The name, against a document.
    Name,
    /// The face, against the picture that was sent in.
    Face,
}

/// What is printed on one page. All texts are shown as they stand here.
///
/// # PII considerations
/// A page with `name` shows the name to whoever sees it. There is no `Debug`, so that it cannot come into a log.
#[derive(Clone)]
pub struct PaperTicket {
    /// The text of the static code (protocol §5, profile S), upper-case alphanumeric.
    pub code: String,
    /// The event's title.
    pub title: String,
    /// The venue, or an empty text.
    pub venue: String,
    /// When it starts, in the venue's time and the organizer's words.
    pub starts: String,
    /// When the doors open, likewise.
    pub doors: Option<String>,
    /// The seat in type of at least [`SMALLEST_PLACE`] points. An empty text leaves its corner of the page empty.
    pub place: String,
    /// The zone's name.
    pub zone: Option<String>,
    /// Names of the gates that admit this ticket; none means any.
    pub gates: Vec<String>,
    /// The ticket's id: 26 characters, printed in groups. The first group is the shortest prefix that may be typed.
    pub id: String,
    /// The order it belongs to.
    pub order: Option<String>,
    /// The holder's name. `None` unless it is to be seen on the page.
    pub name: Option<String>,
    /// What staff check besides the code.
    pub identity: IdentityCheck,
    /// The organizer's own notes and terms, one paragraph each, below Mogiri's.
    pub notes: Vec<String>,
}

/// A PDF with one page for each ticket, in this order. The text in it can be selected and searched.
///
/// # Errors
/// [`PaperError::NoTickets`] for an empty list, [`PaperError::Ticket`] for the first ticket that cannot be printed.
pub fn pdf(tickets: &[PaperTicket]) -> Result<Vec<u8>, PaperError> {
    let font = Font::bundled()?;
    let numbered = tickets.iter().enumerate();
    let sheets: Result<Vec<Sheet>, PaperError> =
        numbered.map(|(at, ticket)| sheet(&font, ticket).map_err(|fault| fault.of(at + 1))).collect();
    match sheets?.as_slice() {
        [] => Err(PaperError::NoTickets),
        sheets => pdf::write(&font, sheets),
    }
}

/// The page as a grey PNG of [`PICTURE_WIDTH`] by [`PICTURE_HEIGHT`] pixels: A4 at 300 dots an inch.
///
/// # Errors
/// [`PaperError::Ticket`] if this ticket cannot be printed.
pub fn png(ticket: &PaperTicket) -> Result<Vec<u8>, PaperError> {
    let font = Font::bundled()?;
    let sheet = sheet(&font, ticket).map_err(|fault| fault.of(1))?;
    picture::write(&font, &sheet)
}

fn sheet(font: &Font, ticket: &PaperTicket) -> Result<Sheet, PaperFault> {
    sheet::lay_out(font, ticket, &QrCode::new(&ticket.code, Purpose::Paper)?)
}

#[cfg(test)]
mod tests;
