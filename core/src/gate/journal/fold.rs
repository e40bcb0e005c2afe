//! The state of one ticket: voids (J-08), witnesses of one code (J-09), then the walk.

use std::collections::BTreeMap;

use super::class::{AboveFork, Authority, class, is_disowned};
use super::walk::{Block, Item, walk};
use super::{Body, Class, Evidence, Facts, Journal, Stored};
use crate::ticket::{Documents, EntryHash, Millis, PresentationId, Role, TicketId};

/// One presentation with all its witnesses, or one entry without a code.
#[derive(Debug, Clone)]
pub struct Group {
    /// The code, if there is one.
    pub presentation: Option<PresentationId>,
    /// The entries that stand, the first witness first.
    pub witnesses: Vec<EntryHash>,
    /// What it is worth.
    pub class: Class,
    /// The credential's zone, known from the code.
    pub zone: Option<u8>,
    /// Step × period or the challenge's time for a code, the entry's clock otherwise.
    pub time: Millis,
}

/// What the set says about one ticket.
#[derive(Debug, Clone)]
pub struct TicketState {
    groups: Vec<Group>,
    counted: Vec<usize>,
    conflicts: Vec<usize>,
    block: Block,
}

impl TicketState {
    /// Admissions that count, in order.
    pub fn counted(&self) -> impl Iterator<Item = &Group> {
        self.counted.iter().filter_map(|i| self.groups.get(*i))
    }

    /// Admissions that cannot stand beside those.
    pub fn conflicts(&self) -> impl Iterator<Item = &Group> {
        self.conflicts.iter().filter_map(|i| self.groups.get(*i))
    }

    /// What stands against the next person, and the group that does.
    pub fn block(&self) -> (Block, Option<&Group>) {
        let group = match self.block {
            Block::Open => None,
            Block::Proved(i) | Block::Weak(i, _) => self.groups.get(i),
        };
        (self.block, group)
    }
}

impl Journal {
    /// Folds one ticket. `evidence` gives what an entry's code is worth; it may remember, the answer is the same.
    pub fn fold(
        &self,
        ticket: TicketId,
        documents: &Documents,
        mut evidence: impl FnMut(&Stored) -> Evidence,
    ) -> TicketState {
        let fold = Fold { journal: self, documents };
        let mut groups: BTreeMap<GroupKey, Vec<Witness<'_>>> = BTreeMap::new();
        for stored in self.of_ticket(ticket) {
            let found = evidence(stored);
            let worth = class(stored, found, documents, fold.above_fork(stored));
            if worth != Class::Nothing {
                let witness = Witness { stored, evidence: found, class: worth };
                groups.entry(witness.key()).or_default().push(witness);
            }
        }
        fold.finish(groups)
    }
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum GroupKey {
    Code(PresentationId),
    Entry(EntryHash),
}

struct Witness<'a> {
    stored: &'a Stored,
    evidence: Evidence,
    class: Class,
}

impl Witness<'_> {
    fn key(&self) -> GroupKey {
        match self.evidence {
            Evidence::Holds(facts) => GroupKey::Code(facts.presentation),
            Evidence::Absent | Evidence::Fails | Evidence::Unlisted => GroupKey::Entry(self.stored.hash),
        }
    }

    fn time(&self) -> Millis {
        match self.evidence {
            Evidence::Holds(Facts { time: Some(time), .. }) => time,
            _ => self.stored.entry.hlc.ms,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum VoidReach {
    /// The same gate, within ten minutes: its target only.
    Own,
    /// A supervisor: every witness of the code up to ten minutes after.
    Supervise(Millis),
}

/// J-08's ten minutes.
const VOID_WINDOW_MS: u64 = 600_000;

struct Fold<'a> {
    journal: &'a Journal,
    documents: &'a Documents,
}

impl Fold<'_> {
    fn above_fork(&self, stored: &Stored) -> AboveFork {
        if self.journal.is_above_fork(stored) { AboveFork::Yes } else { AboveFork::No }
    }

    fn finish(&self, found: BTreeMap<GroupKey, Vec<Witness<'_>>>) -> TicketState {
        let (mut groups, mut items) = (Vec::new(), Vec::new());
        for (key, witnesses) in found {
            let Some((group, item)) = self.group(&key, witnesses, groups.len()) else { continue };
            groups.push(group);
            items.push(item);
        }
        let outcome = walk(items);
        TicketState { groups, counted: outcome.counted, conflicts: outcome.conflicts, block: outcome.block }
    }

    fn group(&self, key: &GroupKey, witnesses: Vec<Witness<'_>>, index: usize) -> Option<(Group, Item)> {
        let voids: Vec<_> = witnesses.iter().map(|w| self.void_of(w.stored)).collect();
        let own_voided = voids.contains(&Some(VoidReach::Own));
        let reach = voids.iter().filter_map(|v| match v {
            Some(VoidReach::Supervise(until)) => Some(*until),
            _ => None,
        });
        let reach = reach.max();
        let mut live: Vec<Witness<'_>> = witnesses
            .into_iter()
            .zip(voids)
            .filter(|(w, void)| void.is_none() && reach.is_none_or(|until| w.stored.entry.hlc.ms > until))
            .map(|(witness, _)| witness)
            .collect();
        self.drop_revoked(&mut live);
        live.sort_by_key(|w| (w.time(), w.stored.entry.hlc, w.stored.entry.log, w.stored.hash));
        let first = live.first()?;
        let disputed = own_voided && matches!(key, GroupKey::Code(_));
        let tie = (first.stored.entry.hlc, first.stored.entry.log, first.stored.hash);
        let item = Item { group: index, time: first.time(), tie, class: first.class, disputed };
        let facts = match first.evidence {
            Evidence::Holds(facts) => Some(facts),
            _ => None,
        };
        let group = Group {
            presentation: facts.map(|f| f.presentation),
            witnesses: live.iter().map(|w| w.stored.hash).collect(),
            class: first.class,
            zone: facts.map(|f| f.zone),
            time: first.time(),
        };
        Some((group, item))
    }

    /// An entry under a revoked serial, or a certificate of a revoked key, stands only where no other entry has its code.
    fn drop_revoked(&self, live: &mut Vec<Witness<'_>>) {
        let stands = |w: &Witness<'_>| !is_disowned(w.stored, self.documents);
        if live.iter().any(stands) {
            live.retain(stands);
        }
    }

    /// The furthest reach of the voids that name an entry (J-08).
    fn void_of(&self, target: &Stored) -> Option<VoidReach> {
        let reaches = self.journal.voids_of(&target.hash).filter_map(|void| self.reach(void, target));
        reaches.max_by_key(|reach| match reach {
            VoidReach::Own => Millis(0),
            VoidReach::Supervise(until) => *until,
        })
    }

    fn reach(&self, void: &Stored, target: &Stored) -> Option<VoidReach> {
        let authority = Authority::new(void, self.documents, self.above_fork(void));
        let (at, of) = (void.entry.hlc.ms.0, target.entry.hlc.ms.0);
        let until = at.saturating_add(VOID_WINDOW_MS);
        if authority.may(Role::Supervise) && of <= until {
            return Some(VoidReach::Supervise(Millis(until)));
        }
        let own = void.entry.log == target.entry.log && at.saturating_sub(of) <= VOID_WINDOW_MS;
        (own && authority.may(Role::Void)).then_some(VoidReach::Own)
    }
}

/// Whether a void may name this kind of entry at all (J-08).
pub(crate) fn is_voidable(body: &Body) -> bool {
    use super::Kind;
    matches!(body.kind(), Kind::Admit | Kind::Exit | Kind::Override | Kind::Issue | Kind::Stamp)
}
