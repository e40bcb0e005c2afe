//! Reading a whole gate to say what is wrong with it: every row, every chain, every head and what each code is worth.

use std::collections::BTreeMap;
use std::path::Path;

use zeroize::Zeroizing;

use super::GateError;
use super::blanks::blanks_of;
use super::carriers::carriers_of;
use super::challenge::{CHALLENGES, read_challenges};
use super::clock::{CLOCK, Watch};
use super::digits::{TRIES, tries_of};
use super::documents::documents_of;
use super::exposure::LEDGER;
use super::guests::guests_of;
use super::journal::{Entry, Evidence, HeadPayload, Journal, SignedHead};
use super::own_time::{OWN_TIME, OwnTime};
use super::rows::{
    BLANKS, CARRIERS, CERTIFICATE, DOCUMENTS, EntryRow, Fingerprint, GUESTS, IDENTITY, Identity, RECENT,
    RecentList, SESSION, Session, VaultItem,
};
use crate::code::Reason;
use crate::order::Set;
use crate::ports::Host;
use crate::store::{Examined, Fault, Row, Schema, Table, examine};
use crate::ticket::{Certificate, Documents, EntryHash, Ledger, LogId};
use crate::wire::{Reader, Wire};

/// What was found in a gate's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateCheck {
    /// Rows and damage. A broken chain is named once, by its first row that does not follow.
    pub store: Examined,
    /// The logs as far as their chains hold.
    pub logs: Vec<LogCheck>,
}

/// One branch of one device's log. A log has more than one only if its device forked it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogCheck {
    /// The log.
    pub log: LogId,
    /// Its entries, from the first.
    pub entries: u64,
    /// The hash of the last one, which covers all of them.
    pub head: EntryHash,
    /// How many of them a signed head covers.
    pub signed: u64,
}

#[derive(Default)]
struct Look {
    /// The rows of the events table, put together by key.
    event: BTreeMap<Vec<u8>, Parts>,
    under: Option<(Documents, Fingerprint)>,
    journal: Journal,
    broken: Set<LogId>,
}

/// What lies in several rows.
struct Parts {
    /// The first of them.
    place: u64,
    whole: Zeroizing<Vec<u8>>,
}

/// Reads everything in the gate of a folder, also of one that does not open, and says what it found. Checks each document,
/// each chain, each head's signature and each admission's code, and whether the vault knows of later changes. Changes
/// nothing.
///
/// # Errors
/// Where nothing can be said: no gate, held elsewhere, its key lost, or of a newer version.
pub fn check(folder: &Path, host: &Host) -> Result<GateCheck, GateError> {
    let mut look = Look::default();
    let mut store =
        examine(folder, Schema::Gate, &*host.vault, |table, place, row| look.at(table, place, row))?;
    store.faults.extend(look.events());
    let item = host.vault.get()?.and_then(|bytes| VaultItem::from_bytes(&bytes, 4096).ok());
    let behind = store.generation.zip(item).is_some_and(|(here, item)| here < item.generation);
    if behind && !store.faults.contains(&Fault::Lost) {
        store.faults.push(Fault::Lost);
    }
    Ok(GateCheck { store, logs: look.logs() })
}

impl Look {
    fn at(&mut self, table: Table, place: u64, row: &Row) -> Option<Fault> {
        match table {
            Table::Event => {
                let parts = self.event.entry(row.key.clone().unwrap_or_default());
                let parts = parts.or_insert_with(|| Parts { place, whole: Zeroizing::default() });
                parts.whole.extend_from_slice(&row.value);
                None
            }
            Table::Entry => self.entry(place, row),
            Table::Head => self.head(place, row),
            Table::Meta if !is_meta(row) => Some(Fault::Content { table, place }),
            Table::Judged if !is_judged(row) => Some(Fault::Content { table, place }),
            Table::Waiting if !is_waiting(row) => Some(Fault::Content { table, place }),
            Table::Refused if !is_refused(row) => Some(Fault::Content { table, place }),
            _ => None,
        }
    }

    /// The event's own rows, whether a log is here or not: control documents, lists, blanks, certificate.
    fn events(&mut self) -> Vec<Fault> {
        self.read_documents();
        let documents = self.under.as_ref().map(|(documents, _)| documents);
        let content = |place: u64| Fault::Content { table: Table::Event, place };
        let Some(documents) = documents else {
            return self.event.get(DOCUMENTS).map(|parts| content(parts.place)).into_iter().collect();
        };
        let damaged = self.event.iter().filter(|(key, parts)| !is_event(key, &parts.whole, documents));
        damaged.map(|(_, parts)| content(parts.place)).collect()
    }

    /// The documents that everything is judged under; the events table is read before the entries.
    fn read_documents(&mut self) {
        if self.under.is_none() {
            let documents = documents_of(|key| Ok(self.event.get(key).map(|parts| parts.whole.clone()))).ok();
            self.under = documents.map(|documents| {
                let fingerprint = EntryRow::fingerprint(&documents);
                (documents, fingerprint)
            });
        }
    }

    fn entry(&mut self, place: u64, row: &Row) -> Option<Fault> {
        let table = Table::Entry;
        let (content, chain) = (Some(Fault::Content { table, place }), Some(Fault::Chain { table, place }));
        let Ok(row) = EntryRow::from_bytes(&row.value, EntryRow::MAX_BYTES) else { return content };
        let Ok(entry) = Entry::from_payload(&row.payload) else { return content };
        let log = entry.log;
        self.read_documents();
        let Some((documents, fingerprint)) = &self.under else { return chain };
        let Some(hash) = self.journal.append_own(entry, documents) else {
            return if self.broken.insert(log) { chain } else { None };
        };
        let stored = self.journal.get(&hash)?;
        let worth = Evidence::of(&stored.entry, &stored.key, documents);
        if row.under == *fingerprint && row.evidence != worth { content } else { None }
    }

    fn head(&mut self, place: u64, row: &Row) -> Option<Fault> {
        let table = Table::Head;
        let Ok(head) = SignedHead::from_bytes(&row.value, 256) else {
            return Some(Fault::Content { table, place });
        };
        let holds = self.journal.get(&head.payload.entry).is_some_and(|stored| head.holds(&stored.key));
        if holds {
            self.journal.keep_head(head);
            return None;
        }
        (!self.broken.contains(&head.payload.log)).then_some(Fault::Chain { table, place })
    }

    fn logs(&self) -> Vec<LogCheck> {
        let tips = self.journal.tips().flat_map(|(_, tips)| tips.iter());
        let check = |tip: &HeadPayload| LogCheck {
            log: tip.log,
            entries: tip.seq + 1,
            head: tip.entry,
            signed: self.journal.last_signed(&tip.log).map_or(0, |head| head.payload.seq + 1),
        };
        tips.map(check).collect()
    }
}

fn is_meta(row: &Row) -> bool {
    match row.key.as_deref() {
        Some(IDENTITY) => Identity::decode(&mut Reader::new(&row.value)).is_ok(),
        Some(SESSION) => Session::from_bytes(&row.value, 256).is_ok(),
        Some(LEDGER) => Ledger::read(Some(&row.value)).is_ok(),
        _ => true,
    }
}

fn is_judged(row: &Row) -> bool {
    match row.key.as_deref() {
        Some(RECENT) => RecentList::from_bytes(&row.value, 4096).is_ok(),
        Some(CHALLENGES) => read_challenges(Some(row.value.to_vec())).is_ok(),
        Some(CLOCK) => Watch::read(Some(&row.value)).is_ok(),
        Some(OWN_TIME) => OwnTime::read(Some(&row.value)).is_ok(),
        Some(TRIES) => tries_of(&row.value).is_ok(),
        _ => true,
    }
}

fn is_waiting(row: &Row) -> bool {
    SignedHead::from_bytes(&row.value, 256).is_ok() || Entry::from_payload(&row.value).is_ok()
}

fn is_refused(row: &Row) -> bool {
    let reason = row.key.as_deref().and_then(|key| std::str::from_utf8(key).ok());
    row.value.len() == 8 && reason.and_then(Reason::from_code).is_some()
}

fn is_event(key: &[u8], whole: &[u8], documents: &Documents) -> bool {
    match key {
        GUESTS => guests_of(whole, documents).is_ok(),
        CARRIERS => carriers_of(whole, documents).is_ok(),
        BLANKS => blanks_of(whole).is_ok(),
        // Under a newer trust list it may be worth nothing any more.
        CERTIFICATE => Certificate::read(whole).is_ok(),
        // The documents themselves: they were read.
        _ => true,
    }
}
