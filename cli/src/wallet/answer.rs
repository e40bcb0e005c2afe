//! A wallet's answers, for machines and for people.

use std::path::Path;
use std::process::ExitCode;

use mogiri::ticket::{Adopted, TicketId};
use mogiri::wallet::{
    CorrectOutcome, Imported, NotTransferable, PressOutcome, StampFace, StampMark, StampOutcome,
    TicketSummary, WalletClock,
};
use serde_json::{Value, json};

use super::REFUSED;
use crate::clock::local;
use crate::error::CliError;
use crate::output::{Output, columns};
use crate::words::{advice, word};

/// `{ticket, title, seat, state}` and more; times in unix seconds.
pub(super) fn summary(ticket: &TicketSummary) -> Value {
    json!({
        "ticket": ticket.id.to_string(),
        "title": ticket.title,
        "venue": ticket.venue,
        "seat": ticket.place,
        "zone": ticket.zone,
        "state": ticket.state.code(),
        "from": ticket.from.seconds(),
        "until": ticket.until.seconds(),
        "hops_left": ticket.hops_left,
        "not_transferable": ticket.not_transferable.map(NotTransferable::code),
        "stamp": ticket.stamp.as_ref().map(face),
    })
}

/// The list in each event's own time.
pub(super) fn table(tickets: &[TicketSummary]) -> String {
    let head = ["ticket", "seat", "zone", "state", "doors", "title"].map(str::to_owned).to_vec();
    let row = |ticket: &TicketSummary| {
        vec![
            ticket.id.to_string(),
            ticket.place.clone(),
            ticket.zone.clone(),
            word("state", ticket.state.code()),
            local(ticket.doors, &ticket.timezone),
            ticket.title.clone(),
        ]
    };
    columns(&std::iter::once(head).chain(tickets.iter().map(row)).collect::<Vec<_>>())
}

fn face(face: &StampFace) -> Value {
    let (kind, number) = match face.mark {
        StampMark::Digital { level, .. } => ("digital", level),
        StampMark::Souvenir { level, .. } => ("souvenir", level),
        StampMark::Pressed { stamp } => ("pressed", stamp),
    };
    let number_name = if kind == "pressed" { "stamp" } else { "level" };
    json!({ "kind": kind, number_name: number, "name": face.name, "time": face.time.seconds() })
}

pub(super) fn imported(path: &Path, imported: &Imported) -> Value {
    let ticket = |ticket: &mogiri::wallet::ImportedTicket| json!({ "ticket": ticket.ticket.to_string(), "outcome": ticket.outcome.code() });
    json!({
        "file": path.to_string_lossy(),
        "event": imported.event.to_string(),
        "documents": if imported.documents == Adopted::New { "new" } else { "unchanged" },
        "tickets": imported.tickets.iter().map(ticket).collect::<Vec<_>>(),
    })
}

pub(super) fn imported_text(path: &Path, imported: &Imported) -> String {
    let ticket = |t: &mogiri::wallet::ImportedTicket| format!("  {}  {}", t.ticket, t.outcome.code());
    let head = format!("{}: event {}", path.display(), imported.event);
    std::iter::once(head).chain(imported.tickets.iter().map(ticket)).collect::<Vec<_>>().join("\n")
}

/// What became of a digital stamp.
pub(super) fn stamp(outcome: &StampOutcome, output: Output) -> Result<ExitCode, CliError> {
    let (ticket, drawn, code) = match outcome {
        StampOutcome::Stamped { ticket, face } => (Some(*ticket), Some(face), ExitCode::SUCCESS),
        StampOutcome::Repeat { ticket } | StampOutcome::Second { ticket } => {
            (Some(*ticket), None, ExitCode::SUCCESS)
        }
        StampOutcome::LevelTooLow { ticket } => (Some(*ticket), None, ExitCode::from(REFUSED)),
        StampOutcome::BadStamp | StampOutcome::NotForMe | StampOutcome::UpdateApp => {
            (None, None, ExitCode::from(REFUSED))
        }
    };
    tell("stamp", outcome.code(), ticket, drawn, output).map(|()| code)
}

/// What became of a beacon, and what the phone's clock is worth now.
pub(super) fn corrected(
    outcome: CorrectOutcome,
    clock: WalletClock,
    output: Output,
) -> Result<ExitCode, CliError> {
    let (seconds, code) = match outcome {
        CorrectOutcome::Corrected { seconds } => (Some(seconds), ExitCode::SUCCESS),
        CorrectOutcome::Unchanged => (None, ExitCode::SUCCESS),
        CorrectOutcome::ClockTooFar { seconds } => (Some(seconds), ExitCode::from(REFUSED)),
        CorrectOutcome::BadBeacon
        | CorrectOutcome::NotForMe
        | CorrectOutcome::OldBeacon
        | CorrectOutcome::UpdateApp => (None, ExitCode::from(REFUSED)),
    };
    let words = advice("beacon", outcome.code()).unwrap_or_default();
    let value = json!({ "outcome": outcome.code(), "seconds": seconds, "clock": clock.code() });
    let by = seconds.map(|seconds| format!("  {seconds:+} s")).unwrap_or_default();
    output.say(&value, || format!("{}{by}  {words}", outcome.code()))?;
    Ok(code)
}

/// What became of a press.
pub(super) fn press(ticket: TicketId, outcome: &PressOutcome, output: Output) -> Result<ExitCode, CliError> {
    let (drawn, code) = match outcome {
        PressOutcome::Stamped { face, .. } | PressOutcome::Repeat { face } => (Some(face), ExitCode::SUCCESS),
        _ => (None, ExitCode::from(REFUSED)),
    };
    tell("press", outcome.code(), Some(ticket), drawn, output).map(|()| code)
}

fn tell(
    family: &str,
    outcome: &str,
    ticket: Option<TicketId>,
    drawn: Option<&StampFace>,
    output: Output,
) -> Result<(), CliError> {
    let ticket = ticket.map(|ticket| ticket.to_string());
    let value = json!({ "outcome": outcome, "ticket": ticket, "stamp": drawn.map(face) });
    output.say(&value, || {
        let name = drawn.map(|face| format!("  {}", face.name)).unwrap_or_default();
        let words = advice(family, outcome).unwrap_or_default();
        format!("{outcome}  {}{name}  {words}", ticket.unwrap_or_default())
    })
}
