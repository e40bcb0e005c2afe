//! `mogiri issuer guests`, `carriers`, `blanks` and `pass`: what goes to one gate, and to one holder's phone.

use std::path::Path;

use data_encoding::HEXUPPER;
use mogiri::code::TotpCode;
use mogiri::issuer::{IssuerError, Pass};
use mogiri::ticket::{Documents, STEP_SECONDS};
use serde_json::{Value, json};

use super::{open, tell_file};
use crate::args::IssuerFolder;
use crate::clock::CliClock;
use crate::error::CliError;
use crate::files;
use crate::output::Output;

/// Writes the names that a gate compares, sealed to it.
pub(super) fn guests(
    folder: &IssuerFolder,
    event: &Path,
    enrol: &Path,
    out: &Path,
    (clock, output): (CliClock, Output),
) -> Result<(), CliError> {
    let (event, enrol) = (files::read(event)?, files::read(enrol)?);
    files::write(out, &open(folder, clock)?.guests(&event, &enrol)?)?;
    tell_file(out, output)
}

/// Writes which cards stand for which tickets, sealed to one gate.
pub(super) fn carriers(
    folder: &IssuerFolder,
    event: &Path,
    enrol: &Path,
    out: &Path,
    (clock, output): (CliClock, Output),
) -> Result<(), CliError> {
    let (event, enrol) = (files::read(event)?, files::read(enrol)?);
    let list = open(folder, clock)?.carriers(&event, &enrol)?;
    files::write(out, &list)?;
    tell_file(out, output)
}

/// Blanks of which zone, and how many.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) zone: Option<&'a str>,
    pub(super) count: u16,
}

/// Writes blanks for a gate, sealed to it.
pub(super) fn blanks(
    folder: &IssuerFolder,
    event: &Path,
    enrol: &Path,
    wanted: Wanted<'_>,
    out: &Path,
    (clock, output): (CliClock, Output),
) -> Result<(), CliError> {
    let (event, enrol) = (files::read(event)?, files::read(enrol)?);
    let core = Documents::from_event_file(&event).map_err(IssuerError::EventFile)?.event().clone();
    let zone = match wanted.zone {
        Some(name) => core.zone_index(name).ok_or(IssuerError::ZoneNotFound)?,
        None if core.zones.len() <= 1 => 0,
        None => return Err(CliError::Usage("the event has zones: give --zone NAME")),
    };
    let made = open(folder, clock)?.blanks(&event, &enrol, zone, wanted.count)?;
    files::write(out, &made.message)?;
    let tickets: Vec<String> = made.tickets.iter().map(ToString::to_string).collect();
    let value = json!({
        "file": out.to_string_lossy(),
        "zone": core.zone_name(zone),
        "first": made.first,
        "count": made.count,
        "tickets": tickets,
    });
    let last = made.first.saturating_add(u32::from(made.count)).saturating_sub(1);
    output.say_beside(out, &value, || format!("{}: blanks {} to {last}", out.display(), made.first))
}

/// Prints a ticket's pass.
pub(super) fn pass(
    folder: &IssuerFolder,
    ticket: &str,
    clock: CliClock,
    output: Output,
) -> Result<(), CliError> {
    let issuer = open(folder, clock)?;
    let pass = issuer.pass(issuer.find(ticket)?)?;
    let value = rotating_barcode(&pass);
    output.say(&value, || serde_json::to_string_pretty(&value).unwrap_or_default())
}

/// The `rotatingBarcode` of a Google Wallet object.
fn rotating_barcode(pass: &Pass) -> Value {
    let period = STEP_SECONDS * 1000;
    json!({
        "rotatingBarcode": {
            "type": "QR_CODE",
            "valuePattern": TotpCode::pass_text(pass.ticket, "{totp_value_0}"),
            "totpDetails": {
                "periodMillis": period.to_string(),
                "algorithm": "TOTP_SHA1",
                "parameters": [{ "key": HEXUPPER.encode(pass.secret.expose()), "valueLength": 8 }],
            },
        }
    })
}
