//! Which kinds of personal data this wallet holds and held: for a notice after a theft, never the data itself.

use super::request::made;
use super::rows::{EvidenceRow, Kept, RequestTableRow};
use super::ticket::Ticket;
use super::{Wallet, WalletError};
use crate::store::{Reader, Table, Writer};
use crate::ticket::{Held, Ledger, PersonalData, Tally, Time};
use crate::wire::Wire;

/// Where the ledger of what was erased lies in `meta`.
pub(super) const LEDGER: &[u8] = b"held";

impl Wallet {
    /// Which kinds of personal data are here and were erased, since when, until when and how many: for a notice after
    /// a theft, never the data.
    pub fn exposure(&self) -> Result<Vec<Held>, WalletError> {
        let ledger = self.store.read(read_ledger)?;
        Ok(ledger.exposure(&self.tally()?))
    }

    fn tally(&self) -> Result<Tally, WalletError> {
        let mut tally = Tally::default();
        self.all_rows()?.iter().for_each(|ticket| tally_ticket(&mut tally, ticket));
        self.store.read(|r| {
            // A request comes before its keys, which say nothing of their age.
            let mut since = Time::default();
            r.for_each(Table::Request, |row| {
                match Kept::<RequestTableRow>::load(&row)?.row {
                    RequestTableRow::Request(request) => since = made(request.expiry),
                    RequestTableRow::Key(key) if key.secret.is_some() => tally.add(PersonalData::Keys, since),
                    RequestTableRow::Key(_) => {}
                }
                Ok::<_, WalletError>(())
            })?;
            r.for_each(Table::Evidence, |row| {
                tally.add(PersonalData::Evidence, Kept::<EvidenceRow>::load(&row)?.row.time);
                Ok::<_, WalletError>(())
            })
        })?;
        Ok(tally)
    }
}

/// What one ticket's row says of a person.
pub(super) fn tally_ticket(tally: &mut Tally, ticket: &Ticket) {
    let since = ticket.row.since;
    tally.add(PersonalData::Tickets, since);
    if ticket.row.secrets.as_ref().is_some_and(|secrets| secrets.opening.is_some()) {
        tally.add(PersonalData::Names, since);
    }
    for stamp in &ticket.row.stamps {
        tally.add(PersonalData::Stamps, stamp.time);
    }
    let hops = ticket.chain.endorsements().iter().chain(ticket.hand_out().map(|out| &out.hop));
    for hop in hops {
        tally.add(PersonalData::HandOvers, hop.step.begins());
    }
}

/// The ledger as it lies in `meta`.
pub(super) fn read_ledger(r: &Reader<'_>) -> Result<Ledger, WalletError> {
    let row = r.find(Table::Meta, LEDGER)?.pop();
    Ledger::read(row.as_ref().map(|row| row.value.as_slice())).map_err(|_| WalletError::Corrupt)
}

pub(super) fn put_ledger(w: &mut Writer<'_>, ledger: &Ledger) -> Result<(), WalletError> {
    match w.find(Table::Meta, LEDGER)?.pop() {
        Some(row) => Ok(w.update(Table::Meta, row.id, &ledger.to_bytes())?),
        None => Ok(w.insert(Table::Meta, Some(LEDGER), &ledger.to_bytes()).map(drop)?),
    }
}
