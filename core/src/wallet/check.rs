//! Reading a whole wallet to say what is wrong with it: every row, every signature in it, and what rows rest on.

use std::collections::BTreeSet;
use std::path::Path;

use super::WalletError;
use super::clock::{CLOCK, ClockRow};
use super::exposure::LEDGER;
use super::holder_key::HANDLES;
use super::rows::{
    EventRow, EvidenceRow, HandlesRow, Kept, MetaRow, RequestTableRow, ShownRow, TombstoneRow,
};
use super::ticket::Ticket;
use super::vault_item::VaultItem;
use crate::ports::Host;
use crate::store::{Examined, Fault, Row, Schema, Table, examine};
use crate::ticket::{Documents, EventId, KeptDocuments, Ledger, RootId};
use crate::transfer::Request;

/// What rows of a wallet name, to see that it is there.
#[derive(Default)]
struct Named {
    events: BTreeSet<(RootId, EventId)>,
    keys: BTreeSet<Vec<u8>>,
    tickets: Vec<NamedTicket>,
}

/// What one ticket rests on.
struct NamedTicket {
    place: u64,
    event: (RootId, EventId),
    /// The key that holds it.
    key: Option<Vec<u8>>,
}

/// Reads everything in the wallet of a folder, also of one that does not open, and says what it found: how many rows of
/// each table are whole, and each damage by name. Changes nothing.
///
/// # Errors
/// Where nothing can be said: no wallet, held elsewhere, its key lost, or of a newer version.
pub fn check(folder: &Path, host: &Host) -> Result<Examined, WalletError> {
    let mut named = Named::default();
    let look = |table, place, row: &Row| named.look(table, place, row);
    let mut found = examine(folder, Schema::Wallet, &*host.vault, look)?;
    found.faults.extend(named.unsupported());
    let item = host.vault.get()?.map(|bytes| VaultItem::read(&bytes)).transpose()?;
    let behind = found.generation.zip(item).is_some_and(|(here, item)| here < item.generation);
    if behind && !found.faults.contains(&Fault::Lost) {
        found.faults.push(Fault::Lost);
    }
    Ok(found)
}

impl Named {
    fn look(&mut self, table: Table, place: u64, row: &Row) -> Option<Fault> {
        let whole = match table {
            Table::Event => self.event(row),
            Table::Ticket => return self.ticket(place, row),
            Table::Request => self.request(row),
            Table::Meta => meta(row),
            Table::Tombstone => Kept::<TombstoneRow>::load(row).is_ok(),
            Table::Shown => Kept::<ShownRow>::load(row).is_ok(),
            Table::Evidence => Kept::<EvidenceRow>::load(row).is_ok(),
            _ => true,
        };
        (!whole).then_some(Fault::Content { table, place })
    }

    fn event(&mut self, row: &Row) -> bool {
        let Ok(Kept { row, .. }) = Kept::<EventRow>::load(row) else { return false };
        let EventRow { file: event_file, former, .. } = row;
        let Ok(documents) =
            Documents::reload(&KeptDocuments { event_file, former, ..KeptDocuments::default() })
        else {
            return false;
        };
        let event = documents.event().event;
        self.events.extend(documents.former().iter().map(|root| (*root, event)));
        self.events.insert((documents.root(), event))
    }

    /// The row is read first, then the issuer's signature and each hop of the chain.
    fn ticket(&mut self, place: u64, row: &Row) -> Option<Fault> {
        let table = Table::Ticket;
        if Kept::<super::rows::TicketRow>::load(row).is_err() {
            return Some(Fault::Content { table, place });
        }
        let Ok(ticket) = Ticket::load(row) else { return Some(Fault::Chain { table, place }) };
        let key = ticket.chain.holder().map(|key| key.as_bytes().to_vec());
        self.tickets.push(NamedTicket { place, event: ticket.event(), key });
        None
    }

    fn request(&mut self, row: &Row) -> bool {
        match Kept::<RequestTableRow>::load(row) {
            Ok(Kept { row: RequestTableRow::Request(request), .. }) => {
                Request::verify(&request.message).is_ok()
            }
            Ok(Kept { row: RequestTableRow::Key(_), .. }) => {
                self.keys.extend(row.key.clone());
                true
            }
            Err(_) => false,
        }
    }

    /// Tickets whose event or key is not there.
    fn unsupported(self) -> Vec<Fault> {
        let stands = |ticket: &&NamedTicket| {
            self.events.contains(&ticket.event)
                && ticket.key.as_ref().is_some_and(|key| self.keys.contains(key))
        };
        let lost = self.tickets.iter().filter(|ticket| !stands(ticket));
        lost.map(|ticket| Fault::Chain { table: Table::Ticket, place: ticket.place }).collect()
    }
}

fn meta(row: &Row) -> bool {
    match row.key.as_deref() {
        None => Kept::<MetaRow>::load(row).is_ok(),
        Some(CLOCK) => Kept::<ClockRow>::load(row).is_ok(),
        Some(HANDLES) => Kept::<HandlesRow>::load(row).is_ok(),
        Some(LEDGER) => Ledger::read(Some(&row.value)).is_ok(),
        Some(_) => true,
    }
}
