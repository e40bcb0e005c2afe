//! What a device remembers of the scan behind one of its own entries: the code for P-00, the phone's step for the clock,
//! and that somebody was let in for P-16. It lies in the entry's row, so that an admission is one row and one commit;
//! it is no part of the entry, and no other device gets it.

use std::collections::VecDeque;

use super::Gate;
use super::clock::{MAX_SCANS, Scan};
use super::journal::{Body, Entry};
use super::rows::{Recent, RecentList};
use super::verdict::RepeatOf;
use crate::order;
use crate::ticket::EntryHash;
use crate::wire::{Reader, Wire, WireError, Writer};

/// Beside one entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Trace {
    digest: [u8; 32],
    at_ms: u64,
    scan: Option<Scan>,
}

impl Wire for Trace {
    fn encode(&self, w: &mut Writer) {
        w.array(3).bytes(&self.digest).uint(self.at_ms);
        w.nullable(self.scan.as_ref(), |w, scan| scan.encode(w));
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(3, "trace")?;
        Ok(Self {
            digest: r.bytes_exact("digest")?,
            at_ms: r.uint(u64::MAX, "at")?,
            scan: r.nullable("scan", Scan::decode)?,
        })
    }
}

/// The traces of a journal, as they are read: of each kind the newest.
#[derive(Default)]
pub(super) struct Traces {
    recent: VecDeque<Recent>,
    scans: VecDeque<Scan>,
    let_in: Option<EntryHash>,
}

impl Traces {
    /// Takes the next entry's, in the order they were written.
    pub(super) fn add(&mut self, entry: &Entry, hash: EntryHash, trace: &Trace) {
        let Trace { digest, at_ms, scan } = *trace;
        let recent = Recent { digest, at_ms, of: RepeatOf::Admitted, ticket: entry.ticket };
        push(&mut self.recent, recent, RecentList::MAX);
        if let Some(scan) = scan {
            push(&mut self.scans, scan, MAX_SCANS);
        }
        if matches!(entry.body, Body::Admit(_) | Body::Override(_)) {
            self.let_in = Some(hash);
        }
    }
}

/// The newest first.
fn push<T>(list: &mut VecDeque<T>, item: T, max: usize) {
    list.push_front(item);
    list.truncate(max);
}

impl Gate {
    /// What the next entry's row says beside it: `digest` is of the code, and what was just seen of it stands first.
    pub(super) fn trace(&self, entry: &Entry, digest: [u8; 32]) -> Trace {
        let scan = self.watch.newest().filter(|scan| Some(scan.ticket()) == entry.ticket);
        Trace { digest, at_ms: self.now_ms(), scan }
    }

    /// Joins what entries say with the rows that say it of refusals: as it was before this device was stopped.
    pub(super) fn recall(&mut self, traces: Traces) {
        let Traces { recent, scans, let_in } = traces;
        self.session.last_admission = let_in.or(self.session.last_admission);
        let known = core::mem::take(&mut self.recent);
        let fresh = recent.into_iter().filter(|recent| !known.contains(recent));
        self.recent = fresh.chain(known.iter().copied()).collect();
        order::sort_by_key(&mut self.recent, |recent| core::cmp::Reverse(recent.at_ms));
        self.recent.truncate(RecentList::MAX);
        let since = self.own_time.taken_at();
        self.watch.join(scans.into_iter().filter(|scan| since.is_none_or(|at| scan.follows(at))));
    }
}
