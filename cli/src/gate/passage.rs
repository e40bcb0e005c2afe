//! `gate exit` and `gate override`: who goes out, and who a person with authority lets in.

use std::path::Path;

use mogiri::gate::{Exit, ExitEffect, Note, Overridden, Rests};
use serde_json::{Value, json};

use super::answer::{codes, detail, first, put, stand};
use super::open;
use super::told::detail_text;
use crate::clock::{CliClock, utc};
use crate::error::CliError;
use crate::output::Output;

/// Whom an override is about.
#[derive(Clone, Copy)]
pub(super) enum Whom<'a> {
    Code(&'a str),
    Ticket(&'a str),
}

pub(super) fn exit(dir: &Path, text: &str, clock: CliClock, output: Output) -> Result<(), CliError> {
    let mut gate = open(dir, clock)?;
    let exit = gate.exit(text)?;
    let closed = gate.close();
    output.say(&exit_value(&exit), || exit_text(&exit))?;
    Ok(closed?)
}

pub(super) fn overrule(
    dir: &Path,
    whom: Whom<'_>,
    reason: &str,
    clock: CliClock,
    output: Output,
) -> Result<(), CliError> {
    let mut gate = open(dir, clock)?;
    let act = match whom {
        Whom::Code(text) => gate.override_code(text, reason)?,
        Whom::Ticket(name) => gate.override_ticket(name, reason)?,
    };
    let closed = gate.close();
    output.say(&override_value(&act), || override_text(&act))?;
    Ok(closed?)
}

/// `{exit, entry, reason, detail, notes, beacon, ticket, seat, gate, at}`
fn exit_value(exit: &Exit) -> Value {
    let mut value = json!({
        "exit": exit.effect.word(),
        "entry": exit.entry.map(|entry| entry.to_string()),
        "reason": exit.reason.map(mogiri::code::Reason::code),
        "detail": detail(&exit.detail),
        "notes": codes(&exit.notes),
        "beacon": exit.beacon_for.is_some(),
        "ticket": exit.ticket.map(|ticket| ticket.to_string()),
        "seat": exit.place,
    });
    if let Some(fields) = value.as_object_mut() {
        stand(fields, &exit.gate, exit.at);
    }
    value
}

fn exit_text(exit: &Exit) -> String {
    let said = match exit.effect {
        ExitEffect::MayReturn => "may come back in",
        ExitEffect::AsksLead => "coming back in asks the lead",
        ExitEffect::Unmatched => "no entry is known here that it belongs to",
        ExitEffect::Final => "does not come back in with this ticket",
        ExitEffect::Repeat => "this code went out a moment ago",
        ExitEffect::Unrecorded => "not written down",
    };
    let reason = exit.reason.map_or_else(String::new, |reason| format!("  {reason}"));
    let beacon = if exit.beacon_for.is_some() { ": show the beacon" } else { "" };
    let skewed = if exit.notes.contains(&Note::ClockSkewed) { ": this gate's clock is wrong" } else { "" };
    let ticket = exit.ticket.map_or_else(String::new, |ticket| format!("  {ticket}"));
    let place = exit.place.as_ref().map_or_else(String::new, |place| format!("  {place}"));
    format!(
        "OUT{ticket}{place}  {said}{reason}{}{beacon}{skewed}",
        detail_text(&exit.detail).map(|detail| format!("  {detail}")).unwrap_or_default()
    )
}

/// `{override, entry, rests_on, over, ticket, seat, gate, at}`; `over` is `{entry, gate, at, same_device}` or null.
fn override_value(act: &Overridden) -> Value {
    let over = act.over.as_ref().map(|over| {
        let mut value = first(&over.first);
        if let Some(fields) = value.as_object_mut() {
            put(fields, "entry", over.entry.to_string());
        }
        value
    });
    let mut value = json!({
        "override": "admitted",
        "entry": act.entry.to_string(),
        "rests_on": act.rests.word(),
        "over": over,
        "ticket": act.ticket.to_string(),
        "seat": act.place,
    });
    if let Some(fields) = value.as_object_mut() {
        stand(fields, &act.gate, act.at);
    }
    value
}

fn override_text(act: &Overridden) -> String {
    let rests = match act.rests {
        Rests::Code => "by the code shown",
        Rests::Word => "by the lead's word",
    };
    let over = act.over.as_ref().map_or_else(String::new, |over| {
        format!(": over the entry at gate {}, {}", over.first.gate, utc(over.first.at))
    });
    let place = act.place.as_ref().map_or_else(String::new, |place| format!("  {place}"));
    format!("LET IN  {}{place}  {rests}{over}", act.ticket)
}
