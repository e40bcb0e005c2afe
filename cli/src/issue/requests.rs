//! Ticket files for requests that came from apps.

use std::path::Path;

use indicatif::ProgressBar;
use mogiri::issuer::{IssuedOrder, Issuer, IssuerError};
use mogiri::transfer::Request;

use super::list::{ListedOrder, OrderList};
use super::{BATCH, Tally, order_file};
use crate::error::CliError;
use crate::files;

/// An order whose holder has asked.
struct Asked<'a> {
    order: ListedOrder<'a>,
    request: [Request; 1],
}

/// Issues every order that has a request, and writes its ticket file.
pub(super) fn run(
    issuer: &mut Issuer,
    event: &[u8],
    list: &OrderList,
    (requests, out): (&Path, &Path),
    bar: &ProgressBar,
) -> Result<Tally, CliError> {
    files::make_folder(out)?;
    let mut tally = Tally::default();
    for batch in list.orders().chunks(BATCH) {
        let asked = read_requests(requests, batch, list)?;
        tally.waiting += batch.len().saturating_sub(asked.len());
        for (asked, issued) in asked.iter().zip(issue(issuer, event, list, &asked)?) {
            // A request has 20 keys at most, and a file 20 tickets: there is one file.
            for file in &issued.files {
                files::write(&order_file(out, asked.order.file_name()), file)?;
            }
            tally.add(&issued);
        }
        bar.inc(batch.len() as u64);
    }
    Ok(tally)
}

fn issue(
    issuer: &mut Issuer,
    event: &[u8],
    list: &OrderList,
    asked: &[Asked<'_>],
) -> Result<Vec<IssuedOrder>, CliError> {
    let orders: Vec<_> = asked.iter().map(|asked| asked.order.issue(&asked.request)).collect();
    issuer.issue(event, &orders).map_err(|error| {
        let batch: Vec<_> = asked.iter().map(|asked| asked.order).collect();
        list.explain(&batch, error)
    })
}

fn read_requests<'a>(
    folder: &Path,
    batch: &[ListedOrder<'a>],
    list: &OrderList,
) -> Result<Vec<Asked<'a>>, CliError> {
    let mut asked = Vec::new();
    for order in batch {
        let path = order_file(folder, order.file_name());
        if !path.exists() {
            continue;
        }
        let request = Request::verify(&files::read(&path)?)
            .map_err(|error| list.explain(&[*order], IssuerError::Request { order: 0, error }))?;
        asked.push(Asked { order: *order, request: [request] });
    }
    Ok(asked)
}

impl Tally {
    pub(super) fn add(&mut self, issued: &IssuedOrder) {
        self.orders = self.orders.saturating_add(1);
        self.tickets = self.tickets.saturating_add(issued.tickets.len());
        self.new = self.new.saturating_add(issued.new);
    }
}
