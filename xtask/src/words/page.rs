//! `docs/errors.md`: every code, what it means to whom, and what to do.

use std::fmt::Write as _;

use super::source::{Entry, Section, Words};

const HEAD: &str = "\
# Codes, and what to do about them

Made by `cargo xtask words` from [`words/`](../words/README.md): change those. Every state, verdict, refusal, note and
error has a stable code; it stands in `--json`, in logs and in `code` of an error in Swift and Kotlin. The same code can
mean two things to two people, so a text is named by family and code: `gate.NOT_READY`, on the platforms
`mogiri_gate_not_ready_staff`. What to do is one of a closed list, [`action`](#action). The words in guest columns are for
attendees, those in staff columns for the people at the door.
";

pub(super) fn write(words: &Words) -> String {
    let mut page = HEAD.to_owned();
    for Section { name, family, entries } in &words.0 {
        let of: Vec<String> = family.of.iter().map(|of| format!("`{of}`")).collect();
        let of = if of.is_empty() { String::new() } else { format!(": {}", of.join(", ")) };
        // Writing to a string does not fail.
        let _ = write!(page, "\n## {name}\n\n{}{of}.\n\n", family.about);
        let voices = family.tells.iter().map(|voice| voice.name()).collect::<Vec<_>>().join(" | ");
        let rule = "|---".repeat(family.tells.len() + 2);
        let _ = write!(page, "| code | to do | {voices} |\n{rule}|\n");
        for (code, entry) in entries {
            let _ = writeln!(page, "| `{code}` | {} | {} |", to_do(entry), told(entry));
        }
    }
    page
}

fn to_do(entry: &Entry) -> String {
    match (&entry.verdict, &entry.shape) {
        (Some(verdict), _) => format!("{}, screen `{verdict}`", entry.action),
        (_, Some(shape)) => format!("{}, {shape}", entry.action),
        (None, None) => entry.action.clone(),
    }
}

fn told(entry: &Entry) -> String {
    entry.texts().map(|(_, text)| format!("{} / {}", text.ja, text.en)).collect::<Vec<_>>().join(" | ")
}
