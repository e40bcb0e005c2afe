//! `--log`: what the library tells a host's log, a line of JSON for each act.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use mogiri::ports::{LogEvent, LogSink};
use serde_json::json;

use crate::error::CliError;

/// One process is one command, and has one log.
static LOG: OnceLock<Arc<Lines>> = OnceLock::new();

/// Appends from now on to a file.
pub(crate) fn append_to(path: &Path) -> Result<(), CliError> {
    let file = OpenOptions::new().create(true).append(true).open(path);
    let file = file.map_err(|error| CliError::file(path, &error))?;
    LOG.get_or_init(|| Arc::new(Lines(file)));
    Ok(())
}

/// Where wallets and gates tell what they did, if anybody wants to know.
pub(crate) fn sink() -> Option<Arc<dyn LogSink>> {
    LOG.get().map(|lines| lines.clone() as Arc<dyn LogSink>)
}

struct Lines(File);

impl LogSink for Lines {
    fn log(&self, LogEvent { act, outcome, count }: LogEvent) {
        let line = json!({ "act": format!("{act:?}"), "outcome": outcome, "count": count });
        // A log that is full or gone stops no act.
        let _lost = (&self.0).write_all(format!("{line}\n").as_bytes());
    }
}
