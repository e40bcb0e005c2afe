//! The core's table of words.

use std::fmt::Write as _;

use super::source::{Text, Voice, Words};

/// `core/src/words/table.rs`.
pub(super) fn write(words: &Words) -> String {
    let mut rust = "//! Made by `cargo xtask words` from words/*.toml: change those.\n\nuse super::{Action, Entry, Text};\n".to_owned();
    rust += "\n/// What to do about a code, by key.\npub(super) static ACTIONS: &[(&str, Action)] = &[\n";
    for (key, entry) in words.by_key() {
        // Writing to a string does not fail.
        let _ = writeln!(rust, "    (\"{key}\", Action::{}),", variant(&entry.action));
    }
    rust +=
        "];\n\n/// What people are told about a code, by key.\npub(super) static ENTRIES: &[Entry] = &[\n";
    for (key, entry) in words.by_key() {
        let texts =
            Voice::ALL.map(|voice| format!("{}: {}", voice.name(), text(entry.text(voice)))).join(", ");
        let option =
            |value: &Option<String>| value.as_ref().map_or("None".to_owned(), |v| format!("Some({v:?})"));
        let (verdict, shape) = (option(&entry.verdict), option(&entry.shape));
        let _ =
            writeln!(rust, "    Entry {{ key: \"{key}\", verdict: {verdict}, shape: {shape}, {texts} }},");
    }
    rust + "];\n"
}

fn text(text: Option<&Text>) -> String {
    text.map_or("None".to_owned(), |Text { ja, en }| format!("Some(Text {{ ja: {ja:?}, en: {en:?} }})"))
}

/// `AskLead` of `ask_lead`.
fn variant(action: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect::<String>()
    };
    action.split('_').map(capital).collect()
}
