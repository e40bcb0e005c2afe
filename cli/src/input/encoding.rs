//! Recognising the character encoding of a text file. Only UTF-8 is read; the others are named, never guessed.

use std::fmt;

use encoding_rs::{EUC_JP, SHIFT_JIS};

use super::error::{InputError, Problem};
use super::text::line_at;

/// What a file that is not UTF-8 looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Encoding {
    /// `Shift_JIS` or Windows-31J, what a Japanese spreadsheet writes as plain "CSV".
    ShiftJis,
    /// EUC-JP.
    EucJp,
    /// Bytes that are `Shift_JIS` and EUC-JP alike.
    ShiftJisOrEucJp,
    /// UTF-16, what a spreadsheet writes as "Unicode text".
    Utf16,
    /// None of these.
    Unknown,
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ShiftJis => "Shift_JIS",
            Self::EucJp => "EUC-JP",
            Self::ShiftJisOrEucJp => "Shift_JIS or EUC-JP",
            Self::Utf16 => "UTF-16",
            Self::Unknown => "no encoding known here",
        })
    }
}

/// The text of a UTF-8 file, without its byte order mark.
pub(super) fn decode<'a>(bytes: &'a [u8], file: &str) -> Result<&'a str, InputError> {
    if looks_like_utf16(bytes) {
        return Err(InputError::at_line(file, 1, Problem::Encoding(Encoding::Utf16)));
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let line = line_at(bytes, error.valid_up_to());
        InputError::at_line(file, line, Problem::Encoding(recognise(bytes)))
    })
}

/// A byte order mark, or the zero half of an ASCII character where every file here begins with one.
fn looks_like_utf16(bytes: &[u8]) -> bool {
    matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [0, ..] | [_, 0, ..])
}

fn recognise(bytes: &[u8]) -> Encoding {
    let fits = |encoding: &'static encoding_rs::Encoding| {
        encoding.decode_without_bom_handling_and_without_replacement(bytes).is_some()
    };
    match (fits(SHIFT_JIS), fits(EUC_JP)) {
        (true, false) => Encoding::ShiftJis,
        (false, true) => Encoding::EucJp,
        (true, true) => Encoding::ShiftJisOrEucJp,
        (false, false) => Encoding::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "order,name,kana\n1001,髙橋 一郎,たかはし いちろう\n";

    fn refused(bytes: &[u8]) -> InputError {
        decode(bytes, "orders.csv").unwrap_err()
    }

    fn encoded(encoding: &'static encoding_rs::Encoding, text: &str) -> Vec<u8> {
        encoding.encode(text).0.into_owned()
    }

    #[test]
    fn utf8_is_read_with_and_without_a_byte_order_mark() {
        assert_eq!(decode(TEXT.as_bytes(), "f").unwrap(), TEXT);
        assert_eq!(decode(format!("\u{feff}{TEXT}").as_bytes(), "f").unwrap(), TEXT);
    }

    #[test]
    fn shift_jis_is_named_with_its_line_and_what_to_do() {
        let error = refused(&encoded(SHIFT_JIS, TEXT));
        assert_eq!(error.problem(), &Problem::Encoding(Encoding::ShiftJis));
        assert_eq!(error.line(), Some(2));
        assert_eq!(
            error.to_string(),
            "orders.csv, line 2: the text is not UTF-8 (it looks like Shift_JIS); save it again as UTF-8, in a \
             spreadsheet \"CSV UTF-8\""
        );
    }

    #[test]
    fn half_width_kana_in_shift_jis_is_never_called_something_else() {
        let error = refused(&encoded(SHIFT_JIS, "order,name\n1,ﾀｶﾊｼ\n"));
        assert!(error.to_string().contains("Shift_JIS"), "{error}");
    }

    #[test]
    fn euc_jp_is_named() {
        let error = refused(&encoded(EUC_JP, "order,name\n1,漢字とかな\n"));
        assert!(error.to_string().contains("EUC-JP"), "{error}");
    }

    #[test]
    fn utf16_is_named_in_both_byte_orders_with_and_without_a_mark() {
        let units = || TEXT.encode_utf16();
        let little: Vec<u8> = units().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = units().flat_map(u16::to_be_bytes).collect();
        for bytes in
            [&little, &big, &[&[0xFF, 0xFE], &little[..]].concat(), &[&[0xFE, 0xFF], &big[..]].concat()]
        {
            assert_eq!(refused(bytes).problem(), &Problem::Encoding(Encoding::Utf16));
        }
    }

    #[test]
    fn bytes_of_no_known_encoding_are_refused_all_the_same() {
        assert_eq!(refused(b"a\nb\xFF\xFF\n").problem(), &Problem::Encoding(Encoding::Unknown));
    }
}
