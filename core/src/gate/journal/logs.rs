//! Which entries are in the set: the chains of all heads that count (J-01 to J-05, J-10), with the bounds on a key.

use std::collections::{BTreeMap, HashMap};

use super::class::{AboveFork, Authority};
use super::head::{HeadPayload, SignedHead};
use super::{Body, Entry, Issue, Kind};
use crate::crypto::{PublicKey, hash_bytes};
use crate::order::Set;
use crate::ticket::{Certificate, Documents, EntryHash, LogId, Role, TicketId};
use crate::wire::Wire;

/// An accepted entry with what the fold needs of it.
#[derive(Debug, Clone)]
pub struct Stored {
    /// The entry.
    pub entry: Entry,
    /// Its hash.
    pub hash: EntryHash,
    /// The certificate in force at its own seq (J-06); shared along the log.
    pub certificate: std::sync::Arc<Certificate>,
    /// The key of the log's `open` entry.
    pub key: PublicKey,
    /// Whether it stands above a `close` of its log: a proved admission counts all the same, all else is a note.
    pub above_close: bool,
}

/// What became of a head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intake {
    /// Its chain is in the set now.
    Accepted,
    /// It was covered already.
    Known,
    /// An entry below it is missing: kept waiting, unfolded, unrelayed.
    Waiting,
    /// It never counts: a broken chain, another event, a key that did not sign.
    Refused,
    /// The bound on this staff key is reached; nothing already taken is dropped.
    LogLimit,
}

/// The entries that a head brought into the set, oldest first.
#[derive(Debug, Default)]
pub struct Accepted {
    /// Encoded entries with their hashes.
    pub entries: Vec<(EntryHash, Vec<u8>)>,
}

/// All accepted logs, in memory.
#[derive(Debug, Default)]
pub struct Journal {
    entries: HashMap<EntryHash, Stored>,
    tips: BTreeMap<LogId, Set<HeadPayload>>,
    /// Of a forked log, how many entries all of its branches share.
    shared: BTreeMap<LogId, u64>,
    heads: BTreeMap<HeadPayload, SignedHead>,
    signed: BTreeMap<LogId, SignedHead>,
    by_ticket: HashMap<TicketId, Vec<EntryHash>>,
    voids: HashMap<EntryHash, Vec<EntryHash>>,
    replacing: HashMap<TicketId, Vec<EntryHash>>,
    usage: HashMap<PublicKey, Usage>,
}

#[derive(Debug, Default)]
struct Usage {
    logs: usize,
    bytes: usize,
    entries: usize,
}

/// Bounds on one staff key (protocol §8).
const MAX_LOGS: usize = 256;
const MAX_TIPS: usize = 8;
const MAX_KEY_BYTES: usize = 64 * 1024 * 1024;
const MAX_KEY_ENTRIES: usize = 100_000;

impl Journal {
    /// An entry of the set.
    pub fn get(&self, hash: &EntryHash) -> Option<&Stored> {
        self.entries.get(hash)
    }

    /// Every entry of the set, in no order.
    pub fn iter(&self) -> impl Iterator<Item = &Stored> {
        self.entries.values()
    }

    /// How many entries the set has.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether the set is empty.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entries that name a ticket.
    pub fn of_ticket(&self, ticket: TicketId) -> impl Iterator<Item = &Stored> {
        self.by_ticket.get(&ticket).into_iter().flatten().filter_map(|hash| self.entries.get(hash))
    }

    /// The tickets that any entry names.
    pub fn tickets(&self) -> impl Iterator<Item = TicketId> {
        self.by_ticket.keys().copied()
    }

    /// The void entries that name a target.
    pub fn voids_of(&self, target: &EntryHash) -> impl Iterator<Item = &Stored> {
        self.voids.get(target).into_iter().flatten().filter_map(|hash| self.entries.get(hash))
    }

    /// The entries that say that a blank stands for a ticket, whatever they are worth.
    pub(super) fn replacing(&self, ticket: TicketId) -> impl Iterator<Item = &Stored> {
        self.replacing.get(&ticket).into_iter().flatten().filter_map(|hash| self.entries.get(hash))
    }

    /// The tips of every log: more than one is a fork (J-10).
    pub fn tips(&self) -> impl Iterator<Item = (&LogId, &[HeadPayload])> {
        self.tips.iter().map(|(log, tips)| (log, &tips[..]))
    }

    /// The signed head of a tip, if its device has signed it.
    pub fn signed(&self, tip: &HeadPayload) -> Option<&SignedHead> {
        self.heads.get(tip)
    }

    /// Remembers a signature over a tip of the set.
    pub fn keep_head(&mut self, head: SignedHead) {
        let last = self.signed.entry(head.payload.log).or_insert(head);
        if last.payload.seq < head.payload.seq {
            *last = head;
        }
        if self.is_tip(&head.payload) {
            self.heads.insert(head.payload, head);
        }
    }

    /// The highest head of a log that its device has signed.
    pub fn last_signed(&self, log: &LogId) -> Option<&SignedHead> {
        self.signed.get(log)
    }

    /// Entry 0 of a log.
    pub fn chain_start(&self, log: LogId) -> Option<HeadPayload> {
        let tip = self.tips.get(&log)?.first()?;
        let first = self.chain(&tip.entry, 0).first()?.hash;
        Some(HeadPayload { log, seq: 0, entry: first })
    }

    /// The logs that have more than one tip.
    pub fn forked_logs(&self) -> impl Iterator<Item = &LogId> {
        self.shared.keys()
    }

    /// Whether an entry lies above the last one that all branches of its log share (J-10).
    pub fn is_above_fork(&self, stored: &Stored) -> bool {
        self.shared.get(&stored.entry.log).is_some_and(|shared| stored.entry.seq >= *shared)
    }

    /// The chain that ends in a hash, from `from_seq` up, oldest first.
    pub fn chain(&self, tip: &EntryHash, from_seq: u64) -> Vec<&Stored> {
        let mut chain = Vec::new();
        let mut at = *tip;
        while let Some(stored) = self.entries.get(&at).filter(|s| s.entry.seq >= from_seq) {
            chain.push(stored);
            at = stored.entry.prev;
        }
        chain.reverse();
        chain
    }

    /// J-05: takes a head whose chain is complete among the set and `pool`, and whose every entry keeps J-01 to J-04.
    pub fn accept(
        &mut self,
        head: &SignedHead,
        pool: &HashMap<EntryHash, Entry>,
        documents: &Documents,
    ) -> (Intake, Accepted) {
        let none = Accepted::default();
        if self.covers(&head.payload) {
            return (self.accept_covered(head), none);
        }
        let Some((base, fresh)) = self.missing_chain(&head.payload, pool) else {
            return (Intake::Waiting, none);
        };
        // The signature first: whoever has no key makes nobody walk a chain.
        let signed = device(base, &fresh, documents).is_some_and(|key| head.holds(&key));
        let chain = signed.then(|| check_chain(base, fresh, &head.payload, documents)).flatten();
        let Some(chain) = chain else { return (Intake::Refused, none) };
        if !self.within_bounds(&chain) {
            return (Intake::LogLimit, none);
        }
        let entries = chain.iter().map(|s| (s.hash, s.entry.to_bytes())).collect();
        for stored in chain {
            self.insert(stored);
        }
        self.keep_head(*head);
        (Intake::Accepted, Accepted { entries })
    }

    /// A head whose chain is here counts by its signature like any other; a false one must not stand in for the true one.
    fn accept_covered(&mut self, head: &SignedHead) -> Intake {
        let holds = self.entries.get(&head.payload.entry).is_some_and(|stored| head.holds(&stored.key));
        if !holds {
            return Intake::Refused;
        }
        if !self.is_tip(&head.payload) || self.signed(&head.payload).is_some() {
            return Intake::Known;
        }
        self.keep_head(*head);
        Intake::Accepted
    }

    /// Appends an entry of this device's own log, which needs no head here.
    pub fn append_own(&mut self, entry: Entry, documents: &Documents) -> Option<EntryHash> {
        let hash = entry.hash();
        let base = self.entries.get(&entry.prev).cloned();
        if base.is_none() && entry.seq > 0 {
            return None;
        }
        let stored = match &base {
            None => open(hash, entry, documents)?,
            Some(before) => follow(before, hash, entry, documents)?,
        };
        self.insert(stored);
        Some(hash)
    }

    /// Whether a new log of this key would still be taken by others.
    pub fn has_room_for_log(&self, key: &PublicKey) -> bool {
        self.usage.get(key).is_none_or(|usage| usage.logs < MAX_LOGS)
    }

    fn covers(&self, head: &HeadPayload) -> bool {
        self.entries
            .get(&head.entry)
            .is_some_and(|stored| stored.entry.log == head.log && stored.entry.seq == head.seq)
    }

    /// Whether no entry stands above a head.
    pub fn is_tip(&self, head: &HeadPayload) -> bool {
        self.tips.get(&head.log).is_some_and(|tips| tips.contains(head))
    }

    /// The entries below a head that are not in the set, oldest first, and the accepted entry they stand on.
    fn missing_chain<'a>(
        &'a self,
        head: &HeadPayload,
        pool: &'a HashMap<EntryHash, Entry>,
    ) -> Option<Missing<'a>> {
        let mut fresh = Vec::new();
        let mut at = head.entry;
        let mut seq = head.seq;
        loop {
            if let Some(stored) = self.entries.get(&at) {
                fresh.reverse();
                return Some((Some(stored), fresh));
            }
            let entry = pool.get(&at)?;
            fresh.push((at, entry));
            if seq == 0 || entry.seq == 0 {
                fresh.reverse();
                return Some((None, fresh));
            }
            (at, seq) = (entry.prev, seq - 1);
        }
    }

    fn within_bounds(&self, chain: &[Stored]) -> bool {
        let Some(first) = chain.first() else { return true };
        let empty = Usage::default();
        let usage = self.usage.get(&first.key).unwrap_or(&empty);
        let bytes: usize = chain.iter().map(|s| s.entry.to_bytes().len()).sum();
        let tips = self.tips.get(&first.entry.log);
        let new_log = usize::from(tips.is_none());
        let extends = tips.is_none_or(|tips| tips.iter().any(|tip| tip.entry == first.entry.prev));
        usage.logs + new_log <= MAX_LOGS
            && usage.entries + chain.len() <= MAX_KEY_ENTRIES
            && usage.bytes + bytes <= MAX_KEY_BYTES
            && (extends || tips.map_or(0, |tips| tips.len()) < MAX_TIPS)
    }

    fn insert(&mut self, stored: Stored) {
        let (hash, log) = (stored.hash, stored.entry.log);
        let usage = self.usage.entry(stored.key).or_default();
        usage.logs += usize::from(stored.entry.seq == 0);
        usage.entries += 1;
        usage.bytes += stored.entry.to_bytes().len();
        let tips = self.tips.entry(log).or_default();
        let below = stored.entry.seq.checked_sub(1);
        let parent = below.map(|seq| HeadPayload { log, seq, entry: stored.entry.prev });
        match parent.filter(|parent| tips.remove(parent)) {
            Some(parent) => {
                self.heads.remove(&parent);
            }
            // Branches part where one does not stand on a tip: what all share ends there, or lower.
            None if !tips.is_empty() => {
                let shared = self.shared.entry(log).or_insert(stored.entry.seq);
                *shared = stored.entry.seq.min(*shared);
            }
            None => {}
        }
        tips.insert(HeadPayload { log, seq: stored.entry.seq, entry: hash });
        if let Some(ticket) = stored.entry.ticket {
            self.by_ticket.entry(ticket).or_default().push(hash);
        }
        if let Body::Void { target, .. } = &stored.entry.body {
            self.voids.entry(*target).or_default().push(hash);
        }
        if let Body::Issue(Issue { replaced: Some(ticket), .. }) = &stored.entry.body {
            self.replacing.entry(*ticket).or_default().push(hash);
        }
        self.entries.insert(hash, stored);
    }
}

/// An accepted entry, and what stands above it up to a head, oldest first.
type Missing<'a> = (Option<&'a Stored>, Vec<(EntryHash, &'a Entry)>);

/// The staff key that signs the heads of a log: of the certificate in its `open` entry.
fn device(base: Option<&Stored>, fresh: &[(EntryHash, &Entry)], documents: &Documents) -> Option<PublicKey> {
    let opened = || fresh.first().and_then(|(hash, entry)| open(*hash, (*entry).clone(), documents));
    base.map(|stored| stored.key).or_else(|| opened().map(|stored| stored.key))
}

/// J-01 to J-04 of the entries above `base`, and the certificate in force at each.
fn check_chain(
    base: Option<&Stored>,
    fresh: Vec<(EntryHash, &Entry)>,
    head: &HeadPayload,
    documents: &Documents,
) -> Option<Vec<Stored>> {
    let mut chain: Vec<Stored> = Vec::with_capacity(fresh.len());
    for (hash, entry) in fresh {
        let before = chain.last().or(base);
        let stored = match before {
            None => open(hash, entry.clone(), documents)?,
            Some(before) => follow(before, hash, entry.clone(), documents)?,
        };
        chain.push(stored);
    }
    let last = chain.last().or(base)?;
    (last.entry.log == head.log && last.entry.seq == head.seq && last.hash == head.entry).then_some(chain)
}

/// J-01: entry 0 is `open`, names the log by certificate and random, and its certificate is of this event and root.
fn open(hash: EntryHash, entry: Entry, documents: &Documents) -> Option<Stored> {
    let Body::Open { certificate, random } = &entry.body else { return None };
    let digest = hash_bytes("log", &[certificate.payload.as_slice(), random].concat());
    let named = digest.starts_with(entry.log.as_bytes());
    if !named || entry.seq != 0 || entry.prev != EntryHash::from_bytes([0; 32]) {
        return None;
    }
    let certificate = Certificate::verify(certificate, documents).ok()?;
    let key = certificate.payload().key;
    Some(Stored { entry, hash, certificate: certificate.into(), key, above_close: false })
}

/// A `close` is a supervisor's; any other is a note (J-06).
fn is_close(stored: &Stored, documents: &Documents) -> bool {
    let close = stored.entry.body.kind() == Kind::Close;
    close && Authority::new(stored, documents, AboveFork::No).has(Role::Supervise)
}

/// J-03, J-04; a `cert` entry changes the certificate only if it verifies and carries the key of `open` (J-06).
fn follow(before: &Stored, hash: EntryHash, entry: Entry, documents: &Documents) -> Option<Stored> {
    let linked = entry.log == before.entry.log
        && before.entry.seq.checked_add(1) == Some(entry.seq)
        && entry.prev == before.hash;
    if !linked || entry.hlc <= before.entry.hlc || matches!(entry.body, Body::Open { .. }) {
        return None;
    }
    let renewed = match &entry.body {
        Body::Cert(envelope) => {
            Certificate::verify(envelope, documents).ok().filter(|c| c.payload().key == before.key)
        }
        _ => None,
    };
    let certificate = renewed.map_or_else(|| before.certificate.clone(), std::sync::Arc::new);
    let above_close = before.above_close || is_close(before, documents);
    Some(Stored { entry, hash, certificate, key: before.key, above_close })
}
