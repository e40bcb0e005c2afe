//! Finding a person's name in bytes, however it was written.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use aho_corasick::AhoCorasick;
use encoding_rs::SHIFT_JIS;
use unicode_normalization::UnicodeNormalization as _;

/// One written form of something that must not appear.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Needle {
    /// What it is, for the failure.
    pub what: String,
    /// The bytes to look for.
    pub bytes: Vec<u8>,
}

/// Every form of a text: as it is, its words, folded kana, half-width kana, other cases; in UTF-8, UTF-16 and
/// `Shift_JIS`.
pub fn needles(text: &str) -> Vec<Needle> {
    let words = text.split([' ', '\u{3000}']).filter(|word| word.chars().count() >= 2);
    let parts: BTreeSet<String> = words.map(str::to_owned).chain([text.to_owned()]).collect();
    let spellings: BTreeSet<String> = parts.iter().flat_map(|part| spellings(part)).collect();
    let encoded = spellings.iter().flat_map(|spelling| {
        encodings(spelling)
            .into_iter()
            .map(move |(name, bytes)| Needle { what: format!("{spelling} in {name}"), bytes })
    });
    // Four bytes are found by chance in an evening's encrypted files, once in a thousand runs.
    encoded.filter(|needle| needle.bytes.len() >= 6).collect::<BTreeSet<_>>().into_iter().collect()
}

fn spellings(text: &str) -> Vec<String> {
    let katakana: String = text.chars().map(to_katakana).collect();
    let hiragana: String = text.chars().map(to_hiragana).collect();
    let mut forms = vec![text.to_owned(), half_width(&katakana), katakana, hiragana];
    forms.extend([text.to_uppercase(), text.to_lowercase()]);
    forms.extend([text.nfd().collect(), text.nfkc().collect()]);
    forms
}

fn to_katakana(c: char) -> char {
    match c {
        'ぁ'..='ゖ' => char::from_u32(c as u32 + 0x60).unwrap_or(c),
        other => other,
    }
}

fn to_hiragana(c: char) -> char {
    match c {
        'ァ'..='ヶ' => char::from_u32(c as u32 - 0x60).unwrap_or(c),
        other => other,
    }
}

/// Katakana as JIS X 0201 has them, marks apart.
fn half_width(katakana: &str) -> String {
    katakana.nfd().map(half_width_char).collect()
}

fn half_width_char(c: char) -> char {
    match c {
        '\u{3099}' => 'ﾞ',
        '\u{309a}' => 'ﾟ',
        other => ('\u{ff61}'..='\u{ff9f}').find(|half| half.nfkc().eq([other])).unwrap_or(other),
    }
}

fn encodings(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut forms = vec![
        ("UTF-8", text.as_bytes().to_vec()),
        ("UTF-16LE", units.iter().flat_map(|unit| unit.to_le_bytes()).collect()),
        ("UTF-16BE", units.iter().flat_map(|unit| unit.to_be_bytes()).collect()),
    ];
    let (bytes, _, unmappable) = SHIFT_JIS.encode(text);
    if !unmappable {
        forms.push(("Shift_JIS", bytes.into_owned()));
    }
    forms
}

/// Looks for many needles at once.
pub struct Searcher {
    needles: Vec<Needle>,
    automaton: AhoCorasick,
}

impl Searcher {
    /// For these needles.
    pub fn new(needles: Vec<Needle>) -> Self {
        let automaton = AhoCorasick::new(needles.iter().map(|needle| &needle.bytes)).expect("few needles");
        Self { needles, automaton }
    }

    /// The needles that are in some bytes.
    pub fn found(&self, bytes: &[u8]) -> BTreeSet<&str> {
        let matches = self.automaton.find_overlapping_iter(bytes);
        matches.map(|one| self.needles[one.pattern()].what.as_str()).collect()
    }

    /// What is looked for.
    pub fn needles(&self) -> &[Needle] {
        &self.needles
    }
}

/// Every file below a folder, less those that `skip` names.
pub fn files(folder: &Path, skip: &dyn Fn(&Path) -> bool) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).expect("a scratch folder is readable") {
        let path = entry.expect("a folder entry is readable").path();
        if skip(&path) {
            continue;
        }
        if path.is_dir() {
            all.extend(files(&path, skip));
        } else {
            all.push(path);
        }
    }
    all
}
