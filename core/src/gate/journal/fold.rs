//! The state of one ticket: the rule it goes by, voids (J-08), witnesses of one code, then the walk (J-09).

use std::collections::BTreeMap;

use super::class::{AboveFork, Blank, Worth, class, is_disowned};
use super::state::{Act, Group, Lane, LaneId, TicketState};
use super::voids::Voids;
use super::walk::{Item, Plan, walk};
use super::{Class, Evidence, Facts, Journal, Stored};
use crate::order;
use crate::ticket::{
    CredentialPayload, Documents, EntryHash, EntryRule, LogId, Millis, PresentationId, TicketId,
};

/// Which entry rule a credential says, and how new it is. Of a ticket the highest epoch counts, of one epoch the
/// lowest rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleSaid {
    epoch: u16,
    rule: EntryRule,
}

impl RuleSaid {
    /// What a credential says.
    pub fn by(payload: &CredentialPayload) -> Self {
        Self { epoch: payload.epoch, rule: payload.policy.flags.entry_rule() }
    }
}

impl Journal {
    /// Folds one ticket. `shown` is the rule that a code says which is not in the set yet (P-16). `evidence` gives what
    /// an entry's code is worth; it may remember, the answer is the same.
    pub fn fold(
        &self,
        ticket: TicketId,
        documents: &Documents,
        shown: Option<RuleSaid>,
        mut evidence: impl FnMut(&Stored) -> Evidence,
    ) -> TicketState {
        let issues = self.issues_of(ticket, documents, &mut evidence);
        let replaced = self.replacements_of(ticket, documents, &mut evidence).first().copied();
        let blank = Blank::of(&issues);
        let witnesses: Vec<Witness<'_>> = self
            .of_ticket(ticket)
            .filter_map(|stored| {
                let found = evidence(stored);
                let class = class(stored, found, documents, above_fork(self, stored), blank);
                (class != Class::Nothing).then_some(Witness { stored, evidence: found, class })
            })
            .collect();
        let listed = documents.manifest().and_then(|manifest| {
            manifest.row(ticket).filter(|row| documents.salvages(row))?;
            manifest.payload(ticket)?.ok()
        });
        let said = witnesses.iter().filter_map(Witness::rule_said);
        let said = said.chain(listed.as_ref().map(RuleSaid::by)).chain(shown);
        let rule = said.max_by_key(|said| (said.epoch, core::cmp::Reverse(said.rule)));
        let rule = rule.map(|said| said.rule).unwrap_or_default();
        let lanes = Fold { journal: self, documents, rule }.finish(witnesses);
        TicketState { rule, lanes, issues, replaced }
    }
}

pub(super) fn above_fork(journal: &Journal, stored: &Stored) -> AboveFork {
    if journal.is_above_fork(stored) { AboveFork::Yes } else { AboveFork::No }
}

/// What makes witnesses one presentation. Where an exit is a note, it says nothing against an admission of its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum GroupKey {
    Code(PresentationId, Option<Act>),
    Entry(EntryHash),
}

pub(super) struct Witness<'a> {
    pub(super) stored: &'a Stored,
    evidence: Evidence,
    class: Class,
}

impl Witness<'_> {
    fn facts(&self) -> Option<&Facts> {
        match &self.evidence {
            Evidence::Holds(facts) => Some(facts),
            Evidence::Absent | Evidence::Fails | Evidence::Unlisted => None,
        }
    }

    pub(super) fn presentation(&self) -> Option<PresentationId> {
        self.facts().map(|facts| facts.presentation)
    }

    pub(super) fn act(&self) -> Act {
        Act::of(&self.stored.entry.body)
    }

    fn time(&self) -> Millis {
        self.facts().and_then(|facts| facts.time).unwrap_or(self.stored.entry.hlc.ms)
    }

    /// Who stole an issuer's key says no rule of anybody's ticket.
    fn rule_said(&self) -> Option<RuleSaid> {
        let facts = self.facts().filter(|facts| facts.worth != Worth::Disowned)?;
        Some(RuleSaid { epoch: self.stored.entry.epoch?, rule: facts.rule })
    }
}

pub(super) struct Fold<'a> {
    pub(super) journal: &'a Journal,
    pub(super) documents: &'a Documents,
    rule: EntryRule,
}

impl Fold<'_> {
    pub(super) fn key(&self, witness: &Witness<'_>) -> GroupKey {
        match witness.presentation() {
            Some(code) => GroupKey::Code(code, (self.rule != EntryRule::PassOut).then_some(witness.act())),
            None => GroupKey::Entry(witness.stored.hash),
        }
    }

    fn finish(&self, witnesses: Vec<Witness<'_>>) -> BTreeMap<LaneId, Lane> {
        let voids = Voids::of(self, &witnesses);
        let mut codes: BTreeMap<GroupKey, Vec<Witness<'_>>> = BTreeMap::new();
        for witness in witnesses.into_iter().filter(|witness| voids.spare(witness)) {
            codes.entry(self.key(&witness)).or_default().push(witness);
        }
        let mut lanes: BTreeMap<LaneId, (Vec<Group>, Vec<Item>)> = BTreeMap::new();
        for (key, mut live) in codes {
            self.drop_disowned(&mut live);
            for (zone, live) in self.by_zone(live) {
                let (groups, items) = lanes.entry(zone).or_default();
                if let Some((group, item)) = presentation(live, voids.dispute(&key), groups.len()) {
                    groups.push(group);
                    items.push(item);
                }
            }
        }
        let plan = Plan::of(self.rule, self.documents.event().count);
        let walked = |(groups, items)| Lane { groups, outcome: walk(items, plan) };
        order::gathered(lanes.into_iter().map(|(zone, lane)| (zone, walked(lane))))
    }

    /// An entry under a revoked serial, or a certificate of a revoked key, stands only where no other entry has its code.
    fn drop_disowned(&self, live: &mut Vec<Witness<'_>>) {
        let stands = |w: &Witness<'_>| !is_disowned(w.stored, self.documents);
        if live.iter().any(stands) {
            live.retain(stands);
        }
    }

    /// The rule "zones" walks each zone apart: an entry's is the first of its gate's list.
    fn by_zone<'w>(&self, live: Vec<Witness<'w>>) -> BTreeMap<LaneId, Vec<Witness<'w>>> {
        let mut zones: BTreeMap<LaneId, Vec<Witness<'w>>> = BTreeMap::new();
        for witness in live {
            let zone = match self.rule {
                EntryRule::Zones => self.documents.event().zone_behind(witness.stored.entry.gate),
                _ => None,
            };
            zones.entry(zone).or_default().push(witness);
        }
        zones
    }
}

/// One presentation for the walk, and what is told of it.
fn presentation(mut live: Vec<Witness<'_>>, taken_back: bool, index: usize) -> Option<(Group, Item)> {
    order::sort_by_key(&mut live, |w| (w.time(), w.stored.entry.hlc, w.stored.entry.log, w.stored.hash));
    let first = live.first()?;
    let acts: order::Set<Act> = order::gathered(live.iter().map(Witness::act));
    // A code that stands as both: somebody came in with it, and whether that one went out nobody can say.
    let act = if acts.contains(&Act::In) { Act::In } else { Act::Out };
    let disputed = first.presentation().is_some() && (taken_back || acts.len() > 1);
    let tie = (first.stored.entry.hlc, first.stored.entry.log, first.stored.hash);
    let item = Item { group: index, act, time: first.time(), tie, class: first.class, disputed };
    let logs: order::Set<LogId> = order::gathered(live.iter().map(|w| w.stored.entry.log));
    let group = Group {
        presentation: first.presentation(),
        witnesses: live.iter().map(|w| w.stored.hash).collect(),
        act,
        class: first.class,
        zone: first.facts().map(|facts| facts.zone),
        time: first.time(),
        logs: logs.len(),
    };
    Some((group, item))
}
