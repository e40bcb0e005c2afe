//! `orders.csv`: one row a ticket. The only place where the organizer's names come in.

mod lines;
mod list;
mod row;

use std::fmt;

use csv::{ReaderBuilder, Trim};
use mogiri::ticket::CardId;

use self::lines::Lines;
use self::list::OrderList;
use self::row::{Columns, RowReader};
use super::encoding::decode;
use super::error::{InputError, InputWarning, Problem};

/// Who a ticket is for. Never part of a code: staff see it in their list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TicketKind {
    /// Anyone.
    Adult,
    /// A child.
    Child,
    /// A wheelchair space.
    Wheelchair,
    /// Someone who comes along to help.
    Companion,
}

/// One row: one ticket. `Debug` shows no personal data.
#[derive(Clone, PartialEq, Eq)]
pub struct OrderRow {
    /// The row's line in the file, from 1.
    pub line: usize,
    /// The visitor's name as written, 0 to 256 bytes.
    pub name: String,
    /// Its reading, 0 to 256 bytes.
    pub kana: String,
    /// The seat in NFC, at most 48 bytes; empty only in a zone without seats.
    pub seat: String,
    /// The zone's place in the event's list; 0 if the event has none.
    pub zone: u8,
    /// Who the ticket is for.
    pub kind: TicketKind,
    /// The card or wristband that stands for it.
    pub card: Option<CardId>,
}

/// The rows of one order number, in the order of the file. `Debug` shows no personal data.
#[derive(Clone, PartialEq, Eq)]
pub struct Order {
    /// The order number in NFC.
    pub number: String,
    /// The number as a name for a folder or file, by [`order_file_name`](super::order_file_name). No two orders of a list share one, even
    /// where case does not count.
    pub file_name: String,
    /// At least one row.
    pub rows: Vec<OrderRow>,
}

/// A whole order list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Orders {
    /// Orders as they first appear in the file.
    pub orders: Vec<Order>,
    /// What was passed over.
    pub warnings: Vec<InputWarning>,
}

impl fmt::Debug for OrderRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OrderRow").field("line", &self.line).field("zone", &self.zone).finish_non_exhaustive()
    }
}

impl fmt::Debug for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Order").field("rows", &self.rows).finish_non_exhaustive()
    }
}

/// Reads `orders.csv` for an event with these zones. `file` is the name that errors call it by.
///
/// The first row names the columns `order,name,kana,seat,zone,kind` in any order, and `card` where tickets have cards. A
/// column of another name is not read. A zone is either seated, then every row of it has a seat of its own, or free, then none has.
///
/// # Errors
/// The first row that is wrong, with its line and never with what it says.
pub fn read_orders<Z: AsRef<str>>(bytes: &[u8], file: &str, zones: &[Z]) -> Result<Orders, InputError> {
    let text = decode(bytes, file)?;
    let mut lines = Lines::new(text);
    let mut csv = ReaderBuilder::new().flexible(true).trim(Trim::All).from_reader(text.as_bytes());
    let syntax = |error: csv::Error| InputError::at_line(file, 1, Problem::Syntax(error.to_string()));
    let header = csv.headers().map_err(syntax)?.clone();
    let header_line = lines.of(&header);
    let columns =
        Columns::find(&header).map_err(|problem| InputError::at_line(file, header_line, problem))?;

    let reader = RowReader::new(&columns, zones);
    let mut list = OrderList::default();
    for record in csv.records() {
        let record = record.map_err(syntax)?;
        let line = lines.of(&record);
        let row = reader.read(&record, line);
        row.and_then(|row| list.add(row)).map_err(|problem| InputError::at_line(file, line, problem))?;
    }
    let orders = list.finish().map_err(|(line, problem)| InputError::at_line(file, line, problem))?;
    Ok(Orders { orders, warnings: columns.warning(file).into_iter().collect() })
}

#[cfg(test)]
mod tests;
