//! The words of an AAR, and the list of their names that Android's tools ask for.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use roxmltree::Document;

use crate::archive::File;

/// Every file below `res/`, by its path in the AAR.
pub(super) fn files(res: &Path) -> Result<Vec<File>> {
    let mut files = Vec::new();
    for folder in fs::read_dir(res).with_context(|| format!("no {}", res.display()))? {
        let folder = folder?.path();
        for file in fs::read_dir(&folder)? {
            let file = file?.path();
            let below = file.strip_prefix(res)?.to_str().context("a resource's name is not UTF-8")?;
            files.push((format!("res/{below}"), fs::read(&file)?));
        }
    }
    Ok(files)
}

/// `R.txt`: one line a name, whatever the language; the app's own build numbers them.
pub(super) fn names(resources: &[File]) -> Result<String> {
    let mut names = BTreeSet::new();
    for (path, bytes) in resources {
        let text = std::str::from_utf8(bytes).with_context(|| path.clone())?;
        let document = Document::parse(text).with_context(|| path.clone())?;
        for node in document.root_element().children().filter(roxmltree::Node::is_element) {
            let name = node.attribute("name").with_context(|| format!("{path}: a resource has no name"))?;
            names.insert((node.tag_name().name().to_owned(), name.to_owned()));
        }
    }
    Ok(names.iter().fold(String::new(), |mut text, (kind, name)| {
        let _ = writeln!(text, "int {kind} {name} 0x0");
        text
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_two_languages_is_listed_once() {
        let file = |path: &str, word: &str| {
            let text = format!("<resources><string name=\"yes\">{word}</string></resources>");
            (path.to_owned(), text.into_bytes())
        };
        let both = [file("res/values/w.xml", "Yes"), file("res/values-ja/w.xml", "はい")];
        assert_eq!(names(&both).unwrap(), "int string yes 0x0\n");
    }
}
