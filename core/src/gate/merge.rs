//! Merging is set union: any order, any batch, any number of times (protocol §8).

use std::collections::HashMap;

use super::clock::{NEAR_MS, Watch};
use super::journal::{
    Completeness, Entry, Evidence, FileHeader, Hlc, Intake, Item, JournalReader, SignedHead, is_disowned,
};
use super::rows::{EntryRow, Session};
use super::setup::{put_entry, put_session};
use super::{Gate, GateError, Updated};
use crate::crypto::PublicKey;
use crate::order;
use crate::ports::LogAct;
use crate::store::{StoreError, Table};
use crate::ticket::{AdoptError, EntryHash, Millis};
use crate::wire::Wire;

/// What a journal file brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MergeReport {
    /// Entries that are known now and were not before.
    pub new_entries: u64,
    /// Entries and heads that wait for something missing.
    pub waiting: u64,
    /// Heads that never count: a broken chain, or a key that did not sign.
    pub refused_heads: u64,
    /// Heads over the bound of one staff key (`LOG_LIMIT`).
    pub over_limit: u64,
    /// Whether the file came whole.
    pub ending: Ending,
}

/// Whether a file came whole; what was merged stays in either case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Ending {
    /// It did.
    #[default]
    Whole,
    /// Its last item is missing or false: ask for it again.
    Cut,
}

/// What waits: unfolded, unrelayed, at most 4 MiB, the oldest dropped first.
#[derive(Default)]
struct Waiting {
    entries: HashMap<EntryHash, Entry>,
    heads: Vec<SignedHead>,
}

/// What a file brought.
#[derive(Default)]
struct Taken {
    /// Encoded entries with their hashes, oldest first.
    entries: Vec<(EntryHash, Vec<u8>)>,
    /// Signatures over tips that had none here.
    new_heads: Vec<SignedHead>,
    /// Signatures over tips that had one.
    known_heads: Vec<SignedHead>,
}

const MAX_WAITING_BYTES: usize = 4 * 1024 * 1024;
/// Nobody signed for what waits: a stranger's heads are not to be walked for ever, nor in place of those that come.
const MAX_WAITING_HEADS: usize = 256;

impl Gate {
    /// Takes another gate's file in. The same file again changes nothing.
    ///
    /// Its control documents first, then every head whose chain is complete.
    pub fn merge(&mut self, file: &[u8]) -> Result<MergeReport, GateError> {
        self.logged(LogAct::Merge, |gate| {
            let (mut reader, header) = JournalReader::new(file)?;
            if !gate.documents.knows_root(header.root) || header.event != gate.documents.event().event {
                return Err(GateError::OtherEvent);
            }
            gate.adopt_riding_along(&header)?;
            let mut waiting = gate.read_waiting()?;
            let ending = read_items(&mut reader, &mut waiting);
            let mut report = MergeReport { ending, ..MergeReport::default() };
            let before = gate.journal.iter().map(|s| s.hash).collect::<std::collections::HashSet<_>>();
            let taken = gate.accept_heads(&mut waiting, &mut report);
            report.new_entries = taken.entries.len() as u64;
            waiting.entries.retain(|hash, _| gate.journal.get(hash).is_none() && !before.contains(hash));
            report.waiting = (waiting.entries.len() + waiting.heads.len()) as u64;
            let met = gate.is_of_this_time(&taken);
            let watch = if met { gate.watched_confirmed() } else { gate.watch.clone() };
            gate.keep(&taken, &waiting, watch)?;
            Ok(report)
        })
    }

    /// An older or foreign document that rides along changes nothing here; a newer one is adopted.
    fn adopt_riding_along(&mut self, header: &FileHeader) -> Result<(), GateError> {
        let quiet = |outcome: Result<Updated, GateError>| match outcome {
            Err(GateError::BadDocument(error)) if !matches!(error, AdoptError::Wire(_)) => Ok(()),
            outcome => outcome.map(drop),
        };
        if let Some(trust) = &header.trust {
            quiet(self.adopt(|documents| documents.adopt_trust(trust)))?;
        }
        if let Some(list) = &header.revocation {
            quiet(self.adopt_revocation(list))?;
        }
        Ok(())
    }

    /// Whether another device's newest head says about the time that this clock shows.
    fn is_of_this_time(&self, taken: &Taken) -> bool {
        let mut newest: HashMap<PublicKey, Millis> = HashMap::new();
        let heads = taken.new_heads.iter().chain(&taken.known_heads);
        let stored = heads.filter_map(|head| self.journal.get(&head.payload.entry));
        for stored in stored.filter(|s| s.key != self.key.public() && !is_disowned(s, &self.documents)) {
            let last = newest.entry(stored.key).or_default();
            *last = (*last).max(stored.entry.hlc.ms);
        }
        let now = Millis(self.now_ms());
        newest.values().any(|at| at.distance(now) <= NEAR_MS)
    }

    fn accept_heads(&mut self, waiting: &mut Waiting, report: &mut MergeReport) -> Taken {
        let (mut taken, mut still) = (Taken::default(), Vec::new());
        for head in core::mem::take(&mut waiting.heads) {
            let (intake, mut fresh) = self.journal.accept(&head, &waiting.entries, &self.documents);
            match intake {
                Intake::Accepted => taken.new_heads.push(head),
                Intake::Known => taken.known_heads.push(head),
                Intake::Waiting if still.contains(&head) => {}
                Intake::Waiting => {
                    // At once: what is compared with each head that follows must not grow with the file.
                    still.drain(..(still.len() + 1).saturating_sub(MAX_WAITING_HEADS));
                    still.push(head);
                }
                Intake::Refused => report.refused_heads += 1,
                Intake::LogLimit => report.over_limit += 1,
            }
            taken.entries.append(&mut fresh.entries);
        }
        waiting.heads = still;
        for heads in [&mut taken.new_heads, &mut taken.known_heads] {
            heads.retain(|head| self.journal.is_tip(&head.payload));
        }
        taken
    }

    /// One transaction: entries with their evidence, heads, the waiting cache, the clock's floor and what speaks for it.
    fn keep(&mut self, taken: &Taken, waiting: &Waiting, watch: Watch) -> Result<(), GateError> {
        let (under, now_ms) = (self.under, self.now_ms());
        let mut rows = Vec::with_capacity(taken.entries.len());
        let mut session = Session { floor: self.floor(), ..self.session };
        for (hash, payload) in &taken.entries {
            let Some(stored) = self.journal.get(hash) else { continue };
            let evidence = Evidence::of(&stored.entry, &stored.key, &self.documents);
            if stored.entry.hlc.may_pull(now_ms) {
                session.floor = session.floor.max(stored.entry.hlc);
            }
            self.evidence.insert(*hash, evidence);
            rows.push((*hash, EntryRow { payload: payload.clone(), evidence, under, trace: None }));
        }
        let outcome = self.store.write(&mut *self.rng, |tables| {
            watch.put(tables)?;
            for (hash, row) in &rows {
                put_entry(tables, hash, row)?;
            }
            for head in &taken.new_heads {
                tables.insert(Table::Head, Some(head.payload.log.as_bytes()), &head.to_bytes())?;
            }
            put_session(tables, &session)?;
            write_waiting(tables, waiting, Hlc::latest_at(now_ms))
        });
        if let Err(error) = outcome {
            // Nothing was kept: memory must say the same as the disk.
            let _known = self.read_journal()?;
            return Err(error.into());
        }
        (self.session, self.watch) = (session, watch);
        Ok(())
    }

    fn read_waiting(&self) -> Result<Waiting, GateError> {
        let mut waiting = Waiting::default();
        self.store.read(|tables| {
            tables.for_each(Table::Waiting, |row| {
                if let Ok(head) = SignedHead::from_bytes(&row.value, 256) {
                    waiting.heads.push(head);
                } else if let Ok(entry) = Entry::from_payload(&row.value) {
                    waiting.entries.insert(entry.hash(), entry);
                }
                Ok::<_, GateError>(())
            })
        })?;
        Ok(waiting)
    }
}

fn read_items(reader: &mut JournalReader<'_>, waiting: &mut Waiting) -> Ending {
    loop {
        match reader.next_item() {
            Ok(Item::Entries(entries)) => {
                waiting.entries.extend(entries.into_iter().flatten().map(|entry| (entry.hash(), entry)));
            }
            Ok(Item::Head(head)) => waiting.heads.push(head),
            Err(Completeness::Whole) => return Ending::Whole,
            Err(Completeness::Cut) => return Ending::Cut,
        }
    }
}

/// Entries dated after `latest` are as new as that: by a date nobody takes the room of others.
fn write_waiting(
    tables: &mut crate::store::Writer<'_>,
    waiting: &Waiting,
    latest: Millis,
) -> Result<(), StoreError> {
    for row in tables.all(Table::Waiting)? {
        tables.delete(Table::Waiting, row.id)?;
    }
    let mut used = 0;
    let mut entries: Vec<&Entry> = waiting.entries.values().collect();
    order::sort_by_key(&mut entries, |entry| core::cmp::Reverse(entry.hlc.ms.min(latest)));
    let heads = waiting.heads.iter().map(Wire::to_bytes);
    for bytes in heads.chain(entries.into_iter().map(Wire::to_bytes)) {
        used += bytes.len();
        if used > MAX_WAITING_BYTES {
            break;
        }
        tables.insert(Table::Waiting, None, &bytes)?;
    }
    Ok(())
}
