//! `mogiri wallet check`: the folder, and the day before.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use mogiri::wallet::{self, CodeReady, EventReady, KeyReady, Readiness, WalletClock};
use serde_json::{Value, json};

use super::{REFUSED, host, open};
use crate::busy::patiently;
use crate::clock::CliClock;
use crate::error::CliError;
use crate::findings;
use crate::output::Output;
use crate::vault::DevVault;
use crate::words::advice;

/// A damaged folder.
const DAMAGED: u8 = 1;

/// Reads the whole folder; if it is whole, tries every ticket.
pub(super) fn run(dir: &Path, clock: CliClock, output: Output) -> Result<ExitCode, CliError> {
    let vault = Arc::new(DevVault::of(dir).map_err(|error| CliError::file(dir, &error))?);
    let found = patiently(|| wallet::check(dir, &host(vault.clone(), clock)))?;
    let tickets = if found.faults.is_empty() { Some(try_out(dir, clock, output)?) } else { None };
    let value = json!({
        "rows": findings::rows(&found.rows),
        "faults": findings::faults(&found),
        "tickets": tickets.as_ref().map(|tickets| tickets.iter().map(readiness).collect::<Vec<_>>()),
    });
    output.say(&value, || {
        let tickets = tickets.iter().flatten().map(readiness_text).collect::<String>();
        findings::text(&found) + &tickets
    })?;
    Ok(match tickets {
        None => ExitCode::from(DAMAGED),
        Some(tickets) if tickets.iter().all(Readiness::works_offline) => ExitCode::SUCCESS,
        Some(_) => ExitCode::from(REFUSED),
    })
}

fn try_out(dir: &Path, clock: CliClock, output: Output) -> Result<Vec<Readiness>, CliError> {
    let mut wallet = open(dir, clock, output)?;
    let tickets = wallet.readiness();
    wallet.close()?;
    Ok(tickets?)
}

fn readiness(ticket: &Readiness) -> Value {
    json!({
        "ticket": ticket.ticket.to_string(),
        "title": ticket.title,
        "seat": ticket.place,
        "key": ticket.key.code(),
        "code": ticket.code.code(),
        "clock": ticket.clock.code(),
        "event": ticket.event.code(),
        "works_offline": ticket.works_offline(),
    })
}

fn readiness_text(ticket: &Readiness) -> String {
    let verdict = if ticket.works_offline() {
        "○ オフラインで使えます / works offline"
    } else {
        "△ このままでは使えません / not ready"
    };
    let lines = [
        format!("{verdict}: {} {} ({})", ticket.title, ticket.place, ticket.ticket),
        line("鍵 / key", key(ticket.key), "key_ready", ticket.key.code()),
        line("コード / code", code(ticket.code), code_family(ticket.code), ticket.code.code()),
        line("時計 / clock", clock_mark(ticket.clock), "clock", ticket.clock.code()),
        line("公演ファイル / event file", event(ticket.event), "event_ready", ticket.event.code()),
    ];
    lines.join("\n") + "\n"
}

fn line(name: &str, mark: char, family: &str, code: &str) -> String {
    format!("    {mark} {name}: {}", advice(family, code).unwrap_or_default())
}

const fn key(key: KeyReady) -> char {
    match key {
        KeyReady::Here => '○',
        KeyReady::Locked | KeyReady::NoHardware => '△',
        KeyReady::Lost => '×',
    }
}

const fn code(code: CodeReady) -> char {
    match code {
        CodeReady::Holds => '○',
        CodeReady::Fails { .. } => '×',
        CodeReady::NotMade => '△',
    }
}

const fn code_family(code: CodeReady) -> &'static str {
    match code {
        CodeReady::Fails { .. } => "reason",
        CodeReady::Holds | CodeReady::NotMade => "code_ready",
    }
}

const fn clock_mark(clock: WalletClock) -> char {
    match clock {
        WalletClock::Fine | WalletClock::Corrected { .. } => '○',
        WalletClock::Behind { .. } => '△',
    }
}

const fn event(event: EventReady) -> char {
    match event {
        EventReady::Known | EventReady::FirstSeen | EventReady::Old { .. } => '○',
        EventReady::KeyRevoked => '△',
    }
}
