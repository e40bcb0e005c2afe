//! What people are told: `words/*.toml` into Rust, Swift, Android and a page, with the checks that make forgetting
//! impossible.

mod codes;
mod page;
mod platforms;
mod rules;
mod source;
mod table;

use std::fs;

use anyhow::{Context, Result, bail};

use crate::workspace::Workspace;
use source::Words;

/// Writes everything that is made from the words.
pub(crate) fn regenerate(workspace: &Workspace) -> Result<()> {
    let (library, apps) = checked(workspace)?;
    for (place, text) in made(&library, &apps) {
        let place = workspace.root().join(place);
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&place, text).with_context(|| format!("cannot write {}", place.display()))?;
    }
    Ok(())
}

/// Fails when a code has no words, when words break a rule, or when what is made from them is stale.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let (library, apps) = checked(workspace)?;
    let made = made(&library, &apps);
    let is_stale = |(place, text): &&(&str, String)| {
        fs::read_to_string(workspace.root().join(place)).ok().as_ref() != Some(text)
    };
    let stale: Vec<&str> = made.iter().filter(is_stale).map(|(place, _)| *place).collect();
    if !stale.is_empty() {
        bail!("stale, run `cargo xtask words`: {}", stale.join(", "));
    }
    Ok(())
}

/// The libraries' words and those of the demo apps.
fn checked(workspace: &Workspace) -> Result<(Words, Words)> {
    let folder = workspace.root().join("words");
    let (library, apps) = (Words::read(&folder)?, Words::read_apps(&folder)?);
    let codes = codes::all(&workspace.root().join("core/src"), &workspace.root().join("bindings/src"))?;
    let faults =
        [rules::texts(&library), rules::codes(&library, &codes), rules::texts_beside(&library, &apps)]
            .concat();
    if !faults.is_empty() {
        bail!("words/*.toml:\n  {}", faults.join("\n  "));
    }
    Ok((library, apps))
}

fn made(words: &Words, apps: &Words) -> Vec<(&'static str, String)> {
    vec![
        ("core/src/words/table.rs", table::write(words)),
        ("bindings/swift/Sources/Mogiri/Resources/Mogiri.xcstrings", platforms::catalogue(words)),
        (
            "bindings/kotlin/android/src/main/res/values/mogiri_words.xml",
            platforms::strings(words, source::EN),
        ),
        (
            "bindings/kotlin/android/src/main/res/values-ja/mogiri_words.xml",
            platforms::strings(words, source::JA),
        ),
        ("bindings/kotlin/android/src/main/res/values/mogiri_shapes.xml", platforms::shapes(words)),
        ("android-demo/ui/src/main/res/values/demo_words.xml", platforms::strings(apps, source::EN)),
        ("android-demo/ui/src/main/res/values-ja/demo_words.xml", platforms::strings(apps, source::JA)),
        ("ios-demo/Sources/MogiriDemo/Resources/words.json", platforms::plain(&[words, apps])),
        ("docs/errors.md", page::write(words)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_the_core_has_its_words_and_what_is_made_from_them_is_fresh() {
        check(&Workspace::locate().unwrap()).unwrap();
    }
}
