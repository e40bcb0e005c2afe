//! Android's `strings.xml` and Apple's string catalogue.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Map, json};

use super::source::{EN, Entry, JA, Text, Words, name, platform_name};

const NOTICE: &str = "Made by `cargo xtask words` from words/*.toml: change those.";

/// The names that stand in braces.
pub(super) fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

/// Arguments by their place, as both platforms have them: `%1$s`, `%1$@`.
fn positional(text: &str, entry: &Entry, kind: char) -> String {
    let numbered = entry.args.iter().zip(1..);
    numbered.fold(text.to_owned(), |text, (name, at)| {
        text.replace(&format!("{{{name}}}"), &format!("%{at}${kind}"))
    })
}

/// One `strings.xml`. Of the characters that need escaping a text has only the apostrophe: a rule says so.
pub(super) fn strings(words: &Words, language: fn(&Text) -> &str) -> String {
    let mut xml = format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!-- {NOTICE} -->\n<resources>\n");
    for (key, entry) in words.by_key() {
        for (voice, text) in entry.texts() {
            let (name, text) =
                (platform_name(&key, voice), positional(language(text), entry, 's').replace('\'', "\\'"));
            // Writing to a string does not fail.
            let _ = writeln!(xml, "    <string name=\"{name}\">{text}</string>");
        }
    }
    xml + "</resources>\n"
}

/// What is not translated: the shape of each verdict, and the verdict of each reason.
pub(super) fn shapes(words: &Words) -> String {
    let mut xml = format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!-- {NOTICE} -->\n<resources>\n");
    for (key, entry) in words.by_key() {
        let told = [("shape", &entry.shape), ("verdict", &entry.verdict)];
        for (what, text) in told.into_iter().filter_map(|(what, text)| Some((what, text.as_ref()?))) {
            let name = name(&key, what);
            // Writing to a string does not fail.
            let _ = writeln!(xml, "    <string name=\"{name}\" translatable=\"false\">{text}</string>");
        }
    }
    xml + "</resources>\n"
}

/// The string catalogue, `.xcstrings`.
pub(super) fn catalogue(words: &Words) -> String {
    let mut strings = Map::new();
    for (key, entry) in words.by_key() {
        for (voice, text) in entry.texts() {
            let unit = |language: fn(&Text) -> &str| {
                let value = positional(language(text), entry, '@');
                json!({ "stringUnit": { "state": "translated", "value": value } })
            };
            let localizations = json!({ "en": unit(EN), "ja": unit(JA) });
            let string = json!({ "comment": entry.action, "extractionState": "manual", "localizations": localizations });
            strings.insert(platform_name(&key, voice), string);
        }
    }
    let catalogue = json!({ "sourceLanguage": "en", "strings": strings, "version": "1.0" });
    format!("{catalogue:#}\n")
}

/// Every text by language and name, what is not translated in both: one file that reads the same on every system.
pub(super) fn plain(books: &[&Words]) -> String {
    let texts_in = |language: fn(&Text) -> &str| {
        let entries = books.iter().flat_map(|book| book.by_key());
        let texts = entries.flat_map(|(key, entry)| {
            let told = entry.texts().map(|(voice, text)| (platform_name(&key, voice), language(text)));
            let marks = [("shape", &entry.shape), ("verdict", &entry.verdict)].into_iter();
            let marks = marks.filter_map(|(what, mark)| Some((name(&key, what), mark.as_deref()?)));
            told.chain(marks)
                .map(|(name, text)| (name, json!(positional(text, entry, '@'))))
                .collect::<Vec<_>>()
        });
        texts.collect::<Map<_, _>>()
    };
    format!("{:#}\n", json!({ "en": texts_in(EN), "ja": texts_in(JA) }))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::source::sections_of;
    use super::*;

    fn words() -> Words {
        let toml = "[family.x]\nabout = \"\"\ntells = [\"staff\"]\n[x.A-B]\naction = \"none\"\nargs = [\"gate\", \"time\"]\n";
        Words(
            sections_of(&format!(
                "{toml}staff = {{ ja = \"{{time}} {{gate}}\", en = \"{{gate}} at {{time}}\" }}"
            ))
            .unwrap(),
        )
    }

    #[test]
    fn arguments_keep_their_place_whatever_the_order_of_the_language() {
        assert!(strings(&words(), JA).contains("<string name=\"mogiri_x_a_b_staff\">%2$s %1$s</string>"));
        let catalogue: Value = serde_json::from_str(&catalogue(&words())).unwrap();
        let of = |language: &str| {
            catalogue
                .pointer(&format!("/strings/mogiri_x_a_b_staff/localizations/{language}/stringUnit/value"))
        };
        assert_eq!(of("en"), Some(&json!("%1$@ at %2$@")));
        assert_eq!(of("ja"), Some(&json!("%2$@ %1$@")));
    }

    #[test]
    fn the_plain_file_has_every_text_in_both_languages() {
        let file: Value = serde_json::from_str(&plain(&[&words()])).unwrap();
        assert_eq!(file.pointer("/en/mogiri_x_a_b_staff"), Some(&json!("%1$@ at %2$@")));
        assert_eq!(file.pointer("/ja/mogiri_x_a_b_staff"), Some(&json!("%2$@ %1$@")));
    }
}
