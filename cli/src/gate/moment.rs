//! `mogiri gate beacon` and `close`.

use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use mogiri::gate::GateError;
use serde_json::json;

use super::{hand_out, open};
use crate::clock::CliClock;
use crate::error::CliError;
use crate::output::Output;

/// The beacon for the last code that this folder called stale.
pub(super) fn beacon(
    dir: &Path,
    out: Option<PathBuf>,
    clock: CliClock,
    output: Output,
) -> Result<(), CliError> {
    let gate = open(dir, clock)?;
    let made = gate.last_stale().ok_or(GateError::NothingStale).and_then(|id| gate.beacon(&id));
    gate.close()?;
    hand_out(&made?, out, output)
}

/// Closes the log and tells its head.
pub(super) fn close(dir: &Path, clock: CliClock, output: Output) -> Result<(), CliError> {
    let mut gate = open(dir, clock)?;
    let closed = gate.close_log();
    gate.close()?;
    let closed = closed?;
    let head = closed.head.to_string();
    let value =
        json!({ "log": HEXLOWER.encode(closed.log.as_bytes()), "entries": closed.entries, "head": head });
    output.say(&value, || format!("closed after {} entries; write down:\n{}", closed.entries, groups(&head)))
}

/// In groups of eight, four a line, as people copy them.
fn groups(text: &str) -> String {
    let groups: Vec<&str> = (0..text.len()).step_by(8).filter_map(|at| text.get(at..at + 8)).collect();
    groups.chunks(4).map(|line| line.join(" ")).collect::<Vec<_>>().join("\n")
}
