//! Random sets of entries: few codes in many hands, honest and hostile staff, logs that fork, blanks that are issued.

use std::collections::HashMap;

use rand_core::Rng as _;

use super::super::class::Worth;
use super::super::{Body, Entry, Evidence, Facts, Hlc, Issue, Journal, Kind, Override, Passage, TicketState};
use crate::crypto::{SecretKey, hash_bytes};
use crate::testing::fixtures::{CountingRng, Organizer, at};
use crate::ticket::{
    Certificate, CertificatePayload, Documents, EntryHash, EntryRule, LogId, Millis, PresentationId,
    Revocation, Role, Roles, Serial, TicketId,
};

pub(super) const TICKET: TicketId = TicketId::from_bytes([10; 16]);
/// A blank that is given out in place of [`TICKET`], which may be a blank itself.
const OTHER: TicketId = TicketId::from_bytes([11; 16]);
pub(super) const REVOKED_SERIAL: u8 = 4;

/// A staff member as the organizer certified them.
pub(super) struct Staff {
    pub(super) certificate: Certificate,
    pub(super) roles: Vec<Role>,
    pub(super) hours: (i64, i64),
    pub(super) gates: Option<Vec<u8>>,
    pub(super) serial: u8,
}

/// A code that somebody showed, or that somebody made up.
#[derive(Clone, Copy)]
struct Code {
    facts: Facts,
    epoch: u16,
}

/// One entry with all that the reference knows of it.
#[derive(Clone)]
pub(super) struct Known {
    pub(super) entry: Entry,
    pub(super) hash: EntryHash,
    pub(super) evidence: Evidence,
    pub(super) staff: usize,
    pub(super) below: Option<usize>,
}

pub(super) struct World {
    pub(super) documents: Documents,
    pub(super) staff: Vec<Staff>,
    pub(super) known: Vec<Known>,
}

pub(super) fn pick<T: Copy>(rng: &mut CountingRng, from: &[T]) -> T {
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
    pub(super) fn random(rng: &mut CountingRng) -> Self {
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

    /// What is taken back: mostly what this log wrote last, for an own void reaches nothing else.
    fn target(&self, rng: &mut CountingRng) -> EntryHash {
        let any = usize::try_from(rng.next_u64()).unwrap_or(0) % self.known.len();
        self.known[pick(rng, &[any, self.known.len() - 1, self.known.len() - 1])].hash
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
                let target = self.target(rng);
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
    pub(super) fn fold(&self, rng: &mut CountingRng) -> TicketState {
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
fn issue(code: Code, gate: Option<u8>, rng: &mut CountingRng) -> ((Option<u16>, Option<u8>), Body, Evidence) {
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
            let worth = pick(rng, &WORTHS);
            let seconds = pick(rng, &[0, 10, 40, 300, 900, 2_000]);
            let time = (!matches!(worth, Worth::Static | Worth::Blank))
                .then(|| Millis(at(seconds).seconds() * 1000));
            let odd = rng.next_u64().is_multiple_of(8);
            let rule = if odd { pick(rng, &EntryRule::WORDS).0 } else { usual };
            let presentation = PresentationId::from_bytes([number; 16]);
            let epoch = u16::from(odd && rng.next_u64().is_multiple_of(2));
            Code { facts: Facts { presentation, zone: 0, worth, time, rule }, epoch }
        })
        .collect()
}

const WORTHS: [Worth; 7] =
    [Worth::Proof, Worth::Proof, Worth::Proof, Worth::Static, Worth::Blank, Worth::Blank, Worth::Disowned];
