//! How verdicts look, sound and feel: `tokens/tokens.toml` into Kotlin and Swift.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;

use crate::workspace::Workspace;

const SOURCE: &str = "tokens/tokens.toml";
const KOTLIN: &str = "android-demo/src/main/kotlin/dev/mogiri/demo/tokens/Tokens.kt";
const NOTICE: &str = "// Made by `cargo xtask tokens` from tokens/tokens.toml: change that.";

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
    let place = workspace.root().join(KOTLIN);
    fs::write(&place, kotlin(&read(workspace)?)?).with_context(|| format!("cannot write {}", place.display()))
}

/// Fails when what is made from the tokens is stale.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    if fs::read_to_string(workspace.root().join(KOTLIN)).ok() != Some(kotlin(&read(workspace)?)?) {
        bail!("stale, run `cargo xtask tokens`: {KOTLIN}");
    }
    Ok(())
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

fn kotlin(tokens: &Tokens) -> Result<String> {
    let mut text = format!("package dev.mogiri.demo.tokens\n\n{NOTICE}\n\n");
    text += "/** How verdicts look, sound and feel. */\nobject Tokens {\n";
    for (name, Pair { back, text: on }) in &tokens.colour {
        let name = name.to_uppercase();
        for (part, colour) in [("BACK", back), ("TEXT", on)] {
            // Writing to a string does not fail.
            let _ = writeln!(text, "    const val {name}_{part}: Long = {}", Colour::read(colour)?.argb());
        }
    }
    for (name, tones) in &tokens.sound {
        let pairs: Vec<_> = tones.iter().map(|[hertz, ms]| format!("{hertz} to {ms}")).collect();
        let _ = writeln!(
            text,
            "    val {}_SOUND: List<Pair<Int, Int>> = listOf({})",
            name.to_uppercase(),
            pairs.join(", ")
        );
    }
    for (name, pulses) in &tokens.haptic {
        let pulses: Vec<_> = pulses.iter().map(u16::to_string).collect();
        let _ = writeln!(
            text,
            "    val {}_HAPTIC: List<Int> = listOf({})",
            name.to_uppercase(),
            pulses.join(", ")
        );
    }
    Ok(text + "}\n")
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
