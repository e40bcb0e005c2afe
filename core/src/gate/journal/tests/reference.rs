//! The fold against a small walk written from the protocol's text alone (J-06 to J-10), over thousands of random sets.

use std::collections::{BTreeMap, BTreeSet};

use super::super::class::Worth;
use super::super::state::Lane;
use super::super::{Block, Body, Evidence, Facts, Hlc, Kind, WeakCause};
use super::worlds::{REVOKED_SERIAL, TICKET, World};
use crate::testing::fixtures::{CountingRng, at};
use crate::ticket::{EntryHash, EntryRule, LogId, PresentationId, Role, TicketId};

const WORLDS: u64 = 3_000;

/// What the protocol's text says of a set, found the slow way.
struct Reference<'a> {
    world: &'a World,
    issued: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Worthy {
    Proved,
    Weak,
}

#[derive(Clone)]
struct Shown {
    entries: Vec<usize>,
    out: bool,
    proved: bool,
    disputed: bool,
    key: (u64, Hlc, LogId, EntryHash),
}

/// Hashes of a presentation's witnesses.
type Names = Vec<EntryHash>;

#[derive(Debug, PartialEq, Eq, Default)]
struct Walked {
    counted: Vec<Names>,
    conflicts: Vec<Names>,
    proved: Vec<Names>,
    weak: Vec<(Names, String)>,
    pending: Vec<Names>,
    inside: usize,
    block: Option<(Names, String)>,
}

impl<'a> Reference<'a> {
    fn of(world: &'a World) -> Self {
        let unknown = Self { world, issued: false };
        let issued = !unknown.issues(|ticket, _| ticket == TICKET).is_empty();
        Self { issued, ..unknown }
    }

    /// Entries that issue a blank as J-06 and J-07 say, and that nobody took back; the one with the lowest clock first.
    fn issues(&self, asked: impl Fn(TicketId, Option<TicketId>) -> bool) -> Vec<EntryHash> {
        let voids = self.voids();
        let counts = |i: &usize| {
            let known = &self.world.known[*i];
            let (Body::Issue(issue), Some(ticket)) = (&known.entry.body, known.entry.ticket) else {
                return false;
            };
            asked(ticket, issue.replaced)
                && issue.replaced != Some(ticket)
                && self.facts(*i).is_some_and(|facts| facts.worth == Worth::Blank)
                && self.may(*i, Role::Issue)
                && !voids.iter().any(|(_, target, _)| target == i)
        };
        let mut found: Vec<usize> = (0..self.world.known.len()).filter(counts).collect();
        found.sort_by_key(|i| {
            let known = &self.world.known[*i];
            (known.entry.hlc, known.entry.log, known.hash)
        });
        found.into_iter().map(|i| self.world.known[i].hash).collect()
    }

    fn ms(&self, i: usize) -> i64 {
        i64::try_from(self.world.known[i].entry.hlc.ms.0).unwrap()
    }

    fn chain(&self, i: usize) -> Vec<usize> {
        std::iter::successors(Some(i), |i| self.world.known[*i].below).collect()
    }

    /// J-10
    fn above_fork(&self, i: usize) -> bool {
        let log = self.world.known[i].entry.log;
        let all = || (0..self.world.known.len()).filter(|j| self.world.known[*j].entry.log == log);
        let tips: Vec<usize> =
            all().filter(|j| all().all(|k| self.world.known[k].below != Some(*j))).collect();
        tips.len() > 1 && tips.iter().any(|tip| !self.chain(*tip).contains(&i))
    }

    /// J-06
    fn has(&self, i: usize, role: Role) -> bool {
        let (known, grace) = (&self.world.known[i], if role == Role::Scan { 7200 } else { 0 });
        let staff = &self.world.staff[known.staff];
        let second = known.entry.hlc.ms.0 / 1000;
        staff.roles.contains(&role)
            && staff.gates.as_ref().is_none_or(|gates| gates.contains(&known.entry.gate))
            && (at(staff.hours.0).seconds()..=at(staff.hours.1 + grace).seconds()).contains(&second)
            && !self.chain(i).iter().skip(1).any(|j| {
                self.world.known[*j].entry.body.kind() == Kind::Close && self.has(*j, Role::Supervise)
            })
    }

    fn revoked(&self, i: usize) -> bool {
        self.world.staff[self.world.known[i].staff].serial == REVOKED_SERIAL
    }

    fn may(&self, i: usize, role: Role) -> bool {
        self.has(i, role) && !self.revoked(i) && !self.above_fork(i)
    }

    /// J-07
    fn worth(&self, i: usize) -> Option<Worthy> {
        let known = &self.world.known[i];
        let (kind, worth) = (known.entry.body.kind(), self.facts(i).map(|facts| facts.worth));
        if !matches!(kind, Kind::Admit | Kind::Exit | Kind::Override) {
            return None;
        }
        if worth == Some(Worth::Proof) {
            return Some(Worthy::Proved);
        }
        let overrides = kind == Kind::Override && self.may(i, Role::Override);
        let weak = match known.evidence {
            _ if kind == Kind::Exit => false,
            Evidence::Holds(facts) if facts.worth == Worth::Blank && !self.issued => overrides,
            Evidence::Holds(_) => overrides || self.has(i, Role::Scan),
            Evidence::Unlisted => overrides || self.may(i, Role::Scan),
            Evidence::Absent if kind == Kind::Override => overrides,
            Evidence::Absent => [Role::Override, Role::Manual, Role::Issue].iter().any(|r| self.may(i, *r)),
            Evidence::Fails => false,
        };
        weak.then_some(Worthy::Weak)
    }

    fn facts(&self, i: usize) -> Option<Facts> {
        match self.world.known[i].evidence {
            Evidence::Holds(facts) => Some(facts),
            _ => None,
        }
    }

    fn id(&self, i: usize) -> Option<PresentationId> {
        self.facts(i).map(|facts| facts.presentation)
    }

    fn out(&self, i: usize) -> bool {
        self.world.known[i].entry.body.kind() == Kind::Exit
    }

    fn rule(&self, counts: &[usize]) -> EntryRule {
        let says = |i: &usize| {
            let facts = self.facts(*i).filter(|facts| facts.worth != Worth::Disowned)?;
            Some((self.world.known[*i].entry.epoch?, facts.rule))
        };
        let said: Vec<(u16, EntryRule)> = counts.iter().filter_map(says).collect();
        let newest = said.iter().map(|(epoch, _)| *epoch).max();
        said.iter()
            .filter(|(epoch, _)| Some(*epoch) == newest)
            .map(|(_, rule)| *rule)
            .min()
            .unwrap_or_default()
    }

    /// J-08: every void that holds, with its target and whether it is a supervisor's.
    fn voids(&self) -> Vec<(usize, usize, bool)> {
        let mut voids = Vec::new();
        for (i, known) in self.world.known.iter().enumerate() {
            let Body::Void { target, .. } = &known.entry.body else { continue };
            let Some(t) = self.world.known.iter().position(|k| k.hash == *target) else { continue };
            let age = self.ms(i) - self.ms(t);
            if self.may(i, Role::Supervise) && age >= -600_000 {
                voids.push((i, t, true));
            } else if self.may(i, Role::Void)
                && self.world.known[t].entry.log == known.entry.log
                && age <= 600_000
            {
                voids.push((i, t, false));
            }
        }
        voids
    }

    fn walks(&self) -> (EntryRule, BTreeMap<Option<u8>, Walked>) {
        let counts: Vec<usize> = (0..self.world.known.len()).filter(|i| self.worth(*i).is_some()).collect();
        let rule = self.rule(&counts);
        let voids: Vec<_> = self.voids().into_iter().filter(|(_, t, _)| counts.contains(t)).collect();
        let taken_back = |i: usize| {
            voids.iter().any(|(v, t, lead)| {
                let same = self.id(i).is_some() && self.id(i) == self.id(*t) && self.out(i) == self.out(*t);
                *t == i || (*lead && same && self.ms(i) <= self.ms(*v) + 600_000)
            })
        };
        // Where an exit is a note it is told of, and says nothing against the admissions of its code.
        let one = |i: usize, j: usize| match (self.id(i), self.id(j)) {
            (Some(a), Some(b)) => a == b && (rule == EntryRule::PassOut || self.out(i) == self.out(j)),
            _ => i == j,
        };
        let live: Vec<usize> = counts.iter().copied().filter(|i| !taken_back(*i)).collect();
        let stands = |i: usize| !self.revoked(i) || !live.iter().any(|j| one(i, *j) && !self.revoked(*j));
        let live: Vec<usize> = live.iter().copied().filter(|i| stands(*i)).collect();
        let event = self.world.documents.event();
        let zone = |i: usize| match (rule, event.gates.get(usize::from(self.world.known[i].entry.gate))) {
            (EntryRule::Zones, Some(gate)) => gate.zones.as_ref().and_then(|zones| zones.first().copied()),
            _ => None,
        };
        let zones: BTreeSet<Option<u8>> = live.iter().map(|i| zone(*i)).collect();
        let n = if rule == EntryRule::Count { usize::from(event.count.max(1)) } else { 1 };
        let mut walks = BTreeMap::new();
        for lane in zones {
            let here: Vec<usize> = live.iter().copied().filter(|i| zone(*i) == lane).collect();
            let mut shown: Vec<Shown> = Vec::new();
            for i in &here {
                if shown.iter().any(|s| s.entries.contains(i)) {
                    continue;
                }
                let entries: Vec<usize> = here.iter().copied().filter(|j| one(*i, *j)).collect();
                let own = voids.iter().any(|(_, t, lead)| !lead && one(*i, *t));
                shown.push(self.shown(entries, own));
            }
            shown.sort_by_key(|s| s.key);
            walks.insert(lane, self.walk(&shown, n, rule == EntryRule::PassOut));
        }
        (rule, walks)
    }

    fn shown(&self, mut entries: Vec<usize>, own_voided: bool) -> Shown {
        let key = |i: &usize| {
            let entry = &self.world.known[*i].entry;
            let time = self.facts(*i).and_then(|facts| facts.time).unwrap_or(entry.hlc.ms);
            (time.0, entry.hlc, entry.log, self.world.known[*i].hash)
        };
        entries.sort_by_key(key);
        let first = entries[0];
        let ways: BTreeSet<bool> = entries.iter().map(|i| self.out(*i)).collect();
        Shown {
            out: ways == BTreeSet::from([true]),
            proved: self.worth(first) == Some(Worthy::Proved),
            disputed: self.id(first).is_some() && (own_voided || ways.len() == 2),
            key: key(&first),
            entries,
        }
    }

    fn walk(&self, shown: &[Shown], n: usize, pass_out: bool) -> Walked {
        let names = |s: &Shown| s.entries.iter().map(|i| self.world.known[*i].hash).collect::<Names>();
        let (mut w, mut lone) = (Walked::default(), None::<u64>);
        for s in shown {
            let (name, full) = (names(s), w.proved.len() >= n);
            w.inside = if s.out { w.inside.saturating_sub(1) } else { w.inside + 1 };
            if s.out && !pass_out {
                continue;
            }
            if s.disputed {
                if !s.out {
                    w.counted.push(name.clone());
                }
                for p in std::mem::take(&mut w.proved).into_iter().chain([name]) {
                    w.weak.push((p, "CODE_DISPUTED".to_owned()));
                }
            } else if s.out && !w.proved.is_empty() {
                let open = std::mem::take(&mut w.proved);
                if !w.pending.is_empty() {
                    for p in open.into_iter().chain(std::mem::take(&mut w.pending)) {
                        w.weak.push((p, "EXIT_UNCLEAR".to_owned()));
                    }
                }
            } else if s.out {
                match w.weak.len() {
                    0 => lone = Some(s.key.0),
                    1 => w.weak.clear(),
                    _ => {}
                }
            } else if s.proved && full {
                w.conflicts.push(name.clone());
                w.pending.push(name);
            } else if s.proved {
                w.counted.push(name.clone());
                if lone.is_some_and(|l| s.key.0 - l <= 1_200_000) {
                    lone = None;
                    w.weak.push((name, "EXIT_UNCLEAR".to_owned()));
                } else {
                    if w.proved.is_empty() {
                        w.pending.clear();
                    }
                    w.proved.push(name);
                }
            } else if w.proved.len() + w.weak.len() >= n {
                w.conflicts.push(name);
            } else {
                w.counted.push(name.clone());
                w.weak.push((name, "UNPROVED_ENTRY".to_owned()));
            }
        }
        w.block = if w.proved.len() >= n {
            Some((w.proved[0].clone(), "ALREADY_USED".to_owned()))
        } else if w.proved.len() + w.weak.len() >= n {
            w.weak.first().cloned()
        } else {
            None
        };
        w
    }
}

/// The library's answer in the reference's words.
fn told(lane: &Lane) -> Walked {
    let name = |i: &usize| lane.groups[*i].witnesses.clone();
    let cause = |cause: WeakCause| match cause {
        WeakCause::Unproved => "UNPROVED_ENTRY".to_owned(),
        WeakCause::Disputed => "CODE_DISPUTED".to_owned(),
        WeakCause::ExitUnclear => "EXIT_UNCLEAR".to_owned(),
    };
    let outcome = &lane.outcome;
    let block = match outcome.block() {
        Block::Open => None,
        Block::Proved(i) => Some((name(&i), "ALREADY_USED".to_owned())),
        Block::Weak(i, why) => Some((name(&i), cause(why))),
    };
    Walked {
        counted: outcome.counted.iter().map(name).collect(),
        conflicts: outcome.conflicts.iter().map(name).collect(),
        proved: outcome.proved.iter().map(name).collect(),
        weak: outcome.weak.iter().map(|(i, why)| (name(i), cause(*why))).collect(),
        pending: outcome.pending.iter().map(name).collect(),
        inside: outcome.inside,
        block,
    }
}

#[test]
fn the_fold_and_a_walk_written_from_the_text_agree_on_thousands_of_sets_in_any_order() {
    let mut met: BTreeMap<String, usize> = BTreeMap::new();
    for seed in 0..WORLDS {
        let mut rng = CountingRng(seed << 24);
        let world = World::random(&mut rng);
        let reference = Reference::of(&world);
        let (rule, expected) = reference.walks();
        let issues = reference.issues(|ticket, _| ticket == TICKET);
        let replaced = reference.issues(|_, replaced| replaced == Some(TICKET)).first().copied();
        for _ in 0..2 {
            let state = world.fold(&mut rng);
            assert_eq!(state.rule(), rule, "seed {seed}");
            assert_eq!((state.issues(), state.replaced()), (issues.as_slice(), replaced), "seed {seed}");
            let walked: BTreeMap<_, _> = state.lanes.iter().map(|(zone, lane)| (*zone, told(lane))).collect();
            assert_eq!(walked, expected, "seed {seed}, {rule:?}");
        }
        *met.entry(format!("issued {}", issues.len().min(2))).or_default() += 1;
        *met.entry(format!("replaced {}", replaced.is_some())).or_default() += 1;
        for walked in expected.values() {
            let block = walked.block.as_ref().map_or("open", |(_, word)| word.as_str());
            *met.entry(format!("{rule:?} {block}")).or_default() += 1;
        }
    }
    // The sets reach every answer of every rule, or they would say little.
    for rule in ["Single", "PassOut", "Count", "Zones"] {
        for block in ["open", "ALREADY_USED", "UNPROVED_ENTRY", "CODE_DISPUTED"] {
            let key = format!("{rule} {block}");
            assert!(met.get(&key).is_some_and(|n| *n >= 5), "{key}: {met:?}");
        }
    }
    for key in ["issued 0", "issued 1", "issued 2", "replaced true", "replaced false"] {
        assert!(met.get(key).is_some_and(|n| *n >= 20), "{key}: {met:?}");
    }
    assert!(met.get("PassOut EXIT_UNCLEAR").is_some_and(|n| *n >= 5), "{met:?}");
}
