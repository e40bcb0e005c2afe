//! What goes with a ticket when it goes, and what stays (protocol §9): one transaction, the vault's item, then the files.

use super::events::Events;
use super::exposure::{put_ledger, read_ledger, tally_ticket};
use super::holder_key::{KeySecret, leave_handles};
use super::request::made;
use super::rows::{EvidenceRow, Kept, KeyRow, RequestRow, RequestTableRow, TombstoneRow, secret_bytes};
use super::ticket::Ticket;
use super::vault_item::{Tag, TagKey, VaultItem};
use super::{Wallet, WalletError};
use crate::order::{self, Set};
use crate::store::{Row, RowId, Table, Traces, Writer};
use crate::ticket::{
    CredentialPayload, EventId, Head, Holding, PersonalData, RootId, Tally, TicketId, Time, Xid,
};
use crate::transfer::Request;
use crate::wire::Wire;

/// What an erasure took away. It cannot be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Erased {
    /// Tickets of which nothing is left but the answers to hand-overs.
    pub tickets: u64,
    /// Events whose documents went too.
    pub events: u64,
    /// Secret keys.
    pub keys: u64,
    /// Whether the files are clean already.
    pub traces: Traces,
    /// Keys that the phone's hardware has still to forget, once it answers.
    pub hardware_keys_left: u64,
}

/// How far an erasure goes.
pub(super) enum Scope<'a> {
    /// Single tickets: what may still be needed for another, or against a second holder, stays.
    Tickets,
    /// Whole events, over by a time that is known for certain.
    Events { purged: &'a Set<(RootId, EventId)>, known: Time },
}

/// The tickets that go and those that stay.
struct Sides {
    doomed: Vec<Ticket>,
    rest: Vec<Ticket>,
}

/// Everything that one erasure writes.
#[derive(Default)]
struct Plan {
    delete: Vec<(Table, RowId)>,
    /// Key rows that stay for their request and lose the key.
    emptied: Vec<Kept<KeyRow>>,
    handles: Vec<Vec<u8>>,
    xids: Vec<Tag>,
    sent: Vec<Tag>,
    events: Vec<(RootId, EventId)>,
    keys: u64,
    gone: Tally,
}

/// A holder key, and its public half as it is found by.
struct Key {
    public: Vec<u8>,
    kept: Kept<KeyRow>,
}

/// A request, and what its keys name it by.
struct Asked {
    id: RowId,
    row: RequestRow,
    digest: [u8; 32],
}

impl Wallet {
    /// Erases the rows that `doomed` names, and what hangs on them alone.
    pub(super) fn erase(
        &mut self,
        doomed: &dyn Fn(&Ticket) -> bool,
        scope: &Scope<'_>,
    ) -> Result<Erased, WalletError> {
        let (doomed, rest) = self.all_rows()?.into_iter().partition(doomed);
        let sides = Sides { doomed, rest };
        let mut plan = Plan::default();
        for ticket in &sides.doomed {
            plan.delete.push((Table::Ticket, ticket.id));
            tally_ticket(&mut plan.gone, ticket);
        }
        self.plan_keys(&mut plan, &sides, scope)?;
        self.plan_events(&mut plan, &sides, scope)?;
        self.plan_traces(&mut plan, &sides, scope)?;
        let (tickets, events, keys) = (sides.forgotten(), std::mem::take(&mut plan.events), plan.keys);
        let (xids, sent) = (std::mem::take(&mut plan.xids), std::mem::take(&mut plan.sent));
        let now = self.now();
        let untag = |_: &TagKey, item: &mut VaultItem| {
            item.remove_xids(&xids);
            item.remove_sent(&sent);
        };
        let done = self.commit(&untag, |w| plan.write(w, now));
        // The rows may be gone although the vault failed: memory must say the same as the disk.
        self.events = Events::default();
        done?;
        self.shown.retain(|ticket, _| !tickets.contains(ticket));
        let (traces, hardware_keys_left) = self.finish_erasing()?;
        let (tickets, events) = (tickets.len() as u64, events.len() as u64);
        Ok(Erased { tickets, events, keys, traces, hardware_keys_left })
    }

    /// Does what an erasure left to do: keys in hardware, traces in the files.
    pub(super) fn finish_erasing(&mut self) -> Result<(Traces, u64), WalletError> {
        let left = self.delete_hardware_keys()?;
        let traces = self.store.finish_erasing(&mut *self.host.rng)?;
        self.item.generation = self.item.generation.max(self.store.generation());
        self.flush()?;
        Ok((traces, left))
    }

    /// A key goes that took a ticket of those, and no other. One that never took a chain may still be sent one; it goes
    /// with its event.
    fn plan_keys(&self, plan: &mut Plan, sides: &Sides, scope: &Scope<'_>) -> Result<(), WalletError> {
        let (named, needed) = (keys_of(&sides.doomed), keys_of(&sides.rest));
        let (requests, keys) = self.requests_and_keys()?;
        for asked in &requests {
            let of_it: Vec<&Key> = keys.iter().filter(|key| key.kept.row.request == asked.digest).collect();
            let goes = |key: &Key| {
                named.contains(&key.public)
                    && !needed.contains(&key.public)
                    && (key.kept.row.taken.is_some() || matches!(scope, Scope::Events { .. }))
            };
            let spent = of_it.iter().all(|key| key.kept.row.secret.is_none() || goes(key));
            let over = match scope {
                Scope::Tickets => false,
                Scope::Events { known, .. } => asked.row.is_over(*known),
            };
            let touched = of_it.iter().any(|key| goes(key));
            let whole = touched && (spent || over && !of_it.iter().any(|key| needed.contains(&key.public)));
            let since = made(asked.row.expiry);
            for key in of_it.into_iter().filter(|key| whole || goes(key)) {
                plan.take_key(key, whole, since);
            }
            if whole {
                plan.delete.push((Table::Request, asked.id));
            }
        }
        // Only in a wallet that was mended is there a key whose request is lost.
        let asked: Vec<_> = requests.iter().map(|asked| asked.digest).collect();
        let since = sides.doomed.iter().map(|ticket| ticket.row.since).min().unwrap_or_default();
        for key in keys.iter().filter(|key| !asked.contains(&key.kept.row.request)) {
            if named.contains(&key.public) && !needed.contains(&key.public) {
                plan.take_key(key, true, since);
            }
        }
        Ok(())
    }

    fn requests_and_keys(&self) -> Result<(Vec<Asked>, Vec<Key>), WalletError> {
        let (mut requests, mut keys) = (Vec::new(), Vec::new());
        self.store.read(|r| {
            r.for_each(Table::Request, |row| {
                let public = row.key.clone().unwrap_or_default();
                match Kept::<RequestTableRow>::load(&row)? {
                    Kept { id, row: RequestTableRow::Key(row) } => {
                        keys.push(Key { public, kept: Kept { id, row } });
                    }
                    Kept { id, row: RequestTableRow::Request(row) } => {
                        let request = Request::verify(&row.message).map_err(|_| WalletError::Corrupt)?;
                        requests.push(Asked { id, row, digest: request.digest() });
                    }
                }
                Ok::<_, WalletError>(())
            })
        })?;
        Ok((requests, keys))
    }

    /// Documents go with the last ticket of their event.
    fn plan_events(&self, plan: &mut Plan, sides: &Sides, scope: &Scope<'_>) -> Result<(), WalletError> {
        let known = self.events()?;
        let keys =
            |tickets: &[Ticket]| order::gathered(tickets.iter().map(|ticket| known.key_of(ticket.event())));
        let (mut events, rest): (Set<_>, Set<_>) = (keys(&sides.doomed), keys(&sides.rest));
        if let Scope::Events { purged, .. } = scope {
            events.extend(purged.iter().copied());
        }
        for event in events.iter().filter(|event| !rest.contains(event)) {
            if let Some(here) = known.get(event) {
                plan.delete.push((Table::Event, here.row));
                plan.events.push(*event);
            }
        }
        Ok(())
    }

    /// What was shown, evidence, and, once an event is over for good, the answers to its hand-overs.
    fn plan_traces(&self, plan: &mut Plan, sides: &Sides, scope: &Scope<'_>) -> Result<(), WalletError> {
        let (tickets, xids) = (sides.forgotten(), sides.xids());
        let tags = &self.meta.row.tags;
        let handed = sides.doomed.iter().filter_map(|ticket| Some(ticket.hand_out()?.xid(ticket)));
        plan.sent.extend(handed.map(|xid| tags.sent(xid)));
        self.store.read(|r| {
            for ticket in tickets.iter() {
                let rows = r.find(Table::Shown, ticket.as_bytes())?;
                plan.delete.extend(rows.iter().map(|row| (Table::Shown, row.id)));
            }
            r.for_each(Table::Evidence, |row| {
                let kept = Kept::<EvidenceRow>::load(&row)?;
                if is_about(&row, &kept.row, &tickets, &xids, scope) {
                    plan.delete.push((Table::Evidence, kept.id));
                    plan.gone.add(PersonalData::Evidence, kept.row.time);
                }
                Ok::<_, WalletError>(())
            })?;
            if matches!(scope, Scope::Tickets) {
                return Ok(());
            }
            r.for_each(Table::Tombstone, |row| {
                let kept = Kept::<TombstoneRow>::load(&row)?;
                let xid = kept.row.answer.xid();
                if xids.contains(&xid) {
                    plan.delete.push((Table::Tombstone, kept.id));
                    plan.xids.push(tags.xid(xid));
                }
                Ok(())
            })
        })
    }
}

impl Sides {
    /// Tickets of which no row is left.
    fn forgotten(&self) -> Set<TicketId> {
        let left: Set<TicketId> = order::gathered(self.rest.iter().map(Ticket::ticket));
        order::gathered(self.doomed.iter().map(Ticket::ticket).filter(|ticket| !left.contains(ticket)))
    }

    /// Every hand-over that the rows know of.
    fn xids(&self) -> Set<Xid> {
        let of = |ticket: &Ticket| {
            let heads = ticket.chain.heads().iter().map(Head::xid);
            heads.chain(ticket.hand_out().map(|out| out.xid(ticket))).collect::<Vec<_>>()
        };
        order::gathered(self.doomed.iter().flat_map(of))
    }
}

impl Plan {
    fn take_key(&mut self, key: &Key, whole: bool, since: Time) {
        if let Some(secret) = &key.kept.row.secret {
            self.keys += 1;
            self.gone.add(PersonalData::Keys, since);
            if let KeySecret::Hardware(handle) = secret {
                self.handles.push(handle.clone());
            }
        }
        if whole {
            self.delete.push((Table::Request, key.kept.id));
        } else {
            let row = KeyRow { secret: None, ..key.kept.row.clone() };
            self.emptied.push(Kept { id: key.kept.id, row });
        }
    }

    fn write(self, w: &mut Writer<'_>, now: Time) -> Result<(), WalletError> {
        let Self { delete, emptied, handles, gone, .. } = self;
        if delete.is_empty() && emptied.is_empty() {
            return Ok(());
        }
        for (table, id) in delete {
            w.delete(table, id)?;
        }
        for key in emptied {
            w.update(Table::Request, key.id, &secret_bytes(&RequestTableRow::Key(key.row)))?;
        }
        leave_handles(w, handles)?;
        let mut ledger = read_ledger(w)?;
        ledger.erase(&gone, now);
        put_ledger(w, &ledger)?;
        Ok(w.mark_erasing()?)
    }
}

pub(super) fn keys_of(tickets: &[Ticket]) -> Set<Vec<u8>> {
    let of = |ticket: &Ticket| {
        let keys = (0..=ticket.chain.endorsements().len()).filter_map(|place| ticket.chain.holder_at(place));
        keys.map(|key| key.as_bytes().to_vec()).collect::<Vec<_>>()
    };
    order::gathered(tickets.iter().flat_map(of))
}

/// Evidence is found by its ticket or a hand-over; a holding that came for another key says its ticket itself.
fn is_about(
    row: &Row,
    evidence: &EvidenceRow,
    tickets: &Set<TicketId>,
    xids: &Set<Xid>,
    scope: &Scope<'_>,
) -> bool {
    let key = row.key.as_deref().unwrap_or_default();
    let named =
        tickets.iter().any(|ticket| ticket.as_bytes() == key) || xids.iter().any(|xid| xid.as_bytes() == key);
    named
        || holding_of(&evidence.bytes).is_some_and(|payload| {
            let purged = match scope {
                Scope::Tickets => false,
                Scope::Events { purged, .. } => purged.iter().any(|(_, event)| *event == payload.event),
            };
            purged || tickets.contains(&payload.ticket)
        })
}

fn holding_of(bytes: &[u8]) -> Option<CredentialPayload> {
    let holding = Holding::from_bytes(bytes, Holding::MAX_BYTES).ok()?;
    CredentialPayload::from_bytes(&holding.credential.payload, CredentialPayload::MAX_BYTES).ok()
}
