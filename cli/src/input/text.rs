//! Short texts that people read: what is refused in them, and the form in which they are kept.

use std::ops::RangeInclusive;

use unicode_normalization::UnicodeNormalization as _;

use super::error::TextProblem;

/// `text` in NFC, so that a name typed on any system is the same bytes.
pub(super) fn nfc(text: &str) -> String {
    text.nfc().collect()
}

/// `text` in NFC if it is one line whose UTF-8 length lies in `bytes`.
pub(super) fn one_line(text: &str, bytes: RangeInclusive<usize>) -> Result<String, TextProblem> {
    if text.chars().any(char::is_control) {
        return Err(TextProblem::ControlCharacter);
    }
    let text = nfc(text);
    match text.len() {
        0 if !bytes.contains(&0) => Err(TextProblem::Empty),
        len if bytes.contains(&len) => Ok(text),
        len => Err(TextProblem::Length { len, min: *bytes.start(), max: *bytes.end() }),
    }
}

/// The line, from 1, on which the byte at `offset` stands.
pub(super) fn line_at(bytes: &[u8], offset: usize) -> usize {
    bytes.get(..offset).unwrap_or(bytes).split(|&byte| byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_in_nfc_and_measured_in_it() {
        assert_eq!(one_line("か\u{3099}", 1..=3), Ok("が".to_owned()));
    }

    #[test]
    fn line_breaks_are_refused() {
        assert_eq!(one_line("a\nb", 0..=9), Err(TextProblem::ControlCharacter));
    }

    #[test]
    fn the_length_is_counted_in_bytes() {
        assert_eq!(one_line("券", 0..=2), Err(TextProblem::Length { len: 3, min: 0, max: 2 }));
        assert_eq!(one_line("", 1..=2), Err(TextProblem::Empty));
        assert_eq!(one_line("", 0..=2), Ok(String::new()));
    }
}
