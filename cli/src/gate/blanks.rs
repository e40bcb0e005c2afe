//! `gate issue`: a blank is sold, or given out in place of a ticket, and printed.

use std::path::Path;

use mogiri::gate::IssuedBlank;
use mogiri::ticket::EventCore;
use serde_json::{Value, json};

use super::answer::stand;
use super::open;
use crate::clock::{CliClock, printed};
use crate::error::CliError;
use crate::files;
use crate::output::Output;
use crate::paper::{IdentityCheck, PaperTicket, pdf};

/// What is asked for: another blank, or a page that was lost.
#[derive(Clone, Copy)]
pub(super) enum Wanted<'a> {
    New {
        zone: Option<&'a str>,
        replaces: Option<&'a str>,
        reason: &'a str,
    },
    /// This one, or the last.
    Again(Option<&'a str>),
}

/// The entry is on disk before the page is there, so the page is tried first.
pub(super) fn issue(
    dir: &Path,
    wanted: Wanted<'_>,
    out: &Path,
    clock: CliClock,
    output: Output,
) -> Result<(), CliError> {
    let mut gate = open(dir, clock)?;
    let event = gate.documents().event().clone();
    for zone in &event.zones {
        pdf(&[trial(&event, zone)])?;
    }
    let blank = match wanted {
        Wanted::New { zone, replaces, reason } => gate.issue(zone, replaces, reason)?,
        Wanted::Again(ticket) => gate.issued(ticket)?,
    };
    let left = gate.blanks_left();
    let closed = gate.close();
    let page = page(&event, blank.code.clone(), &blank.zone, blank.ticket.to_string());
    let written = pdf(&[page]).map_err(CliError::from).and_then(|page| files::write(out, &page));
    let left = left.get(&blank.zone).copied().unwrap_or_default();
    output.say_beside(out, &value(&blank, out, left), || text(&blank, left))?;
    written?;
    Ok(closed?)
}

/// A page as large as the real one will be.
fn trial(event: &EventCore, zone: &str) -> PaperTicket {
    page(event, format!("MG1:{}", "0".repeat(220)), zone, "0".repeat(26))
}

fn page(event: &EventCore, code: String, zone: &str, id: String) -> PaperTicket {
    let moved = |time: mogiri::ticket::Time| printed(time.shifted(event.moved), &event.timezone);
    let zone_index = event.zone_index(zone).unwrap_or_default();
    let all = event.gates.iter().all(|gate| gate.admits(zone_index));
    let gates = event.gates.iter().filter(|gate| !all && gate.admits(zone_index));
    PaperTicket {
        code,
        title: event.title.clone(),
        venue: event.venue.clone(),
        starts: moved(event.start),
        doors: Some(moved(event.doors)),
        place: String::new(),
        zone: (!event.zones.is_empty()).then(|| zone.to_owned()),
        gates: gates.map(|gate| gate.name.clone()).collect(),
        id,
        order: None,
        name: None,
        identity: IdentityCheck::None,
        notes: Vec::new(),
    }
}

/// `{issued, number, entry, text, zone, replaced, reason, left, file, gate, at}`
fn value(blank: &IssuedBlank, out: &Path, left: u64) -> Value {
    let mut value = json!({
        "issued": blank.ticket.to_string(),
        "number": blank.number,
        "entry": blank.entry.to_string(),
        "text": blank.code,
        "zone": blank.zone,
        "replaced": blank.replaced.map(|ticket| ticket.to_string()),
        "reason": blank.reason,
        "left": left,
        "file": out.to_string_lossy(),
    });
    if let Some(fields) = value.as_object_mut() {
        stand(fields, &blank.gate, blank.at);
    }
    value
}

fn text(blank: &IssuedBlank, left: u64) -> String {
    let replaced = blank.replaced.map_or_else(String::new, |ticket| format!("  in place of {ticket}"));
    format!(
        "ISSUED  no. {}  {}  {}  {}{replaced}  ({left} left)",
        blank.number, blank.ticket, blank.zone, blank.reason
    )
}
