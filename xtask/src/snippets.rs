//! The examples of the two READMEs: cut from tests, so that they compile and do what they say.
//!
//! A README says where an example comes from in the line before it, `<!-- from <file> -->`; that file has one region
//! between a line `// README` and a line `// README end`.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

use crate::workspace::Workspace;

const PAGES: [&str; 2] = ["README.md", "README.ja.md"];
/// What has to have an example.
const LANGUAGES: [&str; 3] = ["rust", "kotlin", "swift"];

const BEGIN: &str = "// README";
const END: &str = "// README end";
const FENCE: &str = "```";

/// Writes the examples again.
pub(crate) fn regenerate(workspace: &Workspace) -> Result<()> {
    for page in PAGES {
        let place = workspace.root().join(page);
        let text = fs::read_to_string(&place)?;
        fs::write(&place, renewed(&text, &|source| region_of(workspace.root(), source))?)?;
    }
    Ok(())
}

/// Fails when an example is not what its test has, or a language has none.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    for page in PAGES {
        let text = fs::read_to_string(workspace.root().join(page))?;
        let fresh = renewed(&text, &|source| region_of(workspace.root(), source))?;
        ensure!(fresh == text, "{page} is stale, run `cargo xtask snippets`");
        if let Some(language) = LANGUAGES.iter().find(|language| !has_example(&text, language)) {
            bail!("{page} has no example in {language} that is cut from a test");
        }
    }
    Ok(())
}

/// The page with every example as its source has it now.
fn renewed(page: &str, region: &dyn Fn(&str) -> Result<String>) -> Result<String> {
    let mut fresh = String::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        fresh.push_str(line);
        fresh.push('\n');
        let Some(source) = source(line) else { continue };
        let fence = lines.next().filter(|line| line.starts_with(FENCE));
        fresh.push_str(fence.with_context(|| format!("no example behind {line}"))?);
        fresh.push('\n');
        fresh.push_str(&region(source)?);
        let end = lines.find(|line| *line == FENCE).context("an example does not end")?;
        fresh.push_str(end);
        fresh.push('\n');
    }
    Ok(fresh)
}

fn source(line: &str) -> Option<&str> {
    line.strip_prefix("<!-- from ")?.strip_suffix(" -->")
}

fn has_example(page: &str, language: &str) -> bool {
    let lines: Vec<&str> = page.lines().collect();
    let fence = format!("{FENCE}{language}");
    lines.windows(2).any(|pair| matches!(pair, [from, next] if source(from).is_some() && *next == fence))
}

fn region_of(root: &Path, source: &str) -> Result<String> {
    let text = fs::read_to_string(root.join(source)).with_context(|| format!("no {source}"))?;
    region(&text).with_context(|| format!("{source} has not one region for a README"))
}

/// What stands between the marks, moved to the left edge.
fn region(text: &str) -> Option<String> {
    let lines: Vec<&str> = text.lines().collect();
    let marks = |mark: &str| {
        let at: Vec<usize> =
            lines.iter().enumerate().filter(|(_, line)| line.trim() == mark).map(|(at, _)| at).collect();
        <[usize; 1]>::try_from(at).ok().map(|[at]| at)
    };
    let inside = lines.get(marks(BEGIN)? + 1..marks(END)?)?;
    let filled = inside.iter().filter(|line| !line.trim().is_empty());
    let edge = filled.map(|line| line.len() - line.trim_start().len()).min()?;
    Some(inside.iter().flat_map(|line| [line.get(edge..).unwrap_or_default(), "\n"]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "before\n<!-- from a.rs -->\n```rust\nold\n```\nafter\n```sh\nls\n```\n";

    #[test]
    fn an_example_is_replaced_and_the_rest_of_the_page_stays() {
        let fresh = renewed(PAGE, &|source| Ok(format!("cut from {source}\n"))).unwrap();
        assert_eq!(fresh, PAGE.replace("old", "cut from a.rs"));
    }

    #[test]
    fn a_page_whose_example_has_no_fence_or_no_end_is_refused() {
        for page in ["<!-- from a.rs -->\ntext\n", "<!-- from a.rs -->\n```rust\nold\n"] {
            assert!(renewed(page, &|_| Ok(String::new())).is_err(), "{page}");
        }
    }

    #[test]
    fn a_region_loses_the_indent_that_all_its_lines_have() {
        let text = "fn a() {\n    // README\n    let b = 1;\n\n        b\n    // README end\n}\n";
        assert_eq!(region(text).unwrap(), "let b = 1;\n\n    b\n");
    }

    #[test]
    fn a_file_with_no_region_or_with_two_has_none_for_a_page() {
        let one = "// README\nlet a = 1;\n// README end\n";
        assert!(region(&one.repeat(2)).is_none());
        assert!(region("let a = 1;\n").is_none());
    }

    #[test]
    fn a_language_whose_example_is_cut_from_nowhere_has_none() {
        assert!(has_example(PAGE, "rust"));
        assert!(!has_example(PAGE, "sh"));
    }

    #[test]
    fn the_examples_of_both_pages_are_fresh() {
        check(&Workspace::locate().unwrap()).unwrap();
    }
}
