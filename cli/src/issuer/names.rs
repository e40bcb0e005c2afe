//! `mogiri issuer guests` and `pass`: what goes to one gate, and to one holder's phone.

use std::path::Path;

use data_encoding::HEXUPPER;
use mogiri::code::TotpCode;
use mogiri::issuer::Pass;
use mogiri::ticket::STEP_SECONDS;
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
