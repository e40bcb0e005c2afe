//! `mogiri gate check`, `purge` and `exposure`.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use data_encoding::HEXLOWER;
use mogiri::gate::{self, LogCheck, ManifestPurge};
use mogiri::wallet::Traces;
use serde_json::{Value, json};

use super::{host, open};
use crate::busy::patiently;
use crate::clock::CliClock;
use crate::error::CliError;
use crate::findings;
use crate::output::Output;
use crate::vault::DevVault;

/// A damaged folder.
const DAMAGED: u8 = 1;

/// Reads the whole folder: rows, chains, heads, codes.
pub(super) fn check(dir: &Path, clock: CliClock, output: Output) -> Result<ExitCode, CliError> {
    let vault = Arc::new(DevVault::of(dir).map_err(|error| CliError::file(dir, &error))?);
    let found = patiently(|| gate::check(dir, &host(vault.clone(), clock)))?;
    let value = json!({
        "rows": findings::rows(&found.store.rows),
        "faults": findings::faults(&found.store),
        "logs": found.logs.iter().map(log).collect::<Vec<_>>(),
    });
    output.say(&value, || {
        findings::text(&found.store) + &found.logs.iter().map(log_text).collect::<String>()
    })?;
    let whole = found.store.faults.is_empty();
    Ok(if whole { ExitCode::SUCCESS } else { ExitCode::from(DAMAGED) })
}

/// Forgets names and what else no count needs.
pub(super) fn purge(dir: &Path, clock: CliClock, output: Output) -> Result<(), CliError> {
    let mut gate = open(dir, clock)?;
    let purged = gate.purge();
    gate.close()?;
    let purged = purged?;
    let value = json!({
        "names": purged.names,
        "manifest": purged.manifest.code(),
        "traces": purged.traces.code(),
    });
    output.say(&value, || {
        let manifest = match purged.manifest {
            ManifestPurge::None => "",
            ManifestPurge::Gone => ", the manifest forgotten",
            ManifestPurge::Needed => ", the manifest kept: counts rest on it",
        };
        let traces = match purged.traces {
            Traces::Gone => "",
            Traces::Later => {
                "\nno room to write the database anew: its traces go when the gate is opened next"
            }
        };
        format!("{} names forgotten{manifest}; the journal is whole{traces}", purged.names)
    })
}

/// Tells which kinds of personal data the gate held.
pub(super) fn exposure(dir: &Path, clock: CliClock, output: Output) -> Result<(), CliError> {
    let gate = open(dir, clock)?;
    let held = gate.exposure();
    gate.close()?;
    findings::exposure(&held?, output)
}

fn log(log: &LogCheck) -> Value {
    json!({
        "log": HEXLOWER.encode(log.log.as_bytes()),
        "entries": log.entries,
        "signed": log.signed,
        "head": log.head.to_string(),
    })
}

fn log_text(log: &LogCheck) -> String {
    let name = HEXLOWER.encode(log.log.as_bytes());
    format!("○ 記録の連鎖 / log {name}: {} entries, {} of them signed\n", log.entries, log.signed)
}
