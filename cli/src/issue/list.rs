//! The order list with the rows that the issuer takes.

use std::path::Path;

use mogiri::issuer::{IssueRow, IssuerError, OrderIssue, TicketKind};
use mogiri::ticket::Documents;
use mogiri::transfer::Request;

use crate::error::CliError;
use crate::files;
use crate::input::{self, Order, OrderRow};
use crate::output::Output;

/// An order list that was read.
pub(super) struct OrderList {
    file: String,
    orders: Vec<Order>,
    rows: Vec<Vec<IssueRow>>,
}

/// One order of it.
#[derive(Clone, Copy)]
pub(super) struct ListedOrder<'a> {
    order: &'a Order,
    pub(super) rows: &'a [IssueRow],
    /// Its place in the list.
    index: usize,
}

impl<'a> ListedOrder<'a> {
    /// What the issuer calls it.
    pub(super) fn number(&self) -> &'a str {
        &self.order.number
    }

    /// What its folder or file is called.
    pub(super) fn file_name(&self) -> &'a str {
        &self.order.file_name
    }

    /// The order with its holder's requests.
    pub(super) fn issue(&self, requests: &'a [Request]) -> OrderIssue<'a> {
        OrderIssue { order: self.number(), rows: self.rows, requests }
    }
}

impl OrderList {
    pub(super) fn read(path: &Path, event: &[u8], output: Output) -> Result<Self, CliError> {
        let documents = Documents::from_event_file(event).map_err(IssuerError::EventFile)?;
        let file = path.to_string_lossy().into_owned();
        let read = input::read_orders(&files::read(path)?, &file, &documents.event().zones)?;
        for warning in &read.warnings {
            output.warn(&warning.to_string());
        }
        let rows = read.orders.iter().map(|order| order.rows.iter().map(row).collect()).collect();
        Ok(Self { file, orders: read.orders, rows })
    }

    pub(super) fn len(&self) -> usize {
        self.orders.len()
    }

    pub(super) fn orders(&self) -> Vec<ListedOrder<'_>> {
        let both = self.orders.iter().zip(&self.rows).enumerate();
        both.map(|(index, (order, rows))| ListedOrder { order, rows, index }).collect()
    }

    /// Each order number with its number of rows.
    pub(super) fn sizes(&self) -> impl Iterator<Item = (&str, usize)> {
        self.orders.iter().map(|order| (order.number.as_str(), order.rows.len()))
    }

    /// The issuer's answer about a batch: what is about a row is told with its line, never with its order number.
    pub(super) fn explain(&self, batch: &[ListedOrder<'_>], error: IssuerError) -> CliError {
        let (order, row, message) = match &error {
            IssuerError::Row { order, row, problem } => (*order, *row, problem.to_string()),
            IssuerError::Request { order, error } => (*order, 1, format!("the order's request: {error}")),
            IssuerError::RequestEvent { order } => {
                (*order, 1, "the order's request is for another event".to_owned())
            }
            IssuerError::TooFewKeys { order, needed, found } => {
                let text = format!("the order's request brings {found} keys for {needed} new tickets");
                (*order, 1, text)
            }
            _ => return error.into(),
        };
        self.about(batch.get(order), row, error.code(), message)
    }

    /// What is wrong with a row of an order, counted from 1.
    pub(super) fn about(
        &self,
        order: Option<&ListedOrder<'_>>,
        row: usize,
        code: &'static str,
        message: String,
    ) -> CliError {
        let rows = order.and_then(|listed| self.orders.get(listed.index)).map(|order| &order.rows);
        let line = rows.and_then(|rows| rows.get(row.saturating_sub(1))).map_or(1, |row| row.line);
        CliError::Row { file: self.file.clone(), line, code, message }
    }
}

fn row(row: &OrderRow) -> IssueRow {
    IssueRow {
        place: row.seat.clone(),
        zone: row.zone,
        kind: match row.kind {
            input::TicketKind::Adult => TicketKind::Adult,
            input::TicketKind::Child => TicketKind::Child,
            input::TicketKind::Wheelchair => TicketKind::Wheelchair,
            input::TicketKind::Companion => TicketKind::Companion,
        },
        name: row.name.clone(),
        reading: row.kana.clone(),
        card: row.card.clone(),
    }
}
