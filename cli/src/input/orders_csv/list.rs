//! Rows gathered into orders, and what must hold between rows.

use std::collections::HashMap;

use mogiri::ticket::CardId;

use super::row::NumberedRow;
use super::{Order, OrderRow};
use crate::input::error::Problem;
use crate::input::order_name::{folded, order_file_name};

#[derive(Default)]
pub(super) struct OrderList {
    orders: Vec<Order>,
    by_number: HashMap<String, usize>,
    by_folded_name: HashMap<String, usize>,
    seats: HashMap<(u8, String), usize>,
    seated: HashMap<u8, usize>,
    cards: HashMap<CardId, usize>,
}

impl OrderList {
    pub(super) fn add(&mut self, NumberedRow { number, row }: NumberedRow) -> Result<(), Problem> {
        self.take_seat(&row)?;
        self.take_card(&row)?;
        let at = match self.by_number.get(&number) {
            Some(&at) => at,
            None => self.open(number)?,
        };
        if let Some(order) = self.orders.get_mut(at) {
            order.rows.push(row);
        }
        Ok(())
    }

    fn take_seat(&mut self, row: &OrderRow) -> Result<(), Problem> {
        if row.seat.is_empty() {
            return Ok(());
        }
        self.seated.entry(row.zone).or_insert(row.line);
        match self.seats.insert((row.zone, row.seat.clone()), row.line) {
            None => Ok(()),
            Some(first_line) => Err(Problem::SameSeat { first_line }),
        }
    }

    fn take_card(&mut self, row: &OrderRow) -> Result<(), Problem> {
        let Some(card) = &row.card else { return Ok(()) };
        match self.cards.insert(card.clone(), row.line) {
            None => Ok(()),
            Some(first_line) => Err(Problem::SameCard { first_line }),
        }
    }

    /// Begins an order, whose place in the list comes back.
    fn open(&mut self, number: String) -> Result<usize, Problem> {
        let file_name = order_file_name(&number)?;
        let at = self.orders.len();
        if let Some(first) = self.by_folded_name.insert(folded(&file_name), at) {
            return Err(self.collision(first, file_name));
        }
        self.by_number.insert(number.clone(), at);
        self.orders.push(Order { number, file_name, rows: Vec::new() });
        Ok(at)
    }

    fn collision(&self, first: usize, second: String) -> Problem {
        let order = self.orders.get(first);
        let first_line = order.and_then(|order| order.rows.first()).map_or(1, |row| row.line);
        let first = order.map(|order| order.file_name.clone()).unwrap_or_default();
        Problem::OrderNamesCollide { first, second, first_line }
    }

    /// The orders, once no row lacks a seat that others of its zone have.
    pub(super) fn finish(self) -> Result<Vec<Order>, (usize, Problem)> {
        let unseated = self.orders.iter().flat_map(|order| &order.rows).filter(|row| row.seat.is_empty());
        let missing = unseated.filter_map(|row| Some((row.line, *self.seated.get(&row.zone)?)));
        match missing.min() {
            None => Ok(self.orders),
            Some((line, seated_line)) => Err((line, Problem::SeatMissing { seated_line })),
        }
    }
}
