//! The last word: another process opens every folder again and compares with a plain count of the order list.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;

use mogiri::gate::Gate;
use mogiri::wallet::TicketState;

use super::DemoError;
use super::stage::{EveningClock, Stage, host, open_wallet, read_orders};
use super::tell::Teller;
use crate::error::CliError;
use crate::input::Order;
use crate::output::Output;
use crate::vault::DevVault;
use crate::{issuer, parallel};

/// What `demo-recount` is told. It is the demo's own second process.
#[derive(Debug, clap::Args)]
pub(crate) struct RecountArguments {
    /// The demo's folder.
    pub folder: PathBuf,
}

/// Starts this program again on the folder.
pub(super) fn in_new_process(stage: &Stage, teller: &mut Teller) -> Result<(), CliError> {
    let program = std::env::current_exe().map_err(|error| CliError::file("mogiri", &error))?;
    let child = Command::new(program)
        .arg("demo-recount")
        .arg(&stage.folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status()
        .map_err(|error| CliError::file("mogiri", &error))?;
    if !child.success() {
        return Err(DemoError::Recount.into());
    }
    teller.scene("recount", "another process opened every folder again: the counts are those of orders.csv");
    Ok(())
}

/// Opens every folder and compares.
pub(crate) fn recount(arguments: &RecountArguments, output: Output) -> Result<ExitCode, CliError> {
    let folder = &arguments.folder;
    let plan = issuer::read_plan(&folder.join("event.toml"))?;
    let orders = read_orders(&folder.join("orders.csv"), &plan.zones)?;
    let clock = EveningClock::at(plan.end);
    check_gates(folder, &orders, &plan.zones, &clock)?;
    check_wallets(folder, &orders, &clock)?;
    let rows: usize = orders.iter().map(|order| order.rows.len()).sum();
    output.say(&serde_json::json!({ "tickets": rows }), || format!("{rows} tickets"))?;
    Ok(ExitCode::SUCCESS)
}

fn check_gates(
    folder: &Path,
    orders: &[Order],
    zones: &[String],
    clock: &Arc<EveningClock>,
) -> Result<(), CliError> {
    let rows = || orders.iter().flat_map(|order| &order.rows);
    let mut by_zone: BTreeMap<String, u64> = BTreeMap::new();
    for row in rows() {
        *by_zone.entry(zones.get(usize::from(row.zone)).cloned().unwrap_or_default()).or_default() += 1;
    }
    for gate in folders(&folder.join("gates"))? {
        let mut opened = Gate::open(&gate, host(&gate, clock, DevVault::of(&gate))?)?;
        let report = opened.report()?;
        same("admitted tickets", rows().count() as u64, report.admitted)?;
        for (zone, expected) in &by_zone {
            let found = report.zones.get(zone).copied().unwrap_or_default();
            same(&format!("admitted tickets of zone {zone}"), *expected, found)?;
        }
        opened.close()?;
    }
    Ok(())
}

fn check_wallets(folder: &Path, orders: &[Order], clock: &Arc<EveningClock>) -> Result<(), CliError> {
    let handed = parallel::map(orders.iter().collect(), |order| handed_on(folder, order, clock))?;
    let handed = handed.into_iter().sum();
    let mut received = 0;
    for friend in folders(&folder.join("friends"))? {
        let opened = open_wallet(&friend, clock)?;
        let held = |state: TicketState| state != TicketState::Returned;
        received += opened.tickets()?.iter().filter(|ticket| held(ticket.state)).count() as u64;
    }
    same("tickets that friends hold", handed, received)
}

/// How many tickets of an order's wallet went to friends.
fn handed_on(folder: &Path, order: &Order, clock: &Arc<EveningClock>) -> Result<u64, CliError> {
    let wallet = folder.join("wallets").join(&order.file_name);
    let opened = open_wallet(&wallet, clock)?;
    let tickets = opened.tickets()?;
    opened.close()?;
    same("tickets in a wallet", order.rows.len() as u64, tickets.len() as u64)?;
    Ok(tickets.iter().filter(|ticket| ticket.state == TicketState::HandedOn).count() as u64)
}

/// The folders in a folder, without the vaults beside them.
fn folders(parent: &Path) -> Result<Vec<PathBuf>, CliError> {
    let fail = |error: std::io::Error| CliError::file(parent, &error);
    let mut found = Vec::new();
    for entry in std::fs::read_dir(parent).map_err(fail)? {
        let path = entry.map_err(fail)?.path();
        if path.is_dir() && path.extension().is_none_or(|extension| extension != "vault") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn same(what: &str, expected: u64, found: u64) -> Result<(), CliError> {
    if expected == found {
        return Ok(());
    }
    Err(DemoError::Count { what: what.to_owned(), expected, found }.into())
}
