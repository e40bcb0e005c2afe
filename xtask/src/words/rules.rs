//! What words have to keep: nothing missing, nothing left over, short where it must be short, polite where it must be
//! polite.

use std::collections::BTreeSet;

use super::codes::{Codes, NOT_TOLD};
use super::platforms::placeholders;
use super::source::{Entry, Section, Text, Voice, Words};

/// How a polite sentence ends.
const POLITE: [&str; 8] =
    ["です", "ます", "ません", "ました", "でした", "ませんでした", "ください", "しましょう"];

/// Characters at most, in Japanese and in English.
const fn limits(voice: Voice) -> (usize, usize) {
    match voice {
        Voice::Word => (12, 24),
        Voice::Staff => (32, 72),
        Voice::Guest | Voice::Organizer => (64, 110),
    }
}

/// Faults of the texts themselves.
pub(super) fn texts(words: &Words) -> Vec<String> {
    texts_beside(words, words)
}

/// Faults of texts whose actions and verdicts stand in `library`.
pub(super) fn texts_beside(library: &Words, words: &Words) -> Vec<String> {
    let mut faults = Vec::new();
    let actions = codes_of(library, "action");
    let verdicts = codes_of(library, "verdict");
    for Section { name, family, entries } in &words.0 {
        for (code, entry) in entries {
            let mut say = |fault: String| faults.push(format!("[{name}.{code}] {fault}"));
            if !actions.contains(entry.action.as_str()) {
                say(format!("there is no action `{}`", entry.action));
            }
            if entry.verdict.as_deref().is_some_and(|verdict| !verdicts.contains(verdict)) {
                say("there is no such verdict".to_owned());
            }
            if entry.verdict.is_some() != (name == "reason") || entry.shape.is_some() != (name == "verdict") {
                say("a reason has a verdict, a verdict has a shape".to_owned());
            }
            for voice in Voice::ALL {
                match (family.tells.contains(&voice), entry.text(voice)) {
                    (true, None) => say(format!("`{}` is missing", voice.name())),
                    (false, Some(_)) => say(format!("`{}` is told to nobody", voice.name())),
                    (true, Some(text)) => text_faults(voice, text, entry).into_iter().for_each(&mut say),
                    (false, None) => {}
                }
            }
        }
    }
    faults
}

fn codes_of<'a>(words: &'a Words, family: &str) -> BTreeSet<&'a str> {
    let section = words.0.iter().filter(|section| section.name == family);
    section.flat_map(|section| section.entries.keys().map(String::as_str)).collect()
}

fn text_faults(voice: Voice, text: &Text, entry: &Entry) -> Vec<String> {
    let mut faults = Vec::new();
    let limits = limits(voice);
    for (language, text, limit) in [("ja", &text.ja, limits.0), ("en", &text.en, limits.1)] {
        let mut say = |fault: &str| faults.push(format!("{}.{language}: {fault}", voice.name()));
        let length = text.chars().count();
        if length > limit {
            say(&format!("{length} characters, at most {limit}"));
        }
        if text.trim() != text || text.is_empty() || text.contains(['\n', '%', '"', '\\', '&', '<']) {
            say("empty, or with a character that a platform would read as its own");
        }
        let found = placeholders(text);
        let expected = entry.args.iter().map(String::as_str).collect::<BTreeSet<_>>();
        if found != expected {
            say(&format!("has {found:?} in braces, `args` says {expected:?}"));
        }
    }
    if matches!(voice, Voice::Guest) {
        faults.extend(manners(text));
    }
    faults
}

/// Guests are told whole sentences, in Japanese politely.
fn manners(text: &Text) -> Vec<String> {
    let mut faults = Vec::new();
    let sentences = text.ja.split_terminator('。');
    if !text.ja.ends_with('。') || !sentences.clone().all(|s| POLITE.iter().any(|end| s.ends_with(end))) {
        faults.push("guest.ja: not in whole sentences that end politely (です, ます, ください)".to_owned());
    }
    if !text.en.ends_with('.') {
        faults.push("guest.en: not a whole sentence".to_owned());
    }
    faults
}

/// Codes without words, and words without a code.
pub(super) fn codes(words: &Words, codes: &Codes) -> Vec<String> {
    let mut faults = Vec::new();
    let mut told: BTreeSet<&str> = NOT_TOLD.into();
    for Section { name, family, entries } in &words.0 {
        let has: BTreeSet<&String> = entries.keys().collect();
        let mut needs = BTreeSet::new();
        for of in &family.of {
            told.insert(of);
            match codes.get(of) {
                Some(codes) => needs.extend(codes),
                None => faults.push(format!("[family.{name}] the core has no codes of {of}")),
            }
        }
        if !family.of.is_empty() {
            let of = family.of.join(", ");
            faults.extend(needs.difference(&has).map(|code| format!("[{name}.{code}] is missing ({of})")));
            faults.extend(has.difference(&needs).map(|code| format!("[{name}.{code}] is no code of {of}")));
        }
    }
    let untold = codes.keys().filter(|of| !told.contains(of.as_str()));
    faults.extend(untold.map(|of| format!("no [family.…] is `of` {of}")));
    faults
}

#[cfg(test)]
mod tests {
    use super::super::source::sections_of;
    use super::*;

    const ACTION: &str = "[family.action]\nabout = \"\"\ntells = []\n[action.none]\naction = \"none\"\n";

    fn words(toml: &str) -> Words {
        Words(sections_of(&format!("{ACTION}{toml}")).unwrap())
    }

    fn guest(ja: &str, en: &str) -> Vec<String> {
        let family =
            "[family.x]\nabout = \"\"\ntells = [\"guest\"]\n[x.A]\naction = \"none\"\nargs = [\"time\"]\n";
        texts(&words(&format!("{family}guest = {{ ja = \"{ja}\", en = \"{en}\" }}")))
    }

    #[test]
    fn a_guest_is_told_polite_sentences_with_the_same_placeholders() {
        assert_eq!(guest("{time}に開きます。", "It opens at {time}."), [""; 0]);
        for (ja, en) in [
            ("{time}に開く。", "It opens at {time}."),
            ("{time}に開きます", "It opens at {time}."),
            ("{time}に開きます。", "It opens at {time}"),
            ("まもなく開きます。", "It opens at {time}."),
            ("{time}に開きます。", "It opens at {hour}."),
            ("{time}に開きます。", "100% at {time}."),
        ] {
            assert_eq!(guest(ja, en).len(), 1, "{ja} {en}");
        }
        assert_eq!(guest(&format!("{{time}}に{}開きます。", "あ".repeat(64)), "At {time}.").len(), 1);
    }

    #[test]
    fn a_missing_or_unknown_code_voice_or_action_is_a_fault() {
        let family = "[family.x]\nabout = \"\"\nof = [\"room::X\"]\ntells = [\"word\"]\n";
        let missing = words(&format!("{family}[x.A]\naction = \"fly\"\n"));
        let codes_of_x = Codes::from([("room::X".to_owned(), ["A", "B"].map(str::to_owned).into())]);
        assert_eq!(texts(&missing), ["[x.A] there is no action `fly`", "[x.A] `word` is missing"]);
        assert_eq!(codes(&missing, &codes_of_x), ["[x.B] is missing (room::X)"]);
        let extra = words(&format!("{family}[x.C]\naction = \"none\"\n"));
        assert_eq!(codes(&extra, &codes_of_x).len(), 3);
        let other = Codes::from([("room::Y".to_owned(), BTreeSet::new())]);
        assert_eq!(codes(&words(""), &other), ["no [family.…] is `of` room::Y"]);
    }
}
