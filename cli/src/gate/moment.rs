//! `mogiri gate beacon`, `clock` and `close`.

use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use mogiri::gate::{Gate, GateError, PeerTime};
use mogiri::wire::to_text;
use serde_json::json;

use super::{answer, hand_out, open};
use crate::args::ClockVerb;
use crate::clock::CliClock;
use crate::consent::Consent;
use crate::error::CliError;
use crate::files;
use crate::message;
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

/// Asks another gate for the time, tells it, takes it, or says what this clock is worth.
pub(super) fn clock(verb: &ClockVerb, clock: CliClock, output: Output) -> Result<(), CliError> {
    let mut gate = open(&verb.dir, clock)?;
    if verb.ask {
        let asked = gate.ask_time();
        gate.close()?;
        return hand_out(&asked?, verb.out.clone(), output);
    }
    if let Some(question) = &verb.tell {
        let told = gate.tell_time(&message::read(question)?);
        gate.close()?;
        return hand_out(&told?, verb.out.clone(), output);
    }
    let taken = verb.take.as_ref().map(|answer| take(&mut gate, &message::read(answer)?, verb));
    let (watch, offset) = (gate.clock_watch(), gate.clock_offset());
    gate.close()?;
    let peer = taken.transpose()?.flatten();
    let mut value = answer::clock(watch);
    if let Some(fields) = value.as_object_mut() {
        fields.insert("offset".to_owned(), json!(offset));
        fields.insert("taken".to_owned(), json!(peer.as_ref().map(|peer| peer.seconds)));
    }
    output.say(&value, || match offset {
        Some(offset) => format!(
            "{watch}
{offset:+} s are added to this device's clock"
        ),
        None => watch.to_string(),
    })
}

fn take(gate: &mut Gate, answer: &[u8], verb: &ClockVerb) -> Result<Option<PeerTime>, CliError> {
    let told = gate.read_time(answer)?;
    let question = format!("gate {} says {:+} s: take its time for this gate's?", told.gate, told.seconds);
    if Consent::new(verb.yes).to(&question)? { Ok(Some(gate.take_time(answer)?)) } else { Ok(None) }
}

/// Closes the log and tells its head.
pub(super) fn close(dir: &Path, out: Option<&Path>, clock: CliClock, output: Output) -> Result<(), CliError> {
    let mut gate = open(dir, clock)?;
    let closed = gate.close_log();
    gate.close()?;
    let closed = closed?;
    let head = closed.head.to_string();
    if let Some(out) = out {
        files::write(out, &closed.file)?;
    }
    let log = HEXLOWER.encode(closed.log.as_bytes());
    let code = to_text(&closed.file);
    let value = json!({ "log": log, "entries": closed.entries, "head": head, "code": code });
    output.say(&value, || format!("closed after {} entries; write down:\n{}", closed.entries, groups(&head)))
}

/// In groups of eight, four a line, as people copy them.
fn groups(text: &str) -> String {
    let groups: Vec<&str> = (0..text.len()).step_by(8).filter_map(|at| text.get(at..at + 8)).collect();
    groups.chunks(4).map(|line| line.join(" ")).collect::<Vec<_>>().join("\n")
}
