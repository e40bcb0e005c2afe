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
        if let Some(failure) = child(case, &["failure", "error"]) {
            total.failed += 1;
            total.told.push(told(case, failure));
        } else if child(case, &["skipped"]).is_some() {
            total.skipped += 1;
        } else {
            total.passed += 1;
        }
    }
    Ok(total)
}

fn child<'a, 'input>(case: Node<'a, 'input>, names: &[&str]) -> Option<Node<'a, 'input>> {
    case.children().find(|child| names.contains(&child.tag_name().name()))
}

/// Whose test it is, and what it said: surefire puts the message and the stack inside, `SwiftPM` the message beside it.
fn told(case: Node<'_, '_>, failure: Node<'_, '_>) -> String {
    let name = [case.attribute("classname"), case.attribute("name")];
    let name = name.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let text = failure.text().map(str::trim).filter(|text| !text.is_empty());
    format!("{name}\n{}", text.or(failure.attribute("message")).unwrap_or_default())
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
        let told = vec!["c\nno".to_owned()];
        assert_eq!(count(xml).unwrap(), Tally { passed: 2, failed: 1, skipped: 1, told });
    }

    #[test]
    fn a_failed_case_is_told_with_its_class_and_the_text_inside() {
        let xml = r#"<testsuite><testcase classname="demo.ListTest" name="is empty">
            <error message="short" type="E">E: expected 2
	at demo.ListTest</error></testcase></testsuite>"#;
        assert_eq!(count(xml).unwrap().told, ["demo.ListTest is empty\nE: expected 2\n\tat demo.ListTest"]);
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
