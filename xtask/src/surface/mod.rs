//! `cargo xtask api`: the public surface of each language as text in `docs/api`, so that a change of it shows in review.

mod kotlin;
mod rust;
mod swift;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::setup::SwiftToolchain;
use crate::workspace::Workspace;
use crate::{bindings, kotlin as packages};

/// A file of `docs/api` and what it has to say.
struct Surface {
    name: String,
    text: String,
}

/// Builds what is needed and writes the files again.
pub(crate) fn regenerate(workspace: &Workspace, swift: &SwiftToolchain) -> Result<()> {
    bindings::build(workspace)?;
    packages::compile(workspace)?;
    let surfaces =
        [rust::surfaces(workspace)?, kotlin::surfaces(workspace)?, swift::surfaces(workspace, swift)?];
    fs::create_dir_all(folder(workspace))?;
    for Surface { name, text } in surfaces.into_iter().flatten() {
        let place = folder(workspace).join(name);
        fs::write(&place, text).with_context(|| format!("cannot write {}", place.display()))?;
    }
    Ok(())
}

/// Fails when the Rust library has another surface than its file says.
pub(crate) fn check_rust(workspace: &Workspace) -> Result<()> {
    compare(&folder(workspace), &rust::surfaces(workspace)?)
}

/// The same of what the Kotlin step compiled.
pub(crate) fn check_kotlin(workspace: &Workspace) -> Result<()> {
    compare(&folder(workspace), &kotlin::surfaces(workspace)?)
}

/// The same of what the Swift step compiled.
pub(crate) fn check_swift(workspace: &Workspace, toolchain: &SwiftToolchain) -> Result<()> {
    compare(&folder(workspace), &swift::surfaces(workspace, toolchain)?)
}

fn folder(workspace: &Workspace) -> PathBuf {
    workspace.root().join("docs/api")
}

fn compare(folder: &Path, surfaces: &[Surface]) -> Result<()> {
    for Surface { name, text } in surfaces {
        let kept = fs::read_to_string(folder.join(name)).unwrap_or_default();
        if let Some(line) = first_difference(&kept, text) {
            bail!("docs/api/{name} is stale, run `cargo xtask api`; {line}");
        }
    }
    Ok(())
}

fn first_difference(kept: &str, made: &str) -> Option<String> {
    if kept == made {
        return None;
    }
    let (mut kept, mut made) = (kept.lines(), made.lines());
    loop {
        match (kept.next(), made.next()) {
            (None, None) => return Some("only its line ends differ".to_owned()),
            (old, new) if old == new => {}
            (old, new) => {
                let word = |line: Option<&str>| line.map_or("nothing".to_owned(), |line| format!("`{line}`"));
                return Some(format!("it has {} where there is {}", word(old), word(new)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_surface_that_changed_is_told_by_its_first_line_that_did() {
        let told = first_difference("a\nb\n", "a\nc\n").unwrap();
        assert_eq!(told, "it has `b` where there is `c`");
        assert!(first_difference("a\n", "a\nb\n").unwrap().starts_with("it has nothing"));
        assert!(first_difference("a\n", "a").is_some());
        assert!(first_difference("a\n", "a\n").is_none());
    }
}
