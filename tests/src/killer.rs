//! The plug is pulled on verbs of the command: a kill before each of their calls.

use std::collections::BTreeMap;
use std::process::Command;

use mogiri::wire::Reader;

use crate::command::{EVENING, Run, Stage};
use crate::faults::strace::{Fault, Place, count, places, run_with};

fn command(stage: &Stage, arguments: &[String]) -> Command {
    stage.command(EVENING, arguments)
}

/// Where an undisturbed run changes files or makes a change durable.
pub fn calls(stage: &Stage, arguments: &[String]) -> Vec<Place> {
    let log = stage.path("strace.log");
    Run::from(count(&command(stage, arguments), &log)).exits(0);
    places(&std::fs::read_to_string(log).expect("strace wrote its log"))
}

/// Kills the verb at the entry of a call; the call itself does not happen.
pub fn kill_at(stage: &Stage, arguments: &[String], place: &Place) -> Run {
    run_with(&command(stage, arguments), Fault::Kill, place, &BTreeMap::new()).into()
}

/// A picture or page with its end, or messages of which none is cut.
pub fn is_whole(bytes: &[u8]) -> bool {
    if bytes.starts_with(b"\x89PNG") {
        return bytes.ends_with(b"IEND\xaeB`\x82");
    }
    if bytes.starts_with(b"%PDF") {
        return bytes.trim_ascii_end().ends_with(b"%%EOF");
    }
    let mut reader = Reader::new(bytes);
    while reader.end().is_err() {
        if reader.item("message").is_err() {
            return false;
        }
    }
    !bytes.is_empty()
}
