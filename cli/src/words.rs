//! What people are told, from the one table of words: Japanese and English beside each other.

use mogiri::words::{Text, entry};

/// `使用済み / Already used`.
pub(crate) fn both(text: Text) -> String {
    filled(text, &[])
}

/// The same with arguments.
pub(crate) fn filled(text: Text, arguments: &[(&str, &str)]) -> String {
    let (ja, en) = text.filled(arguments);
    format!("{ja} / {en}")
}

/// What whoever is concerned reads about a code; nothing about one that has no words.
pub(crate) fn advice(family: &str, code: &str) -> Option<String> {
    let entry = entry(family, code)?;
    entry.organizer.or(entry.staff).or(entry.guest).map(both)
}

/// The word or two of a code.
pub(crate) fn word(family: &str, code: &str) -> String {
    entry(family, code).and_then(|entry| entry.word).map_or_else(|| code.to_owned(), both)
}

/// The same in Japanese alone, to stand behind an English sentence.
pub(crate) fn japanese(family: &str, code: &str) -> &'static str {
    entry(family, code).and_then(|entry| entry.word).map_or("", |word| word.ja)
}

/// A verdict's word behind its shape.
pub(crate) fn big(verdict: &str) -> String {
    let shape = entry("verdict", verdict).and_then(|entry| entry.shape).unwrap_or_default();
    format!("{shape} {}", word("verdict", verdict))
}
