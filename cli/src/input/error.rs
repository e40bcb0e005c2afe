//! What can be wrong with an input file, as data and as one sentence.

use std::fmt;

use mogiri::stamp::{FamilyError, PressError};

use super::encoding::Encoding;
use super::order_name::OrderNameError;

/// A problem in a file, with the line it was met on.
#[derive(Clone, Debug, PartialEq)]
pub struct InputError {
    file: String,
    line: Option<usize>,
    problem: Problem,
}

impl InputError {
    pub(super) fn at_line(file: &str, line: usize, problem: Problem) -> Self {
        Self { file: file.to_owned(), line: Some(line), problem }
    }

    pub(super) fn of_whole(file: &str, problem: Problem) -> Self {
        Self { file: file.to_owned(), line: None, problem }
    }

    /// The file as the caller named it.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The line, counted from 1; for a missing key or column the line of the table or of the header. `None` for
    /// what lies in the whole of a file.
    pub fn line(&self) -> Option<usize> {
        self.line
    }

    /// What is wrong there.
    pub fn problem(&self) -> &Problem {
        &self.problem
    }
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}, line {line}: {}", self.file, self.problem),
            None => write!(f, "{}: {}", self.file, self.problem),
        }
    }
}

impl std::error::Error for InputError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.problem)
    }
}

/// What is wrong, without where. Keys are written with their table, as in `policy.hops`.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// The file is not UTF-8.
    #[error(
        "the text is not UTF-8 (it looks like {0}); save it again as UTF-8, in a spreadsheet \"CSV UTF-8\""
    )]
    Encoding(Encoding),
    /// The file is not TOML, JSON or CSV; the text is the parser's own.
    #[error("{0}")]
    Syntax(String),

    /// A key that the format does not have, perhaps misspelt.
    #[error("`{key}` is not a key here; the keys are {known}")]
    UnknownKey {
        /// The key as written.
        key: String,
        /// The keys there are, in words.
        known: String,
    },
    /// A key that must be there is not.
    #[error("the key `{key}` is missing")]
    MissingKey {
        /// The key that is missing.
        key: String,
    },
    /// The value is of another type.
    #[error("`{key}` must be {expected}, not {found}")]
    WrongType {
        /// Whose value it is.
        key: String,
        /// What it must be, with its article.
        expected: &'static str,
        /// What was written, in TOML's words.
        found: &'static str,
    },
    /// The text is empty, too long, or more than one line.
    #[error("`{key}` {problem}")]
    Text {
        /// Whose value it is.
        key: String,
        /// What is wrong with it.
        problem: TextProblem,
    },
    /// A number outside its bounds, both inclusive.
    #[error("`{key}` must be between {min} and {max}")]
    OutOfRange {
        /// Whose value it is.
        key: String,
        /// Lowest allowed value.
        min: String,
        /// Highest allowed value.
        max: String,
    },
    /// A list with too few or too many items.
    #[error("`{key}` must have between {min} and {max} items, not {count}")]
    Count {
        /// Whose value it is.
        key: String,
        /// Items found.
        count: usize,
        /// Fewest allowed.
        min: usize,
        /// Most allowed.
        max: usize,
    },
    /// The same name or number stands twice where each must differ.
    #[error("`{key}` has the same value as line {first_line}")]
    Repeated {
        /// Whose value it is.
        key: String,
        /// Where the value stood first.
        first_line: usize,
    },

    /// Not a time of RFC 3339 with its offset from UTC, in whole seconds.
    #[error("`{key}` is no time with an offset; write it as 2026-12-19T17:00:00+09:00 (RFC 3339)")]
    Time {
        /// Whose value it is.
        key: String,
    },
    /// Two times in the wrong order.
    #[error("`{later}` is not after `{earlier}`")]
    TimeOrder {
        /// The key that must come first.
        earlier: &'static str,
        /// The key that must come later.
        later: &'static str,
    },
    /// A time zone that the IANA database does not have.
    #[error("`timezone` is no name of the IANA time zone database; write it as Asia/Tokyo")]
    UnknownTimezone,
    /// `[gate_zones]` names a gate that `gates` does not have.
    #[error("`{key}` names no gate of `gates`")]
    UnknownGate {
        /// The key of the table.
        key: String,
    },
    /// `[gate_zones]` names a zone that `zones` does not have.
    #[error("`{key}` names a zone that `zones` does not have")]
    UnknownZone {
        /// The key of the gate.
        key: String,
    },
    /// `[policy]` wants digits for turnstiles and hand-overs at once.
    #[error("`policy.hops` must be 0 where `policy.totp` is true: such a ticket cannot be handed on")]
    TotpMoves,

    /// `[policy]` names no entry rule.
    #[error("`policy.entry` is one of single, pass-out, count, zones")]
    EntryRule,

    /// `[policy]` has a count without the rule, or the rule without a count.
    #[error("`policy.count` (2 or more) belongs to `policy.entry = \"count\"`, and to no other")]
    EntryCount,

    /// A stamp that could not be built, or could not be told from another.
    #[error("{0}")]
    Stamp(#[from] FamilyError),
    /// Touches that no screen reports.
    #[error("{0}")]
    Press(#[from] PressError),

    /// The header row lacks a column.
    #[error(
        "the column `{column}` is missing; the first row must name order, name, kana, seat, zone and kind, with commas \
         between"
    )]
    MissingColumn {
        /// The column that is missing.
        column: &'static str,
    },
    /// The header row names a column twice.
    #[error("the column `{column}` is there twice")]
    RepeatedColumn {
        /// The column.
        column: &'static str,
    },
    /// A row has more or fewer cells than the header.
    #[error("the row has {found} cells where the header has {expected}")]
    CellCount {
        /// Cells of the header.
        expected: usize,
        /// Cells of the row.
        found: usize,
    },
    /// A cell is empty, too long, or more than one line. The cell's text is not repeated.
    #[error("the column `{column}` {problem}")]
    Cell {
        /// The column.
        column: &'static str,
        /// What is wrong with the cell.
        problem: TextProblem,
    },
    /// A kind that is none of the four.
    #[error("the column `kind` must be adult, child, wheelchair or companion")]
    UnknownKind,
    /// A zone that the event does not have.
    #[error("the column `zone` names no zone of the event")]
    ZoneNotInEvent,
    /// A row without a seat in a zone that has seats.
    #[error("the column `seat` is empty, but line {seated_line} has a seat in the same zone")]
    SeatMissing {
        /// A row of that zone with a seat.
        seated_line: usize,
    },
    /// Two tickets for one seat.
    #[error("the seat was given on line {first_line} already, in the same zone")]
    SameSeat {
        /// The row that has the seat.
        first_line: usize,
    },
    /// A card's id that no reader says. The cell's text is not repeated.
    #[error("the column `card` is no card's id: 4 to 16 bytes in hex")]
    CardId,
    /// Two tickets for one card.
    #[error("the card was given on line {first_line} already")]
    SameCard {
        /// The row that has the card.
        first_line: usize,
    },
    /// An order number that cannot name a file.
    #[error("the order number {0}")]
    OrderName(#[from] OrderNameError),
    /// Two order numbers that some file system takes for one.
    #[error(
        "the order of this line and that of line {first_line} would share a folder: {first} and {second}"
    )]
    OrderNamesCollide {
        /// Folder name of the earlier order.
        first: String,
        /// Folder name of this order.
        second: String,
        /// First row of the earlier order.
        first_line: usize,
    },
}

/// What is wrong with a short text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TextProblem {
    /// Nothing is there.
    #[error("is empty")]
    Empty,
    /// A line break or another control character.
    #[error("has a line break or another control character")]
    ControlCharacter,
    /// Too short or too long.
    #[error("has {len} bytes in UTF-8, where {min} to {max} are allowed")]
    Length {
        /// Bytes found, in NFC.
        len: usize,
        /// Fewest allowed.
        min: usize,
        /// Most allowed.
        max: usize,
    },
}

/// Something the reader passed over, for people to know.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InputWarning {
    /// Columns that the format does not have. They were not read.
    UnknownColumns {
        /// The file as the caller named it.
        file: String,
        /// The columns' names, in the order of the file.
        columns: Vec<String>,
    },
}

impl fmt::Display for InputWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::UnknownColumns { file, columns } = self;
        write!(f, "{file}: ignored and not stored: ")?;
        columns.iter().enumerate().try_for_each(|(at, column)| {
            let comma = if at == 0 { "" } else { ", " };
            write!(f, "{comma}`{}`", column.escape_debug())
        })
    }
}
