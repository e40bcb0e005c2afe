//! `mogiri wallet forget`, `purge`, `wipe` and `exposure`.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use mogiri::wallet::{self, Erased, Purged, StillValid, TicketState, Unproven};
use serde_json::{Value, json};

use super::{host, open};
use crate::busy::patiently;
use crate::clock::{CliClock, utc};
use crate::consent::Consent;
use crate::error::CliError;
use crate::findings;
use crate::output::Output;
use crate::vault::DevVault;
use crate::words::advice;

/// Forgets one ticket.
pub(super) fn forget(
    dir: &Path,
    ticket: &str,
    valid: StillValid,
    clock: CliClock,
    output: Output,
) -> Result<(), CliError> {
    let mut wallet = open(dir, clock, output)?;
    let ticket = wallet.find(ticket)?;
    let erased = wallet.forget(ticket, valid);
    wallet.close()?;
    let erased = erased?;
    output.say(&erased_value(&erased), || format!("forgotten: {ticket}\n{}", erased_text(&erased)))
}

/// Forgets what is past its purge time.
pub(super) fn purge(dir: &Path, clock: CliClock, output: Output) -> Result<(), CliError> {
    let mut wallet = open(dir, clock, output)?;
    let purged = wallet.purge();
    wallet.close()?;
    let Purged { erased, unproven } = purged?;
    let waiting: Vec<Value> = unproven.iter().map(unproven_value).collect();
    let value = json!({
        "tickets": erased.tickets,
        "events": erased.events,
        "keys": erased.keys,
        "traces": erased.traces.code(),
        "hardware_keys_left": erased.hardware_keys_left,
        "unproven": waiting,
    });
    output.say(&value, || {
        let waits = unproven.iter().map(|event| {
            let due = utc(event.due);
            format!(
                "waits for a signed time: {} (purge time {due}); forget its tickets by hand\n",
                event.title
            )
        });
        erased_text(&erased) + "\n" + &waits.collect::<String>()
    })
}

/// Destroys a wallet, whether it opens or not.
pub(super) fn wipe(
    dir: &Path,
    consent: Consent,
    clock: CliClock,
    output: Output,
) -> Result<ExitCode, CliError> {
    let lost = match open(dir, clock, output) {
        Ok(wallet) => {
            let lost = Lost::of(&wallet.tickets()?);
            wallet.close()?;
            lost
        }
        Err(CliError::Wallet(mogiri::wallet::WalletError::NoWallet)) if !dir.is_dir() => {
            return Err(mogiri::wallet::WalletError::NoWallet.into());
        }
        Err(_) => Lost::default(),
    };
    if !consent.to(&lost.question(dir))? {
        return Err(CliError::Usage("not wiped"));
    }
    let vault = Arc::new(DevVault::of(dir).map_err(|error| CliError::file(dir, &error))?);
    patiently(|| wallet::wipe(dir, host(vault.clone(), clock)))?;
    let value = json!({ "wiped": dir.to_string_lossy(), "valid": lost.valid, "waiting": lost.waiting });
    output.say(&value, || format!("wiped: {}", dir.display()))?;
    Ok(ExitCode::SUCCESS)
}

/// Tells which kinds of personal data the wallet held.
pub(super) fn exposure(dir: &Path, clock: CliClock, output: Output) -> Result<(), CliError> {
    let wallet = open(dir, clock, output)?;
    let held = wallet.exposure();
    wallet.close()?;
    findings::exposure(&held?, output)
}

/// What a wiped wallet takes with it.
#[derive(Debug, Clone, Copy, Default)]
struct Lost {
    valid: usize,
    waiting: usize,
}

impl Lost {
    fn of(tickets: &[wallet::TicketSummary]) -> Self {
        let count = |states: &[TicketState]| tickets.iter().filter(|t| states.contains(&t.state)).count();
        Self {
            valid: count(&[TicketState::Ready, TicketState::NotYet]),
            waiting: count(&[TicketState::HandingOver]),
        }
    }

    fn question(self, dir: &Path) -> String {
        let (valid, waiting) = (self.valid, self.waiting);
        let dir = dir.display();
        format!(
            "{dir}: {valid} tickets that can still be used and {waiting} hand-overs without an answer are lost for good. \
             Wipe?"
        )
    }
}

fn erased_value(erased: &Erased) -> Value {
    json!({
        "tickets": erased.tickets,
        "events": erased.events,
        "keys": erased.keys,
        "traces": erased.traces.code(),
        "hardware_keys_left": erased.hardware_keys_left,
    })
}

fn erased_text(erased: &Erased) -> String {
    let counts = format!("{} tickets, {} events, {} keys", erased.tickets, erased.events, erased.keys);
    let traces = advice("traces", erased.traces.code()).unwrap_or_default();
    let hardware = match erased.hardware_keys_left {
        0 => String::new(),
        left => format!("\n{left} keys in hardware are deleted once it answers"),
    };
    format!("{counts}\n{traces}{hardware}")
}

fn unproven_value(event: &Unproven) -> Value {
    json!({
        "event": event.event.to_string(),
        "title": event.title,
        "due": event.due.seconds(),
        "known": event.known.seconds(),
    })
}
