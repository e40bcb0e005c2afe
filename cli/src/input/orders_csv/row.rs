//! One row against the header and the event's zones.

use csv::StringRecord;
use mogiri::issuer::seat_zone;
use mogiri::ticket::CardId;

use super::{OrderRow, TicketKind};
use crate::input::error::{InputWarning, Problem, TextProblem};
use crate::input::text::{nfc, one_line};

/// Bytes of a seat in NFC: the credential's `place` (protocol §4).
const MAX_SEAT: usize = 48;
const MAX_NAME: usize = 256;
/// More than any order number can have and still name a file; that is refused with its own words.
const MAX_ORDER: usize = 1024;

const ORDER: &str = "order";
const NAME: &str = "name";
const KANA: &str = "kana";
const SEAT: &str = "seat";
const ZONE: &str = "zone";
const KIND: &str = "kind";
/// The one column that may be left out.
const CARD: &str = "card";

/// Where each column stands.
pub(super) struct Columns {
    order: usize,
    name: usize,
    kana: usize,
    seat: usize,
    zone: usize,
    kind: usize,
    card: Option<usize>,
    count: usize,
    unknown: Vec<String>,
}

impl Columns {
    pub(super) fn find(header: &StringRecord) -> Result<Self, Problem> {
        let known = [ORDER, NAME, KANA, SEAT, ZONE, KIND, CARD];
        let unknown = header.iter().filter(|cell| !known.contains(cell)).map(str::to_owned).collect();
        Ok(Self {
            order: place(header, ORDER)?,
            name: place(header, NAME)?,
            kana: place(header, KANA)?,
            seat: place(header, SEAT)?,
            zone: place(header, ZONE)?,
            kind: place(header, KIND)?,
            card: optional(header, CARD)?,
            count: header.len(),
            unknown,
        })
    }

    /// One warning for all columns that are not read.
    pub(super) fn warning(self, file: &str) -> Option<InputWarning> {
        let columns = self.unknown;
        (!columns.is_empty()).then(|| InputWarning::UnknownColumns { file: file.to_owned(), columns })
    }
}

fn place(header: &StringRecord, column: &'static str) -> Result<usize, Problem> {
    let mut places = header.iter().enumerate().filter(|(_, cell)| *cell == column).map(|(at, _)| at);
    let place = places.next().ok_or(Problem::MissingColumn { column })?;
    match places.next() {
        None => Ok(place),
        Some(_) => Err(Problem::RepeatedColumn { column }),
    }
}

fn optional(header: &StringRecord, column: &'static str) -> Result<Option<usize>, Problem> {
    match place(header, column) {
        Err(Problem::MissingColumn { .. }) => Ok(None),
        found => found.map(Some),
    }
}

/// A row and the number of the order it belongs to.
pub(super) struct NumberedRow {
    pub(super) number: String,
    pub(super) row: OrderRow,
}

pub(super) struct RowReader<'a> {
    columns: &'a Columns,
    zones: Vec<String>,
}

impl<'a> RowReader<'a> {
    pub(super) fn new<Z: AsRef<str>>(columns: &'a Columns, zones: &[Z]) -> Self {
        Self { columns, zones: zones.iter().map(|zone| nfc(zone.as_ref())).collect() }
    }

    pub(super) fn read(&self, record: &StringRecord, line: usize) -> Result<NumberedRow, Problem> {
        let columns = self.columns;
        if record.len() != columns.count {
            return Err(Problem::CellCount { expected: columns.count, found: record.len() });
        }
        let cell = |at: usize| record.get(at).unwrap_or_default();
        let row = OrderRow {
            line,
            name: as_written(NAME, cell(columns.name))?,
            kana: as_written(KANA, cell(columns.kana))?,
            seat: normal(SEAT, cell(columns.seat), 0, MAX_SEAT)?,
            zone: self.zone(cell(columns.zone))?,
            kind: kind(cell(columns.kind))?,
            card: card(columns.card.map(cell).unwrap_or_default())?,
        };
        Ok(NumberedRow { number: normal(ORDER, cell(columns.order), 1, MAX_ORDER)?, row })
    }

    /// The zone's number; an event without zones has only the empty cell.
    fn zone(&self, cell: &str) -> Result<u8, Problem> {
        let least = usize::from(!self.zones.is_empty());
        let name = normal(ZONE, cell, least, usize::MAX)?;
        seat_zone(&self.zones, &name).map_err(|_| Problem::ZoneNotInEvent)
    }
}

fn kind(cell: &str) -> Result<TicketKind, Problem> {
    match cell {
        "adult" => Ok(TicketKind::Adult),
        "child" => Ok(TicketKind::Child),
        "wheelchair" => Ok(TicketKind::Wheelchair),
        "companion" => Ok(TicketKind::Companion),
        "" => Err(Problem::Cell { column: KIND, problem: TextProblem::Empty }),
        _ => Err(Problem::UnknownKind),
    }
}

/// A ticket without a card has an empty cell.
fn card(cell: &str) -> Result<Option<CardId>, Problem> {
    let read = || cell.parse().map_err(|_| Problem::CardId);
    (!cell.is_empty()).then(read).transpose()
}

fn normal(column: &'static str, cell: &str, min: usize, max: usize) -> Result<String, Problem> {
    one_line(cell, min..=max).map_err(|problem| Problem::Cell { column, problem })
}

/// A person's name keeps its own characters: NFC would replace some variants of kanji by the common form.
fn as_written(column: &'static str, cell: &str) -> Result<String, Problem> {
    normal(column, cell, 0, MAX_NAME).map(|_| cell.to_owned())
}
