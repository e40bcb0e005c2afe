//! The source: families of codes, each with its texts.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

/// In the order of the page.
const FILES: [&str; 4] = ["verdicts.toml", "gate.toml", "wallet.toml", "organizer.toml"];

/// What only the demo apps say: no part of the libraries.
const APPS: &str = "screens.toml";

/// Picks the Japanese text.
pub(super) const JA: fn(&Text) -> &str = |text| &text.ja;
/// Picks the English text.
pub(super) const EN: fn(&Text) -> &str = |text| &text.en;

/// What is told, to whom, and why.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Family {
    pub(super) about: String,
    /// The types of the core whose codes these are.
    #[serde(default)]
    pub(super) of: Vec<String>,
    /// Which texts each entry has.
    pub(super) tells: Vec<Voice>,
}

/// Whom a text is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Voice {
    Word,
    Staff,
    Guest,
    Organizer,
}

impl Voice {
    pub(super) const ALL: [Self; 4] = [Self::Word, Self::Staff, Self::Guest, Self::Organizer];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Word => "word",
            Self::Staff => "staff",
            Self::Guest => "guest",
            Self::Organizer => "organizer",
        }
    }
}

/// One text in both languages.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Text {
    pub(super) ja: String,
    pub(super) en: String,
}

/// What is told about one code.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub(super) action: String,
    pub(super) verdict: Option<String>,
    pub(super) shape: Option<String>,
    /// Names that stand in braces in its texts.
    #[serde(default)]
    pub(super) args: Vec<String>,
    word: Option<Text>,
    staff: Option<Text>,
    guest: Option<Text>,
    organizer: Option<Text>,
}

impl Entry {
    pub(super) fn text(&self, voice: Voice) -> Option<&Text> {
        match voice {
            Voice::Word => self.word.as_ref(),
            Voice::Staff => self.staff.as_ref(),
            Voice::Guest => self.guest.as_ref(),
            Voice::Organizer => self.organizer.as_ref(),
        }
    }

    pub(super) fn texts(&self) -> impl Iterator<Item = (Voice, &Text)> {
        Voice::ALL.into_iter().filter_map(|voice| Some((voice, self.text(voice)?)))
    }
}

#[derive(Debug, Deserialize)]
struct File {
    family: BTreeMap<String, Family>,
    #[serde(flatten)]
    entries: BTreeMap<String, BTreeMap<String, Entry>>,
}

/// One family and its entries by code.
#[derive(Debug)]
pub(super) struct Section {
    pub(super) name: String,
    pub(super) family: Family,
    pub(super) entries: BTreeMap<String, Entry>,
}

/// Everything.
#[derive(Debug)]
pub(super) struct Words(pub(super) Vec<Section>);

impl Words {
    pub(super) fn read(folder: &Path) -> Result<Self> {
        let sections = FILES.map(|name| file(folder, name)).into_iter().collect::<Result<Vec<_>>>()?;
        Ok(Self(sections.into_iter().flatten().collect()))
    }

    /// What the demo apps say beside these.
    pub(super) fn read_apps(folder: &Path) -> Result<Self> {
        Ok(Self(file(folder, APPS)?))
    }

    /// Every entry with its key, `family.CODE`, in the order of keys.
    pub(super) fn by_key(&self) -> BTreeMap<String, &Entry> {
        let keyed = |section| {
            let Section { name, entries, .. }: &Section = section;
            entries.iter().map(move |(code, entry)| (format!("{name}.{code}"), entry))
        };
        self.0.iter().flat_map(keyed).collect()
    }
}

fn file(folder: &Path, name: &str) -> Result<Vec<Section>> {
    let text = fs::read_to_string(folder.join(name)).with_context(|| format!("no words/{name}"))?;
    sections_of(&text).with_context(|| format!("words/{name}"))
}

/// The sections of one file.
pub(super) fn sections_of(text: &str) -> Result<Vec<Section>> {
    let mut file: File = toml::from_str(text)?;
    let named = file.family.into_iter().map(|(name, family)| {
        let entries = file.entries.remove(&name).unwrap_or_default();
        Section { name, family, entries }
    });
    let sections = named.collect();
    match file.entries.keys().next() {
        Some(lost) => anyhow::bail!("[family.{lost}] is missing"),
        None => Ok(sections),
    }
}

/// `mogiri_gate_not_ready_staff` of `gate.NOT_READY`: one name that every platform takes.
pub(super) fn platform_name(key: &str, voice: Voice) -> String {
    name(key, voice.name())
}

/// The same for what is no text: `mogiri_reason_stale_verdict`.
pub(super) fn name(key: &str, what: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
    format!("mogiri_{}_{what}", key.chars().map(plain).collect::<String>())
}
