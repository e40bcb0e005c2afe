//! Whether every language ran every scenario.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::test::Runner;
use crate::workspace::Workspace;

/// Where a runner that ran them all reads where to write their names.
pub(crate) const LIST: &str = "MOGIRI_SCENARIOS";

/// The languages that run them.
const LANGUAGES: [Runner; 3] = [Runner::Rust, Runner::Kotlin, Runner::Swift];

/// A place for the names that a language executes, with nothing in it.
pub(crate) fn fresh_list(workspace: &Workspace, language: Runner) -> Result<PathBuf> {
    let list = list(workspace, language);
    if let Some(folder) = list.parent() {
        fs::create_dir_all(folder)?;
    }
    if list.exists() {
        fs::remove_file(&list)?;
    }
    Ok(list)
}

/// Fails unless each of the languages that ran executed what the folder has, no more and no less.
pub(crate) fn check(workspace: &Workspace, ran: &[Runner]) -> Result<()> {
    let written = written(&workspace.root().join("tests/scenarios"))?;
    for language in LANGUAGES.iter().filter(|language| ran.contains(language)) {
        let executed = executed(&list(workspace, *language))?;
        compare(&written, &executed).with_context(|| format!("{language:?}"))?;
    }
    Ok(())
}

fn list(workspace: &Workspace, language: Runner) -> PathBuf {
    workspace.target().join("scenarios").join(format!("{language:?}").to_lowercase())
}

fn written(folder: &Path) -> Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "json") {
            names.extend(path.file_stem().map(|name| name.to_string_lossy().into_owned()));
        }
    }
    Ok(names)
}

fn executed(list: &Path) -> Result<BTreeSet<String>> {
    let text = fs::read_to_string(list).with_context(|| format!("no names in {}", list.display()))?;
    Ok(text.lines().map(str::to_owned).collect())
}

fn compare(written: &BTreeSet<String>, executed: &BTreeSet<String>) -> Result<()> {
    let differ: Vec<&str> = written.symmetric_difference(executed).map(String::as_str).collect();
    if !differ.is_empty() {
        bail!("not the scenarios of the folder: {}", differ.join(", "));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn a_language_that_leaves_a_scenario_out_is_told_which() {
        let error = compare(&names(&["admission", "undo"]), &names(&["admission"])).unwrap_err();
        assert!(error.to_string().ends_with(": undo"));
    }

    #[test]
    fn a_language_that_runs_one_more_is_told_which() {
        assert!(compare(&names(&["admission"]), &names(&["admission", "undo"])).is_err());
        assert!(compare(&names(&["admission"]), &names(&["admission"])).is_ok());
    }
}
