//! Reading a whole wallet to say what is wrong with it: every row, every signature in it, and what rows rest on.

use std::collections::BTreeMap;
use std::path::Path;

use super::WalletError;
use super::clock::{CLOCK, ClockRow};
use super::exposure::LEDGER;
use super::holder_key::{HANDLES, KeySecret};
use super::press::PressClaim;
use super::rows::{
    EventRow, EvidenceKind, EvidenceRow, HandlesRow, Kept, KeyRow, MetaRow, RequestTableRow, ShownRow,
    TombstoneRow,
};
use super::ticket::Ticket;
use super::vault_item::VaultItem;
use crate::crypto::{Domain, PublicKey};
use crate::order::Set;
use crate::ports::Host;
use crate::stamp::DigitalStamp;
use crate::store::{Examined, Fault, Row, Schema, Table, examine};
use crate::ticket::{Documents, EventId, Head, KeptDocuments, Ledger, RootId, Signed, StaffError, Xid};
use crate::transfer::{AnswerRow, ReceiptPayload, Request};
use crate::wire::Wire;

/// The most bytes of a signed claim of a press.
const MAX_CLAIM: usize = 256;

/// What rows of a wallet name, to see that it is there.
#[derive(Default)]
struct Named {
    events: BTreeMap<(RootId, EventId), Documents>,
    keys: Set<Vec<u8>>,
    tickets: Vec<NamedTicket>,
    /// Every head of every chain that is here, and who held the ticket then.
    heads: BTreeMap<Xid, (Head, PublicKey)>,
}

/// What one ticket rests on.
struct NamedTicket {
    place: u64,
    event: (RootId, EventId),
    /// The key that holds it.
    key: Option<Vec<u8>>,
}

/// Reads everything in the wallet of a folder, also of one that does not open, and says what it found: how many rows of
/// each table are whole, and each damage by name. Checks each signature that what is here can check: documents,
/// credentials, chains, requests, answers, stamps. Changes nothing.
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
            Table::Tombstone => return self.tombstone(place, row),
            Table::Shown => Kept::<ShownRow>::load(row).is_ok(),
            Table::Evidence => return self.evidence(place, row),
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
        let former = documents.former().iter().map(|root| ((*root, event), documents.clone()));
        self.events.extend(former);
        self.events.insert((documents.root(), event), documents).is_none()
    }

    /// The row is read first, then the issuer's signature and each hop of the chain, the one to a friend too.
    fn ticket(&mut self, place: u64, row: &Row) -> Option<Fault> {
        let table = Table::Ticket;
        if Kept::<super::rows::TicketRow>::load(row).is_err() {
            return Some(Fault::Content { table, place });
        }
        let Some(ticket) = Ticket::load(row).ok().filter(is_issued).filter(is_handed_out) else {
            return Some(Fault::Chain { table, place });
        };
        let key = ticket.chain.holder().map(|key| key.as_bytes().to_vec());
        self.tickets.push(NamedTicket { place, event: ticket.event(), key });
        let heads = ticket.chain.heads().iter().enumerate();
        let held = heads.filter_map(|(at, head)| Some((head.xid(), (*head, ticket.chain.holder_at(at)?))));
        self.heads.extend(held);
        None
    }

    /// An answer is found by its hand-over, and the key that held the ticket then signed it. Of a ticket that is not
    /// here any more that key is not known.
    fn tombstone(&self, place: u64, row: &Row) -> Option<Fault> {
        let table = Table::Tombstone;
        let Ok(Kept { row: TombstoneRow { answer }, .. }) = Kept::<TombstoneRow>::load(row) else {
            return Some(Fault::Content { table, place });
        };
        let known = self.heads.get(&answer.xid());
        let holds = row.key.as_deref() == Some(answer.xid().as_bytes())
            && known.is_none_or(|(head, key)| is_signed(&answer, *head, key));
        (!holds).then_some(Fault::Chain { table, place })
    }

    fn evidence(&self, place: u64, row: &Row) -> Option<Fault> {
        let table = Table::Evidence;
        let Ok(Kept { row: EvidenceRow { kind, bytes, .. }, .. }) = Kept::<EvidenceRow>::load(row) else {
            return Some(Fault::Content { table, place });
        };
        let holds = match kind {
            EvidenceKind::Stamp => self.is_stamp(&bytes),
            EvidenceKind::Claim => self.is_claim(&bytes),
            // Kept because it does not hold.
            _ => true,
        };
        (!holds).then_some(Fault::Chain { table, place })
    }

    /// A certificate may be worth nothing any more; what it signed is signed by it.
    fn is_stamp(&self, bytes: &[u8]) -> bool {
        let Ok(stamp) = DigitalStamp::from_message(bytes) else { return false };
        let errors: Vec<_> = self.events.values().map(|documents| stamp.verify(documents).err()).collect();
        errors.contains(&None) || !errors.contains(&Some(StaffError::Signature))
    }

    fn is_claim(&self, bytes: &[u8]) -> bool {
        let Ok(signed) = Signed::from_bytes(bytes, MAX_CLAIM) else { return false };
        let Ok(claim) = PressClaim::from_bytes(&signed.payload, MAX_CLAIM) else { return false };
        let known = self.heads.get(&claim.head.xid());
        known.is_none_or(|(_, key)| key.verify(Domain::Claim, &signed.payload, &signed.signature).is_ok())
    }

    fn request(&mut self, row: &Row) -> bool {
        match Kept::<RequestTableRow>::load(row) {
            Ok(Kept { row: RequestTableRow::Request(request), .. }) => {
                Request::verify(&request.message).is_ok()
            }
            Ok(Kept { row: RequestTableRow::Key(kept), .. }) => self.key(row, &kept),
            Err(_) => false,
        }
    }

    /// A key is found by its public half. Of one in hardware, and of one that was erased, no other half is here.
    fn key(&mut self, row: &Row, kept: &KeyRow) -> bool {
        let Some(public) = row.key.as_deref() else { return false };
        let secret = kept.secret.as_ref().and_then(KeySecret::software);
        let holds = secret.is_none_or(|secret| secret.public().as_bytes() == public);
        if holds {
            self.keys.insert(public.to_vec());
        }
        holds
    }

    /// Tickets whose event or key is not there.
    fn unsupported(self) -> Vec<Fault> {
        let stands = |ticket: &&NamedTicket| {
            self.events.contains_key(&ticket.event)
                && ticket.key.as_ref().is_some_and(|key| self.keys.contains(key))
        };
        let lost = self.tickets.iter().filter(|ticket| !stands(ticket));
        lost.map(|ticket| Fault::Chain { table: Table::Ticket, place: ticket.place }).collect()
    }
}

/// A wallet that opens takes the issuer's signature as it was found when the ticket came in; here it is checked again.
fn is_issued(ticket: &Ticket) -> bool {
    let (envelope, issuer) = (ticket.credential.envelope(), ticket.credential.issuer());
    issuer.verify(Domain::Credential, &envelope.payload, &envelope.signature).is_ok()
}

fn is_handed_out(ticket: &Ticket) -> bool {
    ticket.hand_out().is_none_or(|out| ticket.chain.is_signed(&out.hop))
}

fn is_signed(answer: &AnswerRow, head: Head, key: &PublicKey) -> bool {
    match answer {
        AnswerRow::Receipt { signature, .. } => ReceiptPayload(head).holds(key, signature),
        AnswerRow::Return { signature, .. } => answer.endorsement().is_some_and(|hop| {
            key.verify(Domain::Endorsement, &hop.payload(head).to_bytes(), signature).is_ok()
        }),
    }
}

/// Whether a row that opens says by itself what a row of its table says.
pub(super) fn is_readable(table: Table, row: &Row) -> bool {
    Named::default().look(table, 1, row).is_none()
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
