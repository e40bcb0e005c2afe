//! Text forms of a message: `MG1:` + base45 for cameras, base64url for a link's fragment (protocol §2).

use base64ct::{Base64UrlUnpadded, Encoding};

use super::WireError;

/// A code has at most this many bytes.
pub const MAX_CODE_BYTES: usize = 744;
const MAX_TEXT: usize = 128 * 1024;
const PREFIX: &str = "MG1:";

/// Why a text is no message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// The prefix of a newer version: update the app.
    #[error("the text is of a newer version")]
    NewerVersion,
    /// No prefix of ours at all.
    #[error("the text is not one of Mogiri's")]
    Foreign,
    /// The prefix is ours, the rest is not canonical base45.
    #[error("the text is damaged")]
    Damaged,
    /// Longer than any message.
    #[error("the text is too long")]
    TooLong,
}

impl From<TextError> for WireError {
    fn from(error: TextError) -> Self {
        match error {
            TextError::NewerVersion => Self::Unknown { field: "text" },
            TextError::Foreign => Self::WrongType,
            TextError::Damaged => Self::Bounds { field: "text" },
            TextError::TooLong => Self::TooLarge { limit: MAX_TEXT },
        }
    }
}

/// `MG1:` and base45 (RFC 9285): what a QR code holds in alphanumeric mode.
pub fn to_text(bytes: &[u8]) -> String {
    format!("{PREFIX}{}", base45::encode(bytes))
}

/// A text without the white space around it that scanners and people add: spaces, tabs and line ends.
pub fn trimmed(text: &str) -> &str {
    text.trim_matches(['\r', '\n', ' ', '\t'])
}

/// Reads [`to_text`]; white space around is ignored, inside it is not.
pub fn from_text(text: &str) -> Result<Vec<u8>, TextError> {
    let text = trimmed(text);
    if text.len() > MAX_TEXT {
        return Err(TextError::TooLong);
    }
    let Some(body) = text.strip_prefix(PREFIX) else { return Err(foreign_or_newer(text)) };
    let bytes = base45::decode(body).map_err(|_| TextError::Damaged)?;
    if base45::encode(&bytes) == body { Ok(bytes) } else { Err(TextError::Damaged) }
}

/// The same bytes for the fragment of a link.
pub fn to_link(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

/// Reads [`to_link`].
pub fn from_link(fragment: &str) -> Result<Vec<u8>, TextError> {
    if fragment.len() > MAX_TEXT {
        return Err(TextError::TooLong);
    }
    Base64UrlUnpadded::decode_vec(fragment).map_err(|_| TextError::Damaged)
}

fn foreign_or_newer(text: &str) -> TextError {
    let version = text.strip_prefix("MG").and_then(|rest| rest.split_once(':')).map(|(version, _)| version);
    match version {
        Some(v) if !v.is_empty() && v.len() <= 4 && v.bytes().all(|b| b.is_ascii_digit()) => {
            TextError::NewerVersion
        }
        _ => TextError::Foreign,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_byte_string_survives_both_text_forms(bytes in proptest::collection::vec(any::<u8>(), 0..800)) {
            prop_assert_eq!(from_text(&to_text(&bytes)).unwrap(), bytes.clone());
            prop_assert_eq!(from_link(&to_link(&bytes)).unwrap(), bytes);
        }

        #[test]
        fn no_text_panics(text in ".{0,200}") {
            let _outcome = from_text(&text);
            let _outcome = from_text(&format!("MG1:{text}"));
        }
    }

    #[test]
    fn a_newer_prefix_asks_for_an_update_and_a_foreign_text_does_not() {
        assert_eq!(from_text("MG2:ABC"), Err(TextError::NewerVersion));
        assert_eq!(from_text("https://example.org"), Err(TextError::Foreign));
        assert_eq!(from_text("MGX:ABC"), Err(TextError::Foreign));
    }

    #[test]
    fn lower_case_and_overflowing_base45_are_damaged() {
        assert_eq!(from_text("MG1:bb8"), Err(TextError::Damaged));
        assert_eq!(from_text("MG1::::"), Err(TextError::Damaged));
        assert_eq!(from_text("MG1:GGW"), Err(TextError::Damaged));
    }
}
