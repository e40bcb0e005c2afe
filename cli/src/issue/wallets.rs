//! A wallet for each order, filled on the spot.

use std::path::Path;

use indicatif::ProgressBar;
use mogiri::issuer::Issuer;
use mogiri::transfer::{Request, RequestPayload};
use mogiri::wallet::{Wallet, WalletError};

use super::list::{ListedOrder, OrderList};
use super::{BATCH, Tally};
use crate::clock::CliClock;
use crate::error::CliError;
use crate::output::Output;
use crate::{files, parallel, wallet};

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
        let new_rows = |order: &ListedOrder<'_>| issuer.unissued(event, order.number(), order.rows.len());
        let new_rows = batch.iter().map(new_rows).collect::<Result<Vec<_>, _>>()?;
        let asking = batch.iter().copied().zip(new_rows).collect();
        let holders = parallel::map(asking, |(order, new_rows)| {
            let wallet = wallet::make(&folder.join(order.file_name()), *clock, *output)?;
            ask(order, wallet, new_rows)
        })?;
        let orders: Vec<_> = holders.iter().map(|holder| holder.order.issue(&holder.requests)).collect();
        let outcomes = issuer.issue(event, &orders).map_err(|error| list.explain(batch, error))?;
        for outcome in &outcomes {
            tally.add(outcome);
        }
        let filling = holders.into_iter().map(|holder| holder.wallet).zip(outcomes).collect();
        parallel::map(filling, |(wallet, outcome)| fill(wallet, &outcome.files).map(|()| bar.inc(1)))?;
    }
    Ok(tally)
}

/// Requests for the rows that have no ticket yet.
fn ask(order: ListedOrder<'_>, mut wallet: Wallet, mut new_rows: usize) -> Result<Holder<'_>, CliError> {
    let mut requests = Vec::new();
    while new_rows > 0 {
        let count = new_rows.min(RequestPayload::MAX_KEYS);
        let message = wallet.request(count, None)?;
        requests.push(Request::verify(&message).map_err(WalletError::from)?);
        new_rows = new_rows.saturating_sub(count);
    }
    Ok(Holder { order, wallet, requests })
}

fn fill(mut wallet: Wallet, ticket_files: &[Vec<u8>]) -> Result<(), CliError> {
    for file in ticket_files {
        wallet.import(file)?;
    }
    Ok(wallet.close()?)
}
