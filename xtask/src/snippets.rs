//! The examples of the READMEs and the guide: cut from tests and demo apps, so that they compile and do what they say.
//!
//! A page says where an example comes from in the line before it. `<!-- from <file> -->`: that file has one region
//! between a line `// README` and a line `// README end`. `<!-- from <file>: <beginning> -->`: the declaration in it
//! whose first line begins so.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

use crate::workspace::Workspace;

/// Each page, and what has to have an example in it.
const PAGES: [(&str, &[&str]); 4] = [
    ("README.md", &["rust", "kotlin", "swift"]),
    ("README.ja.md", &["rust", "kotlin", "swift"]),
    ("docs/guide/attendee-app.md", &["kotlin", "swift"]),
    ("docs/guide/gate-app.md", &["kotlin", "swift"]),
];

const BEGIN: &str = "// README";
const END: &str = "// README end";
const FENCE: &str = "```";

/// Writes the examples again.
pub(crate) fn regenerate(workspace: &Workspace) -> Result<()> {
    for (page, _) in PAGES {
        let place = workspace.root().join(page);
        let text = fs::read_to_string(&place)?;
        fs::write(&place, renewed(&text, &|source| region_of(workspace.root(), source))?)?;
    }
    Ok(())
}

/// Fails when an example is not what its test has, or a language has none.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    for (page, languages) in PAGES {
        let text = fs::read_to_string(workspace.root().join(page))?;
        let fresh = renewed(&text, &|source| region_of(workspace.root(), source))?;
        ensure!(fresh == text, "{page} is stale, run `cargo xtask snippets`");
        if let Some(language) = languages.iter().find(|language| !has_example(&text, language)) {
            bail!("{page} has no example in {language} that is cut from a source");
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
    let (file, beginning) = source.split_once(": ").map_or((source, None), |(file, line)| (file, Some(line)));
    let text = fs::read_to_string(root.join(file)).with_context(|| format!("no {file}"))?;
    match beginning {
        None => region(&text).with_context(|| format!("{file} has not one region for a README")),
        Some(beginning) => {
            declaration(&text, beginning).with_context(|| format!("not one `{beginning}` in {file}"))
        }
    }
}

/// The one declaration whose first line begins so, moved to the left edge: its lines are further in, but for the last.
fn declaration(text: &str, beginning: &str) -> Option<String> {
    let lines: Vec<&str> = text.lines().collect();
    let begins = lines.iter().enumerate().filter(|(_, line)| line.trim_start().starts_with(beginning));
    let [at] = <[usize; 1]>::try_from(begins.map(|(at, _)| at).collect::<Vec<_>>()).ok()?;
    let (first, rest) = lines.get(at..)?.split_first()?;
    let edge = indent(first);
    let inside = rest.iter().take_while(|line| line.is_empty() || indent(line) > edge).count();
    let closes = rest
        .get(inside)
        .is_some_and(|line| indent(line) == edge && line.trim_start().starts_with(['}', ')']));
    let end = at + 1 + inside + usize::from(closes);
    let cut = lines.get(at..end)?.iter().map(|line| line.get(edge..).unwrap_or_default());
    Some(cut.collect::<Vec<_>>().join("\n").trim_end().to_owned() + "\n")
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
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
    let edge = filled.map(|line| indent(line)).min()?;
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
    fn a_declaration_is_cut_to_its_closing_line() {
        let text = "class A {\n    fun b() = c\n\n    fun d(): E {\n        f()\n\n        g()\n    }\n}\n";
        assert_eq!(declaration(text, "fun b").unwrap(), "fun b() = c\n");
        assert_eq!(declaration(text, "fun d").unwrap(), "fun d(): E {\n    f()\n\n    g()\n}\n");
        assert!(declaration(text, "fun").is_none());
        assert!(declaration(text, "fun x").is_none());
    }

    #[test]
    fn a_language_whose_example_is_cut_from_nowhere_has_none() {
        assert!(has_example(PAGE, "rust"));
        assert!(!has_example(PAGE, "sh"));
    }

    #[test]
    fn the_examples_of_every_page_are_fresh() {
        check(&Workspace::locate().unwrap()).unwrap();
    }
}
