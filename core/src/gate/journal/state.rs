//! What the set says about one ticket: its presentations, and where the walks over them end.

use std::collections::BTreeMap;

use super::walk::{Block, Outcome};
use super::{Body, Class, WeakCause};
use crate::ticket::{EntryHash, EntryRule, Millis, PresentationId};

/// In or out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Act {
    /// An admission, of whatever kind.
    In,
    /// An exit.
    Out,
}

impl Act {
    /// Of an entry that lets in or out.
    pub(super) fn of(body: &Body) -> Self {
        if matches!(body, Body::Exit(_)) { Self::Out } else { Self::In }
    }
}

/// One presentation with all its witnesses, or one entry without a code.
#[derive(Debug, Clone)]
pub struct Group {
    /// The code, if there is one.
    pub presentation: Option<PresentationId>,
    /// The entries that stand, the first witness first.
    pub witnesses: Vec<EntryHash>,
    /// In or out; a code that stands as both let somebody in.
    pub act: Act,
    /// What it is worth.
    pub class: Class,
    /// The credential's zone, known from the code.
    pub zone: Option<u8>,
    /// Step × period or the challenge's time for a code, the entry's clock otherwise.
    pub time: Millis,
    /// How many logs saw it: more than one is SAME-CODE.
    pub logs: usize,
}

/// The zone of a gate, as the rule "zones" means it: the first of its list, `None` for a gate that has none.
pub(super) type LaneId = Option<u8>;

/// One walk.
#[derive(Debug, Clone)]
pub(super) struct Lane {
    pub(super) groups: Vec<Group>,
    pub(super) outcome: Outcome,
}

/// What the set says about one ticket.
#[derive(Debug, Clone)]
pub struct TicketState {
    pub(super) rule: EntryRule,
    /// One, or one a zone.
    pub(super) lanes: BTreeMap<LaneId, Lane>,
    pub(super) issues: Vec<EntryHash>,
    pub(super) replaced: Option<EntryHash>,
}

impl TicketState {
    /// The entry rule that it was walked by.
    pub fn rule(&self) -> EntryRule {
        self.rule
    }

    /// Of a blank, the entries that issue it: none, and it says nothing; more than one is BLANK-TWICE.
    pub fn issues(&self) -> &[EntryHash] {
        &self.issues
    }

    /// The first entry that gave out paper in place of this ticket. Where [`TicketState::block`] has nothing, it is a
    /// weak block.
    pub fn replaced(&self) -> Option<EntryHash> {
        self.replaced
    }

    /// Admissions that count, in order.
    pub fn counted(&self) -> impl Iterator<Item = &Group> {
        self.lanes.values().flat_map(|lane| lane.of(&lane.outcome.counted))
    }

    /// Admissions that cannot stand beside those.
    pub fn conflicts(&self) -> impl Iterator<Item = &Group> {
        self.lanes.values().flat_map(|lane| lane.of(&lane.outcome.conflicts))
    }

    /// The admissions that conflicts ran into.
    pub fn against(&self) -> impl Iterator<Item = &Group> {
        self.lanes.values().flat_map(|lane| lane.of(&lane.outcome.against))
    }

    /// Every presentation that stands, exits too.
    pub fn groups(&self) -> impl Iterator<Item = &Group> {
        self.lanes.values().flat_map(|lane| &lane.groups)
    }

    /// What stands against the next person at a gate of this zone, and the group that does.
    pub fn block(&self, zone: Option<u8>) -> (Block, Option<&Group>) {
        let Some(lane) = self.lane(zone) else { return (Block::Open, None) };
        let block = lane.outcome.block();
        let group = match block {
            Block::Open => None,
            Block::Proved(i) | Block::Weak(i, _) => lane.groups.get(i),
        };
        (block, group)
    }

    /// A code that stands in this zone.
    pub fn shown(&self, zone: Option<u8>, code: PresentationId) -> Option<&Group> {
        let mut groups = self.lane(zone).into_iter().flat_map(|lane| &lane.groups);
        groups.find(|group| group.presentation == Some(code))
    }

    /// The proved admissions that stand in this zone.
    pub fn proved(&self, zone: Option<u8>) -> impl Iterator<Item = &Group> {
        self.lane(zone).into_iter().flat_map(|lane| lane.of(&lane.outcome.proved))
    }

    /// How many admissions stand in this zone, and how many may.
    pub fn used(&self, zone: Option<u8>) -> Option<(usize, usize)> {
        self.lane(zone).map(|lane| lane.outcome.used())
    }

    /// Why each weak one of this zone is.
    pub fn weak(&self, zone: Option<u8>) -> impl Iterator<Item = (&Group, WeakCause)> {
        let weak = self
            .lane(zone)
            .into_iter()
            .flat_map(|lane| lane.outcome.weak.iter().map(|(i, cause)| (lane.groups.get(*i), *cause)));
        weak.filter_map(|(group, cause)| group.map(|group| (group, cause)))
    }

    /// Whether an entry is one of those that let somebody in who is in still.
    pub fn stands(&self, entry: &EntryHash) -> bool {
        let standing = |lane: &Lane| {
            let outcome = &lane.outcome;
            let weak = outcome.weak.iter().map(|(i, _)| i);
            let all = outcome.proved.iter().chain(weak).chain(&outcome.pending);
            all.filter_map(|i| lane.groups.get(*i)).any(|group| group.witnesses.contains(entry))
        };
        self.lanes.values().any(standing)
    }

    /// How many people came in with it and did not go out; who walks on from zone to zone is one.
    pub fn inside(&self) -> usize {
        self.lanes.values().map(|lane| lane.outcome.inside).max().unwrap_or(0)
    }

    fn lane(&self, zone: Option<u8>) -> Option<&Lane> {
        self.lanes.get(&if self.rule == EntryRule::Zones { zone } else { None })
    }
}

impl Lane {
    fn of<'a>(&'a self, indexes: &'a [usize]) -> impl Iterator<Item = &'a Group> {
        indexes.iter().filter_map(|i| self.groups.get(*i))
    }
}
