//! What was run, how long it took and what came of it.

use std::fmt;
use std::ops::AddAssign;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Result;

/// How many tests a runner ran.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    pub(crate) skipped: usize,
    /// What the failed ones said, each with its name in the first line.
    pub(crate) told: Vec<String>,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
        self.told.extend(other.told);
    }
}

/// What a step that came to its end has to say.
pub(crate) enum Outcome {
    /// A check held.
    Checked,
    /// A runner ran these.
    Tests(Tally),
}

struct Row {
    name: &'static str,
    tally: Option<Tally>,
    took: Duration,
    fault: Option<String>,
}

/// One row a step, in the order in which they ran.
pub(crate) struct Report {
    rows: Vec<Row>,
    skipping_is_a_fault: bool,
}

impl Report {
    pub(crate) fn new(skipping_is_a_fault: bool) -> Self {
        Self { rows: Vec::new(), skipping_is_a_fault }
    }

    /// Runs what everything after it needs: its failure is the caller's.
    pub(crate) fn timed<T>(&mut self, name: &'static str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let start = Instant::now();
        let value = work()?;
        self.rows.push(Row { name, tally: None, took: start.elapsed(), fault: None });
        Ok(value)
    }

    /// Runs a step and keeps what came of it, so that the next one runs too.
    pub(crate) fn step(&mut self, name: &'static str, work: impl FnOnce() -> Result<Outcome>) {
        println!("\n== {name}");
        let start = Instant::now();
        let (tally, fault) = match work() {
            Ok(Outcome::Checked) => (None, None),
            Ok(Outcome::Tests(tally)) => {
                let fault = self.fault_of(&tally);
                (Some(tally), fault)
            }
            Err(error) => {
                eprintln!("error: {error:#}");
                (None, Some(format!("{error:#}")))
            }
        };
        self.rows.push(Row { name, tally, took: start.elapsed(), fault });
    }

    fn fault_of(&self, tally: &Tally) -> Option<String> {
        match tally {
            Tally { failed, .. } if *failed > 0 => Some(format!("{failed} failed")),
            Tally { skipped, .. } if *skipped > 0 && self.skipping_is_a_fault => {
                Some(format!("{skipped} skipped"))
            }
            Tally { passed: 0, .. } => Some("no test was executed".to_owned()),
            _ => None,
        }
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        if self.rows.iter().any(|row| row.fault.is_some()) { ExitCode::FAILURE } else { ExitCode::SUCCESS }
    }

    fn passed(&self) -> usize {
        self.rows.iter().filter_map(|row| row.tally.as_ref()).map(|tally| tally.passed).sum()
    }

    /// A step that failed without a failed test counts as one, so that a red run never ends with "0 failed".
    fn failed(&self) -> usize {
        self.rows.iter().map(Row::failed).sum()
    }
}

impl Row {
    fn failed(&self) -> usize {
        let tests = self.tally.as_ref().map_or(0, |tally| tally.failed);
        tests.max(usize::from(self.fault.is_some()))
    }

    fn result(&self) -> String {
        match (&self.fault, &self.tally) {
            (Some(fault), _) => format!("FAILED: {}", fault.lines().next().unwrap_or_default()),
            (None, Some(Tally { skipped, .. })) if *skipped > 0 => format!("ok, {skipped} skipped"),
            (None, _) => "ok".to_owned(),
        }
    }

    /// The words of what failed: of each test, or of the step itself.
    fn told(&self) -> impl Iterator<Item = &String> {
        let tests = self.tally.iter().flat_map(|tally| &tally.told);
        let step = self.fault.iter().filter(|_| self.tally.is_none());
        tests.chain(step)
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tests =
            self.tally.as_ref().map_or("-".to_owned(), |tally| (tally.passed + tally.failed).to_string());
        write!(f, "{:<10}{tests:>8}{:>10.1}  {}", self.name, self.took.as_secs_f64(), self.result())
    }
}

impl fmt::Display for Report {
    /// What failed stands beside the table: of a long run the end is what is read, and often all that is kept.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for row in &self.rows {
            for told in row.told() {
                writeln!(f, "\n-- {}: {}", row.name, first_lines(told, SHOWN_LINES))?;
            }
        }
        writeln!(f, "\n{:<10}{:>8}{:>10}  result", "runner", "tests", "seconds")?;
        for row in &self.rows {
            writeln!(f, "{row}")?;
        }
        writeln!(f, "\n{} passed, {} failed", self.passed(), self.failed())
    }
}

/// A message's beginning says what was expected and what came; the rest is a stack.
const SHOWN_LINES: usize = 12;

fn first_lines(text: &str, count: usize) -> String {
    text.lines().take(count).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report_of(skipping_is_a_fault: bool, tally: Tally) -> Report {
        let mut report = Report::new(skipping_is_a_fault);
        report.step("rust", || Ok(Outcome::Tests(tally)));
        report
    }

    fn last_line(report: &Report) -> String {
        report.to_string().lines().last().unwrap().to_owned()
    }

    #[test]
    fn a_green_run_ends_with_the_plain_line() {
        let mut report = report_of(true, Tally { passed: 12, ..Tally::default() });
        report.step("swift", || Ok(Outcome::Tests(Tally { passed: 3, ..Tally::default() })));
        assert_eq!(last_line(&report), "15 passed, 0 failed");
        assert_eq!(report.exit_code(), ExitCode::SUCCESS);
    }

    #[test]
    fn a_runner_that_executed_no_test_fails_the_run() {
        let report = report_of(false, Tally::default());
        assert_eq!(last_line(&report), "0 passed, 1 failed");
        assert_eq!(report.exit_code(), ExitCode::FAILURE);
    }

    #[test]
    fn a_check_that_fails_never_ends_with_zero_failed() {
        let mut report = report_of(false, Tally { passed: 2, ..Tally::default() });
        report.step("format", || anyhow::bail!("src/main.rs is not formatted"));
        assert_eq!(last_line(&report), "2 passed, 1 failed");
        assert_eq!(report.exit_code(), ExitCode::FAILURE);
    }

    #[test]
    fn a_skipped_test_is_shown_and_fails_only_where_nothing_may_be_skipped() {
        let tally = Tally { passed: 2, skipped: 1, ..Tally::default() };
        assert!(report_of(false, tally.clone()).to_string().contains("ok, 1 skipped"));
        assert_eq!(report_of(false, tally.clone()).exit_code(), ExitCode::SUCCESS);
        assert_eq!(report_of(true, tally).exit_code(), ExitCode::FAILURE);
    }

    #[test]
    fn the_end_of_a_run_names_what_failed_and_the_beginning_of_what_it_said() {
        let long = (0..40).map(|line| format!("line {line}")).collect::<Vec<_>>().join("\n");
        let told = vec![format!("list::is_empty\n{long}")];
        let mut report = report_of(false, Tally { passed: 3, failed: 1, told, ..Tally::default() });
        report.step("apk", || anyhow::bail!("no such file: classes/words"));
        let text = report.to_string();
        let named = text.find("-- rust: list::is_empty\nline 0\n").unwrap();
        assert!(named < text.find("runner").unwrap());
        assert!(!text.contains("line 20"));
        assert!(text.contains("-- apk: no such file: classes/words\n"));
    }
}
