//! What the staff do, and what their gates may answer.

use std::collections::BTreeSet;

use mogiri::gate::{Conflict, Gate, GateError, Refusal, Report, Verdict};
use mogiri::testing::fixtures::Organizer;
use mogiri::ticket::{EntryHash, RevocationReason};
use mogiri::transfer::ProofKind;
use mogiri_tests::device::Device;

use crate::world::{Admission, World};

/// One staff phone.
pub(crate) struct GateActor {
    device: Device,
    /// The admissions and voids that are in its journal.
    known: BTreeSet<EntryHash>,
}

impl GateActor {
    pub(crate) fn new(organizer: &Organizer, name: &str, seed: u8) -> Self {
        Self { device: Device::at_gate(organizer, name, seed), known: BTreeSet::new() }
    }

    fn at(&mut self, hour: u64) -> &mut Gate {
        self.device.clock.set(hour);
        self.device.gate()
    }
}

/// An honest gate on a sound disk is never damaged, whatever hour it is.
fn sound<T>(outcome: Result<T, GateError>) -> Option<T> {
    match outcome {
        Ok(value) => Some(value),
        Err(error) => {
            let damaged = ["STORE_CORRUPT", "CANNOT_DECIDE", "KEY_LOST", "MALFORMED", "LOG_LIMIT"];
            assert!(!damaged.contains(&error.code()), "{error:?}");
            None
        }
    }
}

/// A proof that names the key of a holder.
fn accuses(proof: Option<ProofKind>) -> bool {
    // USED-THEN-HANDED is evidence: a relayed code leaves the same bytes.
    !matches!(proof, None | Some(ProofKind::SameHeadTwice | ProofKind::UsedThenHanded))
}

impl World {
    fn some_gate(&mut self) -> (usize, u64) {
        (self.below(self.gates.len()), self.hour(40))
    }

    pub(crate) fn scan_old(&mut self) {
        let gate = self.below(self.gates.len());
        let Some(which) = self.pick(self.codes.len()) else { return };
        let code = self.codes[which].clone();
        self.scan(gate, &code);
    }

    pub(crate) fn scan(&mut self, gate: usize, code: &str) {
        let hour = self.hour(40);
        let stamped = self.one_in(2);
        match sound(self.gates[gate].at(hour).admit(code)) {
            Some(Verdict::Admitted(admission)) => {
                self.admitted(gate, admission.ticket, admission.entry);
                let stamp = stamped.then(|| sound(self.gates[gate].at(hour).stamp(&admission.entry)));
                if let Some(Some(stamp)) = stamp {
                    Self::say(&mut self.stamps, stamp);
                }
            }
            Some(Verdict::Refused(refusal)) => self.refused(&refusal),
            Some(Verdict::Ask(refusal)) => {
                self.tally.asked += 1;
                self.refused(&refusal);
            }
            Some(Verdict::Repeat(_)) | None => {}
        }
    }

    fn admitted(&mut self, gate: usize, ticket: mogiri::ticket::TicketId, entry: EntryHash) {
        let standing = self.standing(ticket, &self.gates[gate].known);
        assert!(standing.is_empty(), "gate {gate} admits {ticket} again, although it knows {standing:?}");
        self.admissions.insert(entry, Admission { ticket, gate, voided: false });
        self.gates[gate].known.insert(entry);
        self.tally.admitted += 1;
    }

    fn refused(&mut self, refusal: &Refusal) {
        self.tally.refused += 1;
        assert!(!accuses(refusal.proof), "{:?} accuses an honest wallet: {refusal:?}", refusal.proof);
    }

    /// A gate takes back an admission of its own.
    pub(crate) fn void(&mut self) {
        let (gate, hour) = self.some_gate();
        let own = self.admissions.iter().filter(|(_, one)| one.gate == gate && !one.voided);
        let own: Vec<EntryHash> = own.map(|(hash, _)| *hash).collect();
        let Some(which) = self.pick(own.len()) else { return };
        let entry = own[which];
        let ticket = self.admissions[&entry].ticket;
        let before = self.gates[gate].at(hour).report().expect("a gate counts");
        let Some(_) = sound(self.gates[gate].at(hour).void(&entry.to_string(), "MISTAKE")) else { return };
        self.admissions.get_mut(&entry).expect("it was told").voided = true;
        self.tally.voided += 1;
        let after = self.gates[gate].at(hour).report().expect("a gate counts");
        let left = self.standing(ticket, &self.gates[gate].known).len();
        assert_eq!(before.admitted - after.admitted, u64::from(left == 0), "a void of {ticket} takes effect");
    }

    /// A gate's file goes to another one, or an old file again.
    pub(crate) fn merge_some(&mut self) {
        let (from, hour) = self.some_gate();
        let to = self.below(self.gates.len());
        let file = self.gates[from].at(hour).export().expect("a gate exports at any hour");
        let hour = self.hour(40);
        let known = self.gates[from].known.clone();
        self.take(to, hour, &file);
        self.gates[to].known.extend(known.iter().copied());
        if let Some(which) = self.pick(self.files.len()) {
            let (old, then) = self.files[which].clone();
            self.take(to, hour, &old);
            self.gates[to].known.extend(then);
        }
        self.files.push((file, known));
        if self.files.len() > 12 {
            self.files.remove(0);
        }
        self.tally.merges += 1;
    }

    fn take(&mut self, to: usize, hour: u64, file: &[u8]) {
        let merged = self.gates[to].at(hour).merge(file).expect("a gate takes an honest file at any hour");
        assert_eq!((merged.refused_heads, merged.over_limit), (0, 0));
    }

    /// All gates meet: one truth.
    pub(crate) fn join(&mut self) {
        let hour = self.now;
        for _ in 0..2 {
            let files: Vec<Vec<u8>> =
                self.gates.iter_mut().map(|gate| gate.at(hour).export().expect("a gate exports")).collect();
            for to in 0..self.gates.len() {
                for file in &files {
                    self.take(to, hour, file);
                }
            }
        }
        let all: BTreeSet<EntryHash> = self.admissions.keys().copied().collect();
        for gate in &mut self.gates {
            gate.known.clone_from(&all);
        }
        let reports: Vec<Report> =
            self.gates.iter_mut().map(|gate| gate.at(hour).report().expect("a gate counts")).collect();
        let shared: Vec<Report> = reports
            .into_iter()
            .map(|report| Report { refused_here: std::collections::HashMap::new(), ..report })
            .collect();
        assert!(shared.iter().all(|report| *report == shared[0]), "joined gates report {shared:#?}");
        self.check_report(&shared[0], &all);
        self.tally.joins += 1;
    }

    fn check_report(&mut self, report: &Report, all: &BTreeSet<EntryHash>) {
        let mut inside = BTreeSet::new();
        inside.extend(self.admissions.values().filter(|one| !one.voided).map(|one| one.ticket));
        assert_eq!(report.admitted, inside.len() as u64, "tickets with an admission that stands");
        assert_eq!(report.forked_logs, 0, "no device forked its log");
        for conflict in &report.conflicts {
            self.check_conflict(conflict, all);
        }
        self.tally.conflicts = report.conflicts.len();
    }

    /// Two admissions of one ticket stand only where gates were out of touch, and nobody is accused.
    fn check_conflict(&self, conflict: &Conflict, all: &BTreeSet<EntryHash>) {
        assert!(!accuses(conflict.proof), "{:?} accuses an honest wallet", conflict.proof);
        let standing = self.standing(conflict.ticket, all);
        let gates: BTreeSet<usize> = standing.iter().map(|entry| self.admissions[entry].gate).collect();
        assert!(gates.len() > 1, "{} is in conflict at one gate alone", conflict.ticket);
    }

    /// A ticket is withdrawn; the list reaches one gate and rides along from there.
    pub(crate) fn revoke(&mut self) {
        if self.tickets == 0 || self.revocations >= 5 {
            return;
        }
        self.revocations += 1;
        let rows: Vec<(u8, RevocationReason)> = (1..=u8::try_from(self.revocations).expect("few"))
            .map(|n| (n * 7, RevocationReason::Refund))
            .collect();
        let list = self.organizer.revocation(self.revocations, &rows, &[]);
        let (gate, hour) = self.some_gate();
        self.gates[gate].at(hour).update(&list).expect("a newer list is adopted");
    }

    pub(crate) fn restart_gate(&mut self) {
        let (gate, hour) = self.some_gate();
        self.gates[gate].device.clock.set(hour);
        if self.one_in(2) {
            self.gates[gate].device.crash();
        } else {
            self.gates[gate].device.close();
        }
        self.gates[gate].device.reopen().expect("a gate opens after a crash");
    }
}
