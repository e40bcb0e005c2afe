//! The workspace's own checks and tests.

use std::path::Path;

use anyhow::{Result, bail};

use crate::command::{Success, cargo, run, tee};
use crate::report::Tally;
use crate::scenarios;
use crate::test::Runner;
use crate::workspace::Workspace;

pub(crate) fn format(workspace: &Workspace) -> Result<()> {
    run(cargo().args(["fmt", "--all", "--check"]))?;
    for package in [workspace.fuzz(), workspace.bench(), workspace.bench().join("bare")] {
        run(cargo().args(["fmt", "--check", "--manifest-path"]).arg(package.join("Cargo.toml")))?;
    }
    Ok(())
}

/// The workspace and the fuzz targets, which have a lockfile of their own.
pub(crate) fn lint(workspace: &Workspace) -> Result<()> {
    run(cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))?;
    lint_package(workspace, &workspace.fuzz())
}

/// A package that is a workspace of its own. Not the benchmarks in `test`: to lint them is to compile their peers.
pub(crate) fn lint_package(workspace: &Workspace, package: &Path) -> Result<()> {
    let mut command = cargo();
    command.args(["clippy", "--manifest-path"]).arg(package.join("Cargo.toml"));
    run(command.arg("--target-dir").arg(workspace.target()).args(["--", "-D", "warnings"]))
}

/// Proptest's own name for what its cases are drawn from.
const CASES: &str = "PROPTEST_RNG_SEED";

/// Unit, integration and documentation tests alike; each binary of libtest ends with its own summary.
pub(crate) fn test(workspace: &Workspace) -> Result<Tally> {
    // The generator has no tests, and with it uniffi would be built for it here and without it for the library.
    let mut command = cargo();
    command.args(["test", "--workspace", "--exclude", "mogiri-bindgen", "--no-fail-fast"]);
    command.env(scenarios::LIST, scenarios::fresh_list(workspace, Runner::Rust)?);
    // The same cases everywhere: who wants others asks for them with this variable.
    if std::env::var_os(CASES).is_none() {
        command.env(CASES, "1");
    }
    let (output, success) = tee(&mut command)?;
    let tally = count(&output);
    match success {
        Success::No(status) if tally.failed == 0 => bail!("`cargo test` failed: {status}"),
        _ => Ok(tally),
    }
}

fn count(output: &str) -> Tally {
    let mut total = Tally::default();
    for summary in output.lines().filter_map(|line| line.strip_prefix("test result: ")) {
        total += Tally {
            passed: number_before(summary, "passed"),
            failed: number_before(summary, "failed"),
            skipped: number_before(summary, "ignored"),
            told: Vec::new(),
        };
    }
    total.told = told(output);
    total
}

/// What libtest prints of each failed test, in a paragraph of its own: `---- name stdout ----`, then its words.
fn told(output: &str) -> Vec<String> {
    let mut told = Vec::new();
    let mut lines = output.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(name) = line.strip_prefix("---- ").and_then(|line| line.strip_suffix(" stdout ----")) {
            let mut words = vec![name];
            while let Some(line) = lines.next_if(|line| !line.starts_with("---- ") && *line != "failures:") {
                words.push(line);
            }
            told.push(words.join("\n").trim_end().to_owned());
        }
    }
    told
}

fn number_before(summary: &str, word: &str) -> usize {
    let words: Vec<&str> = summary.split([' ', ';']).collect();
    let number = words.windows(2).find_map(|pair| match pair {
        [number, name] if *name == word => number.parse().ok(),
        _ => None,
    });
    number.unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_summary_of_libtest_is_counted() {
        let output = "\
running 2 tests
test result: ok. 41 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s
   Doc-tests mogiri
test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.30s
";
        assert_eq!(count(output), Tally { passed: 44, failed: 2, skipped: 1, told: Vec::new() });
    }

    #[test]
    fn each_failed_test_of_libtest_is_told_with_its_words() {
        let output = "\
failures:

---- a::first stdout ----
thread 'a::first' panicked at a.rs:3:
left: 1

---- b stdout ----
no

failures:
    a::first
    b

test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.30s
";
        let first = "a::first\nthread 'a::first' panicked at a.rs:3:\nleft: 1";
        assert_eq!(count(output).told, [first, "b\nno"]);
    }

    #[test]
    fn output_without_a_summary_counts_nothing() {
        assert_eq!(count("error: could not compile `mogiri`"), Tally::default());
    }
}
