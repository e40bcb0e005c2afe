//! Telling people (plain text) or machines (`--json`).

use std::io::Write as _;
use std::process::ExitCode;

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr as _;

use crate::error::CliError;
use crate::files;

/// How a verb answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Output {
    /// Text.
    Text,
    /// One line of JSON.
    Json,
}

impl Output {
    /// By the flag `--json`.
    pub(crate) const fn new(json: bool) -> Self {
        if json { Self::Json } else { Self::Text }
    }

    /// One answer on standard output.
    pub(crate) fn say(self, value: &Value, text: impl FnOnce() -> String) -> Result<(), CliError> {
        files::write_stdout(self.line(value, text).as_bytes()).map(drop)
    }

    /// One answer on standard output with a picture over it for people, drawn with a terminal's own codes.
    pub(crate) fn draw(
        self,
        value: &Value,
        picture: &str,
        text: impl FnOnce() -> String,
    ) -> Result<(), CliError> {
        let picture = if self == Self::Text { picture } else { "" };
        files::write_stdout([picture, &self.line(value, text)].concat().as_bytes()).map(drop)
    }

    /// One answer on standard output, or on standard error where a file went to standard output.
    pub(crate) fn say_beside(
        self,
        file: &std::path::Path,
        value: &Value,
        text: impl FnOnce() -> String,
    ) -> Result<(), CliError> {
        if files::is_dash(file) {
            note(&self.line(value, text));
            return Ok(());
        }
        self.say(value, text)
    }

    fn line(self, value: &Value, text: impl FnOnce() -> String) -> String {
        match self {
            Self::Json => format!("{}\n", shown(&value.to_string(), |c| format!("\\u{:04x}", u32::from(c)))),
            Self::Text => {
                let text = plain(&text());
                if text.is_empty() || text.ends_with('\n') { text } else { text + "\n" }
            }
        }
    }

    /// A warning on standard error.
    pub(crate) fn warn(self, warning: &str) {
        match self {
            Self::Json => note(&format!("{}\n", json!({ "warning": warning }))),
            Self::Text => note(&format!("warning: {}\n", plain(warning))),
        }
    }

    /// An error on standard error, and its exit code.
    pub(crate) fn fail(self, error: &CliError) -> ExitCode {
        match self {
            Self::Json => note(&format!("{}\n", error_value(error.code(), &error.to_string()))),
            Self::Text => {
                let advice = error.advice().map_or_else(String::new, |advice| format!("  {advice}\n"));
                note(&format!("error: {} [{}]\n{advice}", plain(&error.to_string()), error.code()));
            }
        }
        ExitCode::from(error.exit_code())
    }
}

/// A text that moves no cursor and turns no line round: titles, seats and file names are whoever wrote them.
pub(crate) fn plain(text: &str) -> String {
    shown(text, |c| c.escape_unicode().to_string())
}

fn shown(text: &str, escape: impl Fn(char) -> String) -> String {
    let commands = |c: char| {
        (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|c| if commands(c) { escape(c) } else { c.to_string() }).collect()
}

/// `{error, code, message}`: the error's name, its code, one sentence.
fn error_value(code: &str, message: &str) -> Value {
    json!({ "error": name_of(code), "code": code, "message": message })
}

/// `KEY_LOST` is `KeyLost`.
fn name_of(code: &str) -> String {
    let word = |word: &str| {
        let mut chars = word.chars();
        let first = chars.next().map(|c| c.to_ascii_uppercase());
        first.into_iter().chain(chars.map(|c| c.to_ascii_lowercase())).collect::<String>()
    };
    code.split('_').map(word).collect()
}

/// What clap has to say: help and version on standard output, mistakes on standard error, as JSON if that was asked
/// for.
pub(crate) fn usage(error: &clap::Error) -> ExitCode {
    let json = std::env::args_os().any(|argument| argument == "--json");
    if !json || !error.use_stderr() {
        // Nothing is left to be told if this cannot be written.
        let _ = error.print();
    } else {
        let text = error.render().to_string();
        let text = text.trim_start_matches("error: ").split("\nUsage:").next().unwrap_or_default();
        let message: Vec<&str> = text.split_whitespace().collect();
        note(&format!("{}\n", error_value("USAGE", &message.join(" "))));
    }
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

/// Text on standard error. A closed standard error is no reason to stop.
fn note(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Rows in columns, as wide as a terminal draws them: a kanji takes two cells.
pub(crate) fn columns(rows: &[Vec<String>]) -> String {
    let mut widths: Vec<usize> = Vec::new();
    for row in rows {
        widths.resize(widths.len().max(row.len()), 0);
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    rows.iter().map(|row| line(row, &widths)).collect()
}

fn line(row: &[String], widths: &[usize]) -> String {
    let mut line = String::new();
    for (cell, width) in row.iter().zip(widths) {
        line.push_str(cell);
        line.push_str(&" ".repeat(width.saturating_sub(cell.width()).saturating_add(2)));
    }
    format!("{}\n", line.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_each_other_in_a_terminal() {
        let rows = [["座席", "zone"], ["1階 5列", "S"]].map(|row| row.map(str::to_owned).to_vec());
        assert_eq!(columns(&rows), "座席     zone\n1階 5列  S\n");
    }

    #[test]
    fn a_title_that_commands_the_terminal_is_shown_and_not_obeyed() {
        let title = "\u{1b}[2Jもぎり\u{202e}\u{9b}1A";
        let told = Output::Text.line(&json!({}), || title.to_owned());
        assert_eq!(told, "\\u{1b}[2Jもぎり\\u{202e}\\u{9b}1A\n");
        let line = Output::Json.line(&json!({ "title": title }), String::new);
        assert!(line.trim_end().chars().all(|c| !c.is_control() && c != '\u{202e}'), "{line}");
        assert_eq!(serde_json::from_str::<Value>(&line).unwrap()["title"], title);
    }

    #[test]
    fn an_error_has_a_name_a_code_and_a_sentence() {
        let value = error_value("KEY_LOST", "gone");
        assert_eq!(value, json!({ "error": "KeyLost", "code": "KEY_LOST", "message": "gone" }));
    }
}
