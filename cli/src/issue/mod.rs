//! `mogiri issuer issue`: an order list becomes ticket files, or filled wallets.
//!
//! In what order things become durable: a holder's request, then the issuer's register, then what carries the tickets. A
//! run that was killed anywhere is finished by the next one, and doubles nothing.

mod list;
mod requests;
mod wallets;

use std::path::PathBuf;

use serde_json::json;

use crate::args::IssueVerb;
use crate::clock::CliClock;
use crate::error::CliError;
use crate::output::Output;
use crate::{files, issuer, progress};
use list::OrderList;

/// Orders of one transaction.
const BATCH: usize = 100;

/// What a run did.
#[derive(Debug, Default)]
struct Tally {
    orders: usize,
    tickets: usize,
    new: usize,
    /// Orders whose holder has not asked yet.
    waiting: usize,
}

/// Runs the verb.
pub(crate) fn run(verb: &IssueVerb, clock: CliClock, output: Output) -> Result<(), CliError> {
    let event = files::read(&verb.event)?;
    let list = OrderList::read(&verb.orders, &event, output)?;
    let mut issuer = issuer::open(&verb.folder, clock)?;
    let bar = progress::bar(list.len() as u64, "{bar:40} {pos}/{len} orders  {eta}");
    let tally = match (&verb.wallets, &verb.requests, &verb.out) {
        (Some(folder), ..) => wallets::run(&mut issuer, &event, &list, &(folder, clock, output), &bar)?,
        (None, Some(requests), Some(out)) => {
            requests::run(&mut issuer, &event, &list, (requests, out), &bar)?
        }
        _ => return Err(CliError::Usage("give --wallets DIR, or --requests DIR and --out DIR")),
    };
    bar.finish_and_clear();
    let removed = issuer.not_in(&event, list.sizes())?;
    let removed: Vec<String> = removed.iter().map(|ticket| ticket.ticket.to_string()).collect();
    let value = json!({
        "orders": tally.orders,
        "tickets": tally.tickets,
        "new": tally.new,
        "waiting": tally.waiting,
        "removed": removed,
    });
    output.say(&value, || tally.text(&removed))
}

impl Tally {
    fn text(&self, removed: &[String]) -> String {
        let Self { orders, tickets, new, waiting } = self;
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
