//! The printed tables.

use std::fmt;
use std::time::Duration;

use crate::contest::{self, Outcome, Side};

/// What a ratio should be.
#[derive(Clone, Copy)]
pub(crate) enum Target {
    AtMost(f64),
    /// Ours is so many times faster.
    TimesFaster(f64),
    /// Shown for comparison.
    Open,
}

impl Target {
    fn verdict(self, ratio: f64) -> &'static str {
        match self {
            Self::AtMost(most) => met(ratio <= most),
            Self::TimesFaster(least) => met(1.0 / ratio >= least),
            Self::Open => "",
        }
    }

    /// The ratio in the target's own words.
    fn ratio(self, ratio: f64) -> String {
        match self {
            Self::TimesFaster(_) => format!("{:.1} x faster", 1.0 / ratio),
            Self::AtMost(_) | Self::Open => format!("{ratio:.3} x"),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtMost(most) => write!(f, "<= {most}"),
            Self::TimesFaster(least) => write!(f, ">= {least} x faster"),
            Self::Open => f.write_str("-"),
        }
    }
}

fn met(is_met: bool) -> &'static str {
    if is_met { "met" } else { "missed" }
}

/// Heads the table of timed rows.
pub(crate) fn print_head() {
    println!("{:<42} {:<58} {:>9} {:>9} {:>13}  target", "work", "against", "ours us", "us", "ratio");
}

/// Times one row and prints it at once.
pub(crate) fn print_timed(work: &str, against: &str, target: Target, ours: Side<'_>, baseline: Side<'_>) {
    print_outcome(work, against, target, &contest::run(ours, baseline));
}

/// Prints one row that was timed.
pub(crate) fn print_outcome(work: &str, against: &str, target: Target, outcome: &Outcome) {
    let ratio = outcome.ratio();
    let micros = |time: Duration| format!("{:.1}", time.as_secs_f64() * 1e6);
    println!(
        "{work:<42} {against:<58} {:>9} {:>9} {:>13}  {target} {}",
        micros(outcome.ours),
        micros(outcome.baseline),
        target.ratio(ratio),
        target.verdict(ratio)
    );
}

/// The one in the middle.
pub(crate) fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// Prints how much longer the slowest of many take than the one in the middle.
pub(crate) fn print_spread(work: &str, against: &str, target: Target, mut times: Vec<Duration>) {
    let middle = median(&mut times);
    let slow = times[times.len() - times.len() / 1000 - 1];
    print_outcome(work, against, target, &Outcome { ours: slow, baseline: middle });
}

/// Whether a figure that is the same on every machine is as it should be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sized {
    Met,
    Missed,
}

/// Prints a size of at most `most`.
pub(crate) fn print_size(what: &str, size: usize, most: usize, unit: &str) -> Sized {
    let outcome = if size <= most { Sized::Met } else { Sized::Missed };
    println!("{what:<42} {size:>5} {unit:<10} <= {most} {}", met(outcome == Sized::Met));
    outcome
}
