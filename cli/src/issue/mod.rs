//! `mogiri issuer issue`: an order list becomes ticket files, or filled wallets.
//!
//! In what order things become durable: a holder's request, then the issuer's register, then what carries the tickets. A
//! run that was killed anywhere is finished by the next one, and doubles nothing.

mod list;
mod paper;
mod reissue;
mod requests;
mod wallets;

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::args::IssueVerb;
use crate::clock::CliClock;
use crate::error::CliError;
use crate::output::Output;
use crate::{files, issuer, progress};
use list::OrderList;
pub(crate) use paper::run as paper;
pub(crate) use reissue::run as reissue;

/// Orders of one transaction.
const BATCH: usize = 100;

/// What a run did.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) orders: usize,
    pub(crate) tickets: usize,
    new: usize,
    /// Orders whose holder has not asked yet.
    waiting: usize,
    /// Tickets of rows that the order list no longer has.
    removed: Vec<String>,
}

/// Runs the verb.
pub(crate) fn run(verb: &IssueVerb, clock: CliClock, output: Output) -> Result<(), CliError> {
    let tally = issue(verb, clock, output)?;
    output.say(&tally.value(), || tally.text())
}

/// Issues, and tells nothing but warnings.
pub(crate) fn issue(verb: &IssueVerb, clock: CliClock, output: Output) -> Result<Tally, CliError> {
    let event = files::read(&verb.event)?;
    let list = OrderList::read(&verb.orders, &event, output)?;
    let mut issuer = issuer::open(&verb.folder, clock)?;
    let bar = progress::bar(list.len() as u64, "{bar:40} {pos}/{len} orders  {eta}");
    let mut tally = match (&verb.wallets, &verb.requests, &verb.out) {
        (Some(folder), ..) => wallets::run(&mut issuer, &event, &list, &(folder, clock, output), &bar)?,
        (None, Some(requests), Some(out)) => {
            requests::run(&mut issuer, &event, &list, (requests, out), &bar)?
        }
        _ => return Err(CliError::Usage("give --wallets DIR, or --requests DIR and --out DIR")),
    };
    bar.finish_and_clear();
    let removed = issuer.not_in(&event, list.sizes())?;
    tally.removed = removed.iter().map(|ticket| ticket.ticket.to_string()).collect();
    Ok(tally)
}

impl Tally {
    fn value(&self) -> Value {
        let Self { orders, tickets, new, waiting, removed } = self;
        json!({ "orders": orders, "tickets": tickets, "new": new, "waiting": waiting, "removed": removed })
    }

    fn text(&self) -> String {
        let Self { orders, tickets, new, waiting, removed } = self;
        let mut lines = vec![format!("{orders} orders, {tickets} tickets, {new} of them new")];
        if *waiting > 0 {
            lines.push(format!("{waiting} orders wait for their holders' requests"));
        }
        if !removed.is_empty() {
            lines.push("no longer in the order list, valid until they are revoked:".to_owned());
            lines.extend(removed.iter().map(|ticket| format!("  {ticket}")));
        }
        lines.join("\n")
    }
}

/// The file of an order in a folder of requests or tickets.
fn order_file(folder: &std::path::Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.mgr"))
}
