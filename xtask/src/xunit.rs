//! The `JUnit` XML that Maven's surefire and `SwiftPM` write.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use roxmltree::{Document, Node};

use crate::report::Tally;

/// Counts the test cases of every `.xml` file in `folder`.
pub(crate) fn count_folder(folder: &Path) -> Result<Tally> {
    let mut total = Tally::default();
    let files = fs::read_dir(folder).with_context(|| format!("no test reports in {}", folder.display()))?;
    for file in files {
        let path = file?.path();
        if path.extension() == Some(OsStr::new("xml")) {
            let text = fs::read_to_string(&path)?;
            total += count(&text).with_context(|| format!("{} is no test report", path.display()))?;
        }
    }
    Ok(total)
}

fn count(xml: &str) -> Result<Tally> {
    let document = Document::parse(xml)?;
    let cases = document.descendants().filter(|node| node.has_tag_name("testcase"));
    let mut total = Tally::default();
    for case in cases {
        if has_child(case, &["failure", "error"]) {
            total.failed += 1;
        } else if has_child(case, &["skipped"]) {
            total.skipped += 1;
        } else {
            total.passed += 1;
        }
    }
    Ok(total)
}

fn has_child(case: Node<'_, '_>, names: &[&str]) -> bool {
    case.children().any(|child| names.contains(&child.tag_name().name()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_cases_are_counted_by_what_they_hold() {
        let xml = r#"<?xml version="1.0" encoding="UTF-8"?>
            <testsuites><testsuite name="s" tests="4">
              <testcase name="a" time="0.1"/>
              <testcase name="b"><system-out>text</system-out></testcase>
              <testcase name="c"><failure message="no"/></testcase>
              <testcase name="d"><skipped/></testcase>
            </testsuite></testsuites>"#;
        assert_eq!(count(xml).unwrap(), Tally { passed: 2, failed: 1, skipped: 1 });
    }

    #[test]
    fn a_folder_without_reports_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("surefire-reports");
        assert!(count_folder(&missing).unwrap_err().to_string().contains("surefire-reports"));
    }

    #[test]
    fn a_report_that_was_cut_is_an_error() {
        assert!(count("<testsuite><testcase").is_err());
    }
}
