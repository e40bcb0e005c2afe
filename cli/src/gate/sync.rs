//! `mogiri gate vector`, `export --for` and `history`.

use std::path::{Path, PathBuf};

use mogiri::gate::{HistoryAct, HistoryEntry, Standing};
use serde_json::{Value, json};

use super::{hand_out, open};
use crate::clock::{CliClock, local};
use crate::error::CliError;
use crate::files;
use crate::message;
use crate::output::Output;

/// Shows what the gate has.
pub(super) fn vector(
    dir: &Path,
    out: Option<PathBuf>,
    clock: CliClock,
    output: Output,
) -> Result<(), CliError> {
    let gate = open(dir, clock)?;
    let vector = gate.sync_vector();
    gate.close()?;
    hand_out(&vector, out, output)
}

/// Writes what the gate lacks that made a vector.
pub(super) fn export(
    dir: &Path,
    out: &Path,
    vector: &str,
    clock: CliClock,
    output: Output,
) -> Result<(), CliError> {
    let vector = message::read(vector)?;
    let mut gate = open(dir, clock)?;
    let missing = gate.missing(&vector);
    gate.close()?;
    let missing = missing?;
    files::write(out, &missing.file)?;
    let value = json!({
        "file": out.to_string_lossy(),
        "entries": missing.entries,
        "frames": missing.frames.len(),
    });
    output.say(&value, || {
        format!("{}: {} entries, {} codes of a screen", out.display(), missing.entries, missing.frames.len())
    })
}

/// Tells the last things that the device wrote down.
pub(super) fn history(dir: &Path, last: u32, clock: CliClock, output: Output) -> Result<(), CliError> {
    let gate = open(dir, clock)?;
    let (history, timezone) = (gate.history(last), gate.documents().event().timezone.clone());
    gate.close()?;
    let value = json!({ "history": history.iter().map(entry).collect::<Vec<_>>() });
    output.say(&value, || history.iter().map(|one| line(one, &timezone)).collect::<Vec<_>>().join("\n"))
}

fn entry(one: &HistoryEntry) -> Value {
    let (act, reason) = words(&one.act);
    json!({
        "entry": one.entry.to_string(),
        "at": one.at.seconds(),
        "act": act,
        "reason": reason,
        "stands": one.standing == Standing::Stands,
        "ticket": one.ticket.map(|ticket| ticket.to_string()),
        "place": one.place,
    })
}

fn line(one: &HistoryEntry, timezone: &str) -> String {
    let (act, reason) = words(&one.act);
    let undone = if one.standing == Standing::TakenBack { "undone" } else { "" };
    let parts = [Some(act), reason, one.place.as_deref(), Some(undone)];
    let told: Vec<&str> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    format!("{}  {}", local(one.at, timezone), told.join(" · "))
}

const fn words(act: &HistoryAct) -> (&'static str, Option<&str>) {
    match act {
        HistoryAct::Admitted => ("admitted", None),
        HistoryAct::LetOut => ("exit", None),
        HistoryAct::Refused { reason } => ("refused", Some(reason.as_str())),
        HistoryAct::Overridden { reason } => ("override", Some(reason.as_str())),
        HistoryAct::Issued { reason } => ("issued", Some(reason.as_str())),
    }
}
