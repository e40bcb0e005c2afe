//! An order number as the name of a folder or file that Linux, macOS and Windows all take.

use percent_encoding::percent_encode_byte;
use unicode_normalization::UnicodeNormalization as _;

/// Longest name in bytes. File systems take 255; the rest is for endings such as `.vault`.
const MAX_NAME: usize = 200;

/// Names that Windows keeps for devices, with any ending.
const DEVICES: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

/// Why an order number names no file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OrderNameError {
    /// Nothing is there.
    #[error("is empty")]
    Empty,
    /// The name would be longer than some file system takes.
    #[error("makes a file name of {len} bytes, where at most {MAX_NAME} are allowed")]
    TooLong {
        /// Bytes of the name.
        len: usize,
    },
}

/// The file name of an order: its number, with percent escapes of UTF-8 for what is not safe everywhere.
///
/// Letters and digits of any script stay as they are. No two numbers have the same name.
///
/// # Errors
/// [`OrderNameError`] for an empty number and for a name of more than 200 bytes.
pub fn order_file_name(number: &str) -> Result<String, OrderNameError> {
    if number.is_empty() {
        return Err(OrderNameError::Empty);
    }
    let escaped = places_to_escape(number);
    let mut name = String::new();
    for (at, c) in number.char_indices() {
        if is_unsafe(c) || escaped.contains(&Some(at)) {
            name.extend(c.encode_utf8(&mut [0; 4]).bytes().map(percent_encode_byte));
        } else {
            name.push(c);
        }
    }
    match name.len() {
        len if len > MAX_NAME => Err(OrderNameError::TooLong { len }),
        _ => Ok(name),
    }
}

/// What `name` is to a file system that minds neither case nor Unicode form.
pub(super) fn folded(name: &str) -> String {
    let upper: String = name.nfkd().flat_map(char::to_uppercase).collect();
    upper.to_lowercase().nfkd().collect()
}

fn is_unsafe(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_control() || "<>:\"/\\|?*%".contains(c) } else { !c.is_alphanumeric() }
}

/// Characters that are unsafe only where they stand: dots and spaces at the ends, the first of a device's name, and
/// the dot of `.vault`, which is the ending of the folder beside a wallet.
fn places_to_escape(number: &str) -> [Option<usize>; 4] {
    let dot_or_space = |c: char| c == '.' || c == ' ';
    let first = number.starts_with(dot_or_space).then_some(0);
    let last = number.ends_with(dot_or_space).then_some(number.len() - 1);
    let device = is_device(number).then_some(0);
    let vault = number
        .rfind('.')
        .filter(|&at| number.get(at..).is_some_and(|end| end.eq_ignore_ascii_case(".vault")));
    [first, last, device, vault]
}

fn is_device(number: &str) -> bool {
    let stem = number.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    let port = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT"));
    let numbered =
        port.is_some_and(|n| matches!(n, "¹" | "²" | "³") || (n.len() == 1 && n.as_bytes() != b"0"));
    let numbered = numbered && port.is_some_and(|n| n.chars().all(char::is_numeric));
    numbered || DEVICES.contains(&stem.as_str())
}

#[cfg(test)]
mod tests {
    use percent_encoding::percent_decode_str;

    use super::*;

    fn name(number: &str) -> String {
        order_file_name(number).unwrap()
    }

    #[test]
    fn a_safe_number_is_its_own_name() {
        for safe in
            ["1001", "M-2026_0001", "a.b", "A 1", "注文１２", "ﾁｭｳﾓﾝ", "#7", "COM10", "CONSOLE", "vault"]
        {
            assert_eq!(name(safe), safe);
        }
    }

    #[test]
    fn what_a_file_system_refuses_is_percent_encoded() {
        for (number, expected) in [
            ("A/1", "A%2F1"),
            ("..", "%2E%2E"),
            (".", "%2E"),
            (".git", "%2Egit"),
            ("a.", "a%2E"),
            (" a ", "%20a%20"),
            ("50%", "50%25"),
            ("a:b*c?", "a%3Ab%2Ac%3F"),
            ("a\\b", "a%5Cb"),
            ("a\tb", "a%09b"),
            ("a／b", "a%EF%BC%8Fb"),
            ("a\u{202e}b", "a%E2%80%AEb"),
            ("con", "%63on"),
            ("NUL.txt", "%4EUL.txt"),
            ("lpt9", "%6Cpt9"),
            ("COM¹", "%43OM¹"),
            ("12.vault", "12%2Evault"),
            ("12.VAULT", "12%2EVAULT"),
        ] {
            assert_eq!(name(number), expected, "{number:?}");
            assert_eq!(percent_decode_str(&name(number)).decode_utf8().unwrap(), number);
        }
    }

    #[test]
    fn names_longer_than_200_bytes_are_refused() {
        assert_eq!(name(&"a".repeat(200)).len(), 200);
        assert_eq!(order_file_name(&"a".repeat(201)), Err(OrderNameError::TooLong { len: 201 }));
        assert_eq!(order_file_name(&"/".repeat(67)), Err(OrderNameError::TooLong { len: 201 }));
        assert_eq!(order_file_name(""), Err(OrderNameError::Empty));
    }

    #[test]
    fn folding_finds_what_macos_and_windows_take_for_one() {
        assert_eq!(folded("a-1"), folded("A-1"));
        assert_eq!(folded("が"), folded("か\u{3099}"));
        assert_eq!(folded("straße"), folded("STRASSE"));
        assert_ne!(folded("か"), folded("が"));
    }
}
