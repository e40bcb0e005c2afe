//! A message in an argument: a text as a camera reads it, a file, or standard input.

use std::path::Path;

use mogiri::wire::{TextError, from_text};

use crate::error::CliError;
use crate::files;

/// A code's text, or the bytes of a file, which may itself hold a text.
pub(crate) fn read(input: &str) -> Result<Vec<u8>, CliError> {
    if input.starts_with("MG1:") {
        return text(input);
    }
    let bytes = files::read(Path::new(input))?;
    match std::str::from_utf8(&bytes) {
        Ok(inside) if inside.trim_start().starts_with("MG1:") => text(inside),
        _ => Ok(bytes),
    }
}

fn text(text: &str) -> Result<Vec<u8>, CliError> {
    from_text(text).map_err(|error| {
        CliError::Unreadable(match error {
            TextError::NewerVersion => "the text is of a newer version: update",
            TextError::Foreign => "the text is not one of Mogiri's",
            TextError::Damaged => "the text is damaged",
            TextError::TooLong => "the text is longer than any message",
        })
    })
}
