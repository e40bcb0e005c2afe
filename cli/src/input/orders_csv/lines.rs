//! On which line a record begins.

use csv::StringRecord;

/// Counts lines as the records come, each asked for once and in order.
///
/// The `csv` crate's own count is that of the place where it began to look, which is before an empty line and before
/// the second half of a Windows line end.
pub(super) struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: usize,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text: text.as_bytes(), at: 0, line: 1 }
    }

    /// The line of `record`, from 1.
    pub(super) fn of(&mut self, record: &StringRecord) -> usize {
        let from =
            record.position().and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(self.at);
        while let Some(&byte) = self.text.get(self.at) {
            if self.at >= from && byte != b'\n' && byte != b'\r' {
                break;
            }
            self.at += 1;
            let ends_line = byte == b'\n' || (byte == b'\r' && self.text.get(self.at) != Some(&b'\n'));
            self.line += usize::from(ends_line);
        }
        self.line
    }
}
