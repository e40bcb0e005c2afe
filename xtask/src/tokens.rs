//! How verdicts look, sound and feel: `tokens/tokens.toml` into Kotlin, Android and Swift.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;

use crate::workspace::Workspace;

const SOURCE: &str = "tokens/tokens.toml";
const KOTLIN: &str = "android-demo/ui/src/main/kotlin/dev/mogiri/demo/tokens/Tokens.kt";
const ANDROID: &str = "android-demo/app/src/main/res/values/mogiri_tokens.xml";
const SWIFT: &str = "ios-demo/Sources/MogiriDemo/Tokens/Tokens.swift";
const NOTICE: &str = "Made by `cargo xtask tokens` from tokens/tokens.toml: change that.";

/// One colour behind a verdict, one for the text on it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pair {
    back: String,
    text: String,
}

/// By verdict.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tokens {
    colour: BTreeMap<String, Pair>,
    /// Hertz (0 is silence) and milliseconds.
    sound: BTreeMap<String, Vec<[u16; 2]>>,
    /// Milliseconds on, off, on, …
    haptic: BTreeMap<String, Vec<u16>>,
}

/// Red, green, blue.
struct Colour([u8; 3]);

impl Colour {
    fn read(text: &str) -> Result<Self> {
        let hex = |digits: &&str| digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let digits = text.strip_prefix('#').filter(hex);
        let number = u32::from_str_radix(digits.with_context(|| format!("`{text}` is no #RRGGBB"))?, 16)?;
        let [_, red, green, blue] = number.to_be_bytes();
        Ok(Self([red, green, blue]))
    }

    fn argb(&self) -> String {
        let Self([red, green, blue]) = self;
        format!("0xFF{red:02X}{green:02X}{blue:02X}")
    }
}

/// Writes everything that is made from the tokens.
pub(crate) fn regenerate(workspace: &Workspace) -> Result<()> {
    for (place, text) in made(&read(workspace)?)? {
        let place = workspace.root().join(place);
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&place, text).with_context(|| format!("cannot write {}", place.display()))?;
    }
    Ok(())
}

/// Fails when what is made from the tokens is stale.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    for (place, text) in made(&read(workspace)?)? {
        if fs::read_to_string(workspace.root().join(place)).ok() != Some(text) {
            bail!("stale, run `cargo xtask tokens`: {place}");
        }
    }
    Ok(())
}

fn made(tokens: &Tokens) -> Result<[(&'static str, String); 3]> {
    Ok([(KOTLIN, kotlin(tokens)?), (ANDROID, android(tokens)?), (SWIFT, swift(tokens)?)])
}

fn read(workspace: &Workspace) -> Result<Tokens> {
    let text = fs::read_to_string(workspace.root().join(SOURCE)).context("no tokens/tokens.toml")?;
    let tokens: Tokens = toml::from_str(&text).context(SOURCE)?;
    let names = tokens.colour.keys();
    ensure!(
        names.clone().eq(tokens.sound.keys()) && names.eq(tokens.haptic.keys()),
        "{SOURCE}: every verdict has a colour, a sound and a haptic"
    );
    Ok(tokens)
}

/// Each colour with its name, `ok_back` first.
fn colours(tokens: &Tokens) -> Result<Vec<(String, Colour)>> {
    let parts = tokens.colour.iter().flat_map(|(name, Pair { back, text })| {
        [(format!("{name}_back"), back), (format!("{name}_text"), text)]
    });
    parts.map(|(name, colour)| Ok((name, Colour::read(colour)?))).collect()
}

fn kotlin(tokens: &Tokens) -> Result<String> {
    let mut text = format!("package dev.mogiri.demo.tokens\n\n// {NOTICE}\n\n");
    text += "/** How verdicts look, sound and feel. */\nobject Tokens {\n";
    // Writing to a string does not fail, here and below.
    for (name, colour) in colours(tokens)? {
        let _ = writeln!(text, "    const val {}: Long = {}", name.to_uppercase(), colour.argb());
    }
    for (name, tones) in &tokens.sound {
        let (name, tones) = (name.to_uppercase(), listed(tones, |[hertz, ms]| format!("{hertz} to {ms}")));
        let _ = writeln!(text, "    val {name}_SOUND: List<Pair<Int, Int>> = listOf({tones})");
    }
    for (name, pulses) in &tokens.haptic {
        let (name, pulses) = (name.to_uppercase(), listed(pulses, u16::to_string));
        let _ = writeln!(text, "    val {name}_HAPTIC: List<Int> = listOf({pulses})");
    }
    Ok(text + "}\n")
}

fn android(tokens: &Tokens) -> Result<String> {
    let mut xml = format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!-- {NOTICE} -->\n<resources>\n");
    for (name, colour) in colours(tokens)? {
        let argb = colour.argb().replace("0x", "#");
        let _ = writeln!(xml, "    <color name=\"mogiri_{name}\">{argb}</color>");
    }
    Ok(xml + "</resources>\n")
}

fn swift(tokens: &Tokens) -> Result<String> {
    let mut text = format!("// {NOTICE}\n\n/// How verdicts look, sound and feel.\npublic enum Tokens {{\n");
    for (name, Colour([red, green, blue])) in colours(tokens)? {
        let name = camel(&name);
        let _ = writeln!(text, "  public static let {name}: UInt32 = 0x{red:02X}{green:02X}{blue:02X}");
    }
    for (name, tones) in &tokens.sound {
        let tones = listed(tones, |[hertz, ms]| format!("(hertz: {hertz}, ms: {ms})"));
        let _ = writeln!(text, "  public static let {name}Sound: [(hertz: Int, ms: Int)] = [{tones}]");
    }
    for (name, pulses) in &tokens.haptic {
        let pulses = listed(pulses, u16::to_string);
        let _ = writeln!(text, "  public static let {name}Haptic: [Int] = [{pulses}]");
    }
    Ok(text + "}\n")
}

fn listed<T>(items: &[T], text: impl FnMut(&T) -> String) -> String {
    items.iter().map(text).collect::<Vec<_>>().join(", ")
}

/// `okBack` of `ok_back`.
fn camel(name: &str) -> String {
    let parts = name.split('_').enumerate();
    parts
        .map(|(at, part)| match (at, part.split_at_checked(1)) {
            (1.., Some((first, rest))) => first.to_uppercase() + rest,
            _ => part.to_owned(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance and contrast, as WCAG 2.2 defines them.
    fn luminance(Colour(parts): &Colour) -> f64 {
        let linear = parts.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126_f64.mul_add(linear[0], 0.7152_f64.mul_add(linear[1], 0.0722 * linear[2]))
    }

    fn contrast(a: &str, b: &str) -> f64 {
        let [a, b] = [a, b].map(|text| luminance(&Colour::read(text).unwrap()));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn what_is_made_from_the_tokens_is_fresh() {
        check(&Workspace::locate().unwrap()).unwrap();
    }

    #[test]
    fn every_text_is_read_on_its_colour_by_everybody() {
        for (name, Pair { back, text }) in read(&Workspace::locate().unwrap()).unwrap().colour {
            assert!(contrast(&back, &text) >= 4.5, "{name}: {}", contrast(&back, &text));
        }
    }

    #[test]
    fn admitted_and_refused_differ_in_lightness_too() {
        let colours = read(&Workspace::locate().unwrap()).unwrap().colour;
        assert!(contrast(&colours["ok"].back, &colours["no"].back) >= 3.0);
    }

    #[test]
    fn no_two_verdicts_sound_or_feel_alike() {
        let tokens = read(&Workspace::locate().unwrap()).unwrap();
        let rhythms: Vec<Vec<u16>> =
            tokens.sound.values().map(|tones| tones.iter().map(|t| t[1]).collect()).collect();
        for (at, rhythm) in rhythms.iter().enumerate() {
            assert!(!rhythms[at + 1..].contains(rhythm));
        }
        let pulses: Vec<_> = tokens.haptic.values().collect();
        for (at, pulse) in pulses.iter().enumerate() {
            assert!(!pulses[at + 1..].contains(pulse));
        }
    }

    #[test]
    fn a_colour_that_is_none_is_refused() {
        for text in ["14A38B", "#14A38", "#14A38G", "#+14A38", "#14A38B0"] {
            assert!(Colour::read(text).is_err(), "{text}");
        }
    }
}
