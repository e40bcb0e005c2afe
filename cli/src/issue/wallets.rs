//! A wallet for each order, filled on the spot.

use std::path::Path;

use indicatif::ProgressBar;
use mogiri::issuer::Issuer;
use mogiri::transfer::{Request, RequestPayload};
use mogiri::wallet::Wallet;

use super::list::{ListedOrder, OrderList};
use super::{BATCH, Tally};
use crate::clock::CliClock;
use crate::error::CliError;
use crate::output::Output;
use crate::{files, wallet};

/// An order's wallet, open until its tickets are in.
struct Holder<'a> {
    order: ListedOrder<'a>,
    wallet: Wallet,
    requests: Vec<Request>,
}

/// Makes or opens the wallet of every order, issues to its keys and imports. The wallets of a batch stay open in
/// between: each is opened once.
pub(super) fn run(
    issuer: &mut Issuer,
    event: &[u8],
    list: &OrderList,
    (folder, clock, output): &(&Path, CliClock, Output),
    bar: &ProgressBar,
) -> Result<Tally, CliError> {
    files::make_folder(folder)?;
    let mut tally = Tally::default();
    for batch in list.orders().chunks(BATCH) {
        let holders = batch.iter().map(|order| {
            let wallet = wallet::make(&folder.join(order.file_name()), *clock, *output)?;
            ask(issuer, event, *order, wallet)
        });
        let holders: Vec<Holder<'_>> = holders.collect::<Result<_, _>>()?;
        let orders: Vec<_> = holders.iter().map(|holder| holder.order.issue(&holder.requests)).collect();
        let outcomes = issuer.issue(event, &orders).map_err(|error| list.explain(batch, error))?;
        for (holder, issued) in holders.into_iter().zip(&outcomes) {
            fill(holder.wallet, &issued.files)?;
            tally.add(issued);
            bar.inc(1);
        }
    }
    Ok(tally)
}

/// Requests for the rows that have no ticket yet.
fn ask<'a>(
    issuer: &Issuer,
    event: &[u8],
    order: ListedOrder<'a>,
    mut wallet: Wallet,
) -> Result<Holder<'a>, CliError> {
    let mut open = issuer.unissued(event, order.number(), order.rows.len())?;
    let mut requests = Vec::new();
    while open > 0 {
        let count = open.min(RequestPayload::MAX_KEYS);
        let message = wallet.request(count, None)?;
        requests.push(Request::verify(&message).map_err(mogiri::wallet::WalletError::from)?);
        open = open.saturating_sub(count);
    }
    Ok(Holder { order, wallet, requests })
}

fn fill(mut wallet: Wallet, ticket_files: &[Vec<u8>]) -> Result<(), CliError> {
    for file in ticket_files {
        wallet.import(file)?;
    }
    Ok(wallet.close()?)
}
