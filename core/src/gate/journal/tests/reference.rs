//! The fold against a small walk written from the protocol's text alone (J-06 to J-10), over thousands of random sets.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rand_core::Rng as _;

use super::super::class::Worth;
use super::super::state::Lane;
use super::super::{
    Block, Body, Entry, Evidence, Facts, Hlc, Issue, Journal, Kind, Override, Passage, TicketState, WeakCause,
};
use crate::crypto::{SecretKey, hash_bytes};
use crate::testing::fixtures::{CountingRng, Organizer, at};
use crate::ticket::{
    Certificate, CertificatePayload, Documents, EntryHash, EntryRule, LogId, Millis, PresentationId,
    Revocation, Role, Roles, Serial, TicketId,
};

const TICKET: TicketId = TicketId::from_bytes([10; 16]);
/// A blank that is given out in place of [`TICKET`], which may be a blank itself.
const OTHER: TicketId = TicketId::from_bytes([11; 16]);
const WORLDS: u64 = 3_000;
const REVOKED_SERIAL: u8 = 4;

/// A staff member as the organizer certified them.
struct Staff {
    certificate: Certificate,
    roles: Vec<Role>,
    hours: (i64, i64),
    gates: Option<Vec<u8>>,
    serial: u8,
}

/// A code that somebody showed, or that somebody made up.
#[derive(Clone, Copy)]
struct Code {
    facts: Facts,
    epoch: u16,
}

/// One entry with all that the reference knows of it.
#[derive(Clone)]
struct Known {
    entry: Entry,
    hash: EntryHash,
    evidence: Evidence,
    staff: usize,
    below: Option<usize>,
}

struct World {
    documents: Documents,
    staff: Vec<Staff>,
    known: Vec<Known>,
}

fn pick<T: Copy>(rng: &mut CountingRng, from: &[T]) -> T {
    from[usize::try_from(rng.next_u64() % from.len() as u64).unwrap()]
}

/// Roles, the shift in seconds from the doors, gates.
type Shift<'a> = (&'a [Role], (i64, i64), Option<Vec<u8>>);

fn staff(organizer: &Organizer, documents: &Documents) -> Vec<Staff> {
    let evening = (-7200, 6 * 3600);
    let kinds: [Shift<'_>; 7] = [
        (&[Role::Scan, Role::Void], evening, None),
        (&[Role::Scan, Role::Void], evening, Some(vec![0])),
        (&[Role::Scan, Role::Void, Role::Override, Role::Issue, Role::Supervise], evening, None),
        (&[Role::Manual, Role::Issue, Role::Void], evening, None),
        (&[Role::Scan, Role::Override, Role::Void], evening, None),
        (&[Role::Override, Role::Issue, Role::Supervise, Role::Void], (-7200, 600), None),
        (&[Role::Scan, Role::Void], (-7200, -6000), None),
    ];
    kinds
        .into_iter()
        .enumerate()
        .map(|(number, (roles, hours, gates))| {
            let serial = u8::try_from(number).unwrap();
            let payload = CertificatePayload {
                serial: Serial::from_bytes([serial; 8]),
                key: SecretKey::from_seed(&[100 + serial; 32]).public(),
                roles: roles.iter().copied().collect::<Roles>(),
                event: organizer.event.event,
                gates: gates.clone(),
                not_before: at(hours.0),
                not_after: at(hours.1),
            };
            let message = Certificate::message(&payload.sign(&organizer.issuer));
            let certificate = Certificate::from_message(&message, documents).unwrap();
            Staff { certificate, roles: roles.to_vec(), hours, gates, serial }
        })
        .collect()
}

impl World {
    fn random(rng: &mut CountingRng) -> Self {
        let mut organizer = Organizer::new();
        organizer.event.count = pick(rng, &[0, 1, 2, 3]);
        organizer.event.gates.push(organizer.event.gates[1].clone());
        organizer.event.gates[2].zones = Some(vec![0, 1]);
        let mut documents = organizer.documents();
        let list = organizer.revocation(1, &[], &[REVOKED_SERIAL]);
        documents.adopt_revocation(&Revocation::envelope_of(&list).unwrap()).unwrap();
        let staff = staff(&organizer, &documents);
        let mut world = Self { documents, staff, known: Vec::new() };
        let codes = codes(rng);
        for log in 0..2 + rng.next_u64() % 4 {
            world.log(u8::try_from(log).unwrap(), &codes, rng);
        }
        world
    }

    /// One log: mostly a chain, sometimes a tree.
    fn log(&mut self, number: u8, codes: &[Code], rng: &mut CountingRng) {
        let staff = pick(rng, &[0, 0, 0, 1, 2, 2, 3, 4, 5, 6]);
        let certificate = self.staff[staff].certificate.envelope().clone();
        let random = [number; 16];
        let named = hash_bytes("log", &[certificate.payload.as_slice(), &random].concat());
        let log = LogId::from_bytes(named[..16].try_into().unwrap());
        let first = self.known.len();
        let start = at(pick(rng, &[-60, 0, 200])).seconds() * 1000;
        let body = Body::Open { certificate, random };
        self.push(None, log, Hlc::at(start), (None, None), body, Evidence::Absent, staff);
        for _ in 0..rng.next_u64() % 6 {
            let last = self.known.len() - 1;
            let fork = first != last && rng.next_u64().is_multiple_of(12);
            let below = if fork { last - 1 } else { last };
            let below_ms = self.known[below].entry.hlc.ms.0;
            let hlc = Hlc::at(below_ms + pick(rng, &[1, 1_000, 20_000, 60_000, 300_000, 700_000]));
            let (about, body, evidence) = self.act(codes, rng);
            self.push(Some(below), log, hlc, about, body, evidence, staff);
        }
    }

    fn act(&self, codes: &[Code], rng: &mut CountingRng) -> ((Option<u16>, Option<u8>), Body, Evidence) {
        let code = pick(rng, codes);
        let gate = Some(pick(rng, &[0, 1, 2, 9]));
        let (bytes, epoch, evidence) = match rng.next_u64() % 10 {
            0 => (None, Some(0), Evidence::Absent),
            1 => (Some(vec![0]), Some(0), pick(rng, &[Evidence::Fails, Evidence::Unlisted])),
            _ => (Some(vec![1]), Some(code.epoch), Evidence::Holds(code.facts)),
        };
        let passage = Passage { code: bytes.clone(), challenge: None, notes: Vec::new() };
        let body = match rng.next_u64() % 15 {
            0..=4 => Body::Admit(passage),
            5..=7 => Body::Exit(passage),
            8 => {
                let reason = "GOODWILL".to_owned();
                Body::Override(Override { blocker: None, reason, code: bytes, challenge: None })
            }
            9 | 10 => {
                let target = self.known[usize::try_from(rng.next_u64()).unwrap_or(0) % self.known.len()].hash;
                return ((None, gate), Body::Void { target, reason: "TEST".to_owned() }, Evidence::Absent);
            }
            11..=13 => return issue(code, gate, rng),
            _ => {
                let kind = pick(rng, &[Kind::Close, Kind::Note, Kind::Unknown(40)]);
                return ((None, gate), Body::Other(kind, vec![0x80]), Evidence::Absent);
            }
        };
        ((epoch, gate), body, evidence)
    }

    #[allow(clippy::too_many_arguments, reason = "one entry's fields")]
    fn push(
        &mut self,
        below: Option<usize>,
        log: LogId,
        hlc: Hlc,
        (epoch, gate): (Option<u16>, Option<u8>),
        body: Body,
        evidence: Evidence,
        staff: usize,
    ) {
        let before = below.map(|i| &self.known[i]);
        let entry = Entry {
            log,
            seq: before.map_or(0, |b| b.entry.seq + 1),
            prev: before.map_or(EntryHash::from_bytes([0; 32]), |b| b.hash),
            hlc,
            ticket: below.map(|_| about(&body)),
            epoch,
            gate: gate.unwrap_or_default(),
            step: None,
            body,
        };
        let hash = entry.hash();
        // Two branches may say the same in the same instant: that is one entry.
        if self.known.iter().any(|known| known.hash == hash) {
            return;
        }
        self.known.push(Known { entry, hash, evidence, staff, below });
    }

    /// The set as the library has it, entries in one of the orders in which they can come.
    fn fold(&self, rng: &mut CountingRng) -> TicketState {
        let (mut journal, mut left) = (Journal::default(), (0..self.known.len()).collect::<Vec<_>>());
        while !left.is_empty() {
            let ready: Vec<usize> = (0..left.len())
                .filter(|i| self.known[left[*i]].below.is_none_or(|below| !left.contains(&below)))
                .collect();
            let next = left.remove(pick(rng, &ready));
            journal.append_own(self.known[next].entry.clone(), &self.documents).unwrap();
        }
        let evidence: HashMap<EntryHash, Evidence> =
            self.known.iter().map(|known| (known.hash, known.evidence)).collect();
        journal.fold(TICKET, &self.documents, None, |stored| evidence[&stored.hash])
    }
}

/// A blank is issued: this one, or another in its place, or one that stands for itself.
fn issue(
    code: Code,
    gate: Option<u8>,
    rng: &mut CountingRng,
) -> ((Option<u16>, Option<u8>), Body, Evidence) {
    let (ticket, replaced) = pick(rng, &[(1, None), (1, None), (1, Some(TICKET)), (2, Some(TICKET))]);
    let blank = Evidence::Holds(Facts { worth: Worth::Blank, time: None, ..code.facts });
    let evidence = pick(rng, &[blank, blank, blank, Evidence::Holds(code.facts), Evidence::Fails]);
    let body = Body::Issue(Issue { code: vec![ticket], replaced, reason: "SALE".to_owned() });
    ((Some(0), gate), body, evidence)
}

/// The ticket that an entry of these worlds names.
fn about(body: &Body) -> TicketId {
    match body {
        Body::Issue(issue) if issue.code == [2] => OTHER,
        _ => TICKET,
    }
}

/// Few codes in many hands: living ones near each other in time, paper, and one under a stolen key.
fn codes(rng: &mut CountingRng) -> Vec<Code> {
    let usual = pick(rng, &EntryRule::WORDS).0;
    (0..2 + u8::try_from(rng.next_u64() % 4).unwrap())
        .map(|number| {
            let worth =
                pick(rng, &WORTHS);
            let seconds = pick(rng, &[0, 10, 40, 300, 900, 2_000]);
            let time = (!matches!(worth, Worth::Static | Worth::Blank)).then(|| Millis(at(seconds).seconds() * 1000));
            let odd = rng.next_u64().is_multiple_of(8);
            let rule = if odd { pick(rng, &EntryRule::WORDS).0 } else { usual };
            let presentation = PresentationId::from_bytes([number; 16]);
            let epoch = u16::from(odd && rng.next_u64().is_multiple_of(2));
            Code { facts: Facts { presentation, zone: 0, worth, time, rule }, epoch }
        })
        .collect()
}

const WORTHS: [Worth; 7] = [
    Worth::Proof,
    Worth::Proof,
    Worth::Proof,
    Worth::Static,
    Worth::Blank,
    Worth::Blank,
    Worth::Disowned,
];

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
