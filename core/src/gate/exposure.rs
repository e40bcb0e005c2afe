//! Which kinds of personal data this gate holds and held: for a notice after a theft, never the data itself.

use super::journal::Body;
use super::setup::replace;
use super::{Gate, GateError};
use crate::store::{Reader, StoreError, Table, Writer};
use crate::ticket::{Carriers, GuestList, Held, Ledger, Manifest, PersonalData, Tally, Time};
use crate::wire::Wire;

/// Where the ledger lies in `meta`.
pub(super) const LEDGER: &[u8] = b"held";

impl Gate {
    /// Which kinds of personal data are here and were erased, since when, until when and how many: for a notice after
    /// a theft, never the data.
    pub fn exposure(&self) -> Result<Vec<Held>, GateError> {
        let ledger = self.store.read(read_ledger)?;
        let mut tally = self.forgettable();
        for stored in self.journal.iter() {
            let kind = match &stored.entry.body {
                Body::Admit(_) | Body::Exit(_) => PersonalData::Admissions,
                Body::Refuse { .. } => PersonalData::Refusals,
                Body::Stamp { .. } => PersonalData::Stamps,
                _ => continue,
            };
            tally.add(kind, stored.entry.hlc.ms.time());
        }
        Ok(ledger.exposure(&tally))
    }

    /// What a purge can take: names, cards and the manifest's seats. Since when they are here the ledger says.
    pub(super) fn forgettable(&self) -> Tally {
        let (mut tally, now) = (Tally::default(), self.now());
        let names = self.guests.as_ref().map_or(0, GuestList::len);
        tally.add_many(PersonalData::Names, names as u64, now);
        let cards = self.carriers.as_ref().map_or(0, Carriers::len);
        tally.add_many(PersonalData::Cards, cards as u64, now);
        let seats = self.documents.manifest().map_or(0, Manifest::len);
        tally.add_many(PersonalData::Tickets, seats as u64, now);
        tally
    }
}

pub(super) fn read_ledger(tables: &Reader<'_>) -> Result<Ledger, StoreError> {
    let row = tables.find(Table::Meta, LEDGER)?.pop();
    Ledger::read(row.as_ref().map(|row| row.value.as_slice())).map_err(|_| StoreError::Corrupt)
}

pub(super) fn put_ledger(tables: &mut Writer<'_>, ledger: &Ledger) -> Result<(), StoreError> {
    replace(tables, Table::Meta, LEDGER, &ledger.to_bytes())
}

/// From now on there is data of a kind that does not say itself since when.
pub(super) fn note_held(tables: &mut Writer<'_>, kind: PersonalData, now: Time) -> Result<(), StoreError> {
    let mut ledger = read_ledger(tables)?;
    ledger.begin(kind, now);
    put_ledger(tables, &ledger)
}
