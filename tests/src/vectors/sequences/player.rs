//! A sequence at a real gate.

use std::sync::Arc;

use mogiri::code::{Challenge, ChallengePayload};
use mogiri::gate::{AskName, Exit, ExitEffect, Gate, GateError, MergeReport, Verdict};
use mogiri::testing::fixtures::{CountingRng, at, host};
use mogiri::testing::{FixedClock, MemoryVault};
use mogiri::ticket::{Enrolment, GuestList, Role};
use mogiri::wire::Wire as _;

use super::super::codes::{adopted, carriers, guests};
use super::super::stage::Stage;
use super::super::{DocumentSet, Sequence, SequenceAct, SequenceStep, bytes, hex};
use super::answers::answered;

const ASKED: &str = "asked";
/// What the file's own gate draws from.
pub(super) const SEED: u64 = 1;

/// A gate with the documents of a set, whose key and nonces are always the same.
pub(crate) struct Player {
    gate: Gate,
    clock: Arc<FixedClock>,
    _folder: tempfile::TempDir,
}

impl Player {
    /// A gate with role scan, and manual where the set has a guest list.
    ///
    /// # Panics
    /// If a document is refused.
    pub(crate) fn new(set: &DocumentSet, index: u8, seed: u64) -> Self {
        let (clock, vault) = (FixedClock::at(at(0).seconds()), MemoryVault::new());
        let folder = tempfile::tempdir().expect("a folder");
        let (place, event_file) = (folder.path().join("gate"), bytes(&set.event_file));
        let name = adopted(set).event().gate_name(index);
        let made = Gate::create(&place, host(&clock, &vault, seed), &event_file, &name, "");
        let mut gate: Gate = made.expect("a gate");
        for message in staff_documents(set, &gate.enrolment()) {
            gate.update(&message).expect("a document of a set is adopted");
        }
        Self { gate, clock, _folder: folder }
    }

    /// What the gate shows to a phone, so many seconds after the doors.
    ///
    /// # Panics
    /// If it shows nothing.
    pub(crate) fn ask(&mut self, now: u64) -> Vec<u8> {
        self.clock.set(now);
        self.gate.challenge(AskName::No).expect("the gate asks")
    }

    /// What the gate says.
    ///
    /// # Panics
    /// If it says nothing.
    pub(crate) fn word(&mut self, step: &SequenceStep) -> String {
        if let Some(challenge) = &step.challenge {
            assert_eq!(hex(&self.ask(step.now)), *challenge, "a gate of one seed asks the same");
            return ASKED.to_owned();
        }
        self.clock.set(step.now);
        let word = match step.act {
            SequenceAct::Missing => return self.lacking(step),
            SequenceAct::Scan => self.scanned(step),
            SequenceAct::Exit => left(&self.gate.exit(shown(step)).expect("the gate decides")),
            SequenceAct::Override => match self.gate.override_code(shown(step), "GOODWILL") {
                Ok(act) => act.rests.word(),
                Err(GateError::CodeRefused(reason)) => reason.code(),
                Err(error) => panic!("the gate decides: {error}"),
            },
            SequenceAct::Merge => self.merged(step),
            SequenceAct::Frame => self.framed(step),
        };
        word.to_owned()
    }

    fn merged(&mut self, step: &SequenceStep) -> &'static str {
        self.gate.merge(&journal(step)).map_or_else(|error| error.code(), |report| brought(&report))
    }

    fn lacking(&mut self, step: &SequenceStep) -> String {
        let missing = self.gate.missing(&journal(step));
        missing.map_or_else(|error| error.code().to_owned(), |missing| missing.entries.to_string())
    }

    fn framed(&mut self, step: &SequenceStep) -> &'static str {
        match self.gate.take_frame(&journal(step)) {
            Ok(taken) => taken.merged.as_ref().map_or("part", brought),
            Err(error) => error.code(),
        }
    }

    fn scanned(&mut self, step: &SequenceStep) -> &'static str {
        let compared = step.compared.as_deref();
        let verdict = match (&step.digits, &step.card, &step.code, compared) {
            (Some(digits), _, _, _) => self.gate.admit_digits(digits, compared),
            (None, Some(card), _, _) => self.gate.tap(&bytes(card), compared),
            (None, None, Some(code), Some(name)) => self.gate.admit_named(code, name),
            (None, None, _, _) => self.gate.admit(shown(step)),
        };
        word(&verdict.expect("the gate decides"))
    }
}

/// What a gate adopts after its event file, in this order: a certificate for its key with roles scan and override, and manual where the
/// set has a guest list or carriers; the set's other documents; these lists, sealed to it.
///
/// # Panics
/// If the enrolment does not hold.
pub fn staff_documents(set: &DocumentSet, enrolment: &[u8]) -> Vec<Vec<u8>> {
    let manual = (set.guest_list.is_some() || set.carriers.is_some()).then_some(Role::Manual);
    let roles: Vec<Role> = [Role::Scan, Role::Override].into_iter().chain(manual).collect();
    let certificate = Stage::default().organizer.certify(enrolment, &roles, None, 1);
    let lists = set.revocations.iter().chain(&set.manifest).chain(&set.then).map(|message| bytes(message));
    [certificate]
        .into_iter()
        .chain(lists)
        .chain(sealed_guests(set, enrolment))
        .chain(sealed_carriers(set, enrolment))
        .collect()
}

fn sealed_carriers(set: &DocumentSet, enrolment: &[u8]) -> Option<Vec<u8>> {
    let list = carriers(set, &adopted(set))?;
    let enrolment = Enrolment::verify(enrolment).expect("the enrolment holds");
    Some(list.seal(&enrolment.hpke, &mut CountingRng(99)).expect("a valid key takes a sealing"))
}

fn sealed_guests(set: &DocumentSet, enrolment: &[u8]) -> Option<Vec<u8>> {
    let list: GuestList = guests(set, &adopted(set))?;
    let enrolment = Enrolment::verify(enrolment).expect("the enrolment holds");
    Some(list.seal(&enrolment.hpke, &mut CountingRng(98)).expect("a valid key takes a sealing"))
}

/// Plays a sequence at a real gate that draws other nonces than the file has: phones answer what it asks.
///
/// # Panics
/// If the gate says something else.
pub fn play_anew(sequence: &Sequence, documents: &DocumentSet) {
    let (mut player, mut asked) = (Player::new(documents, sequence.gate, 2), Vec::new());
    for (number, step) in sequence.steps.iter().enumerate() {
        let said = if step.challenge.is_some() {
            asked.push(player.ask(step.now));
            ASKED.to_owned()
        } else {
            let code = step.code.as_ref().map(|code| answered(sequence, documents, code, &asked));
            player.word(&SequenceStep { code, ..step.clone() })
        };
        assert_eq!(said, step.expect, "{}, step {number}", sequence.name);
    }
}

/// Plays a sequence at a real gate.
///
/// # Panics
/// If the gate says something else.
pub fn play(sequence: &Sequence, documents: &DocumentSet) {
    let mut player = Player::new(documents, sequence.gate, SEED);
    for (number, step) in sequence.steps.iter().enumerate() {
        assert_eq!(player.word(step), step.expect, "{}, step {number}", sequence.name);
    }
}

/// What a challenge asks.
///
/// # Panics
/// If it is none.
pub(super) fn payload(challenge: &[u8]) -> ChallengePayload {
    let message = Challenge::from_message(challenge).expect("a challenge");
    ChallengePayload::from_bytes(message.payload_bytes(), 128).expect("a challenge")
}

fn journal(step: &SequenceStep) -> Vec<u8> {
    bytes(step.journal.as_deref().expect("the step has a message"))
}

fn brought(report: &MergeReport) -> &'static str {
    if report.new_entries > 0 { "new" } else { "unchanged" }
}

fn shown(step: &SequenceStep) -> &str {
    step.code.as_deref().expect("a step has a code")
}

fn left(exit: &Exit) -> &'static str {
    match (exit.effect, exit.reason) {
        (ExitEffect::Unrecorded, Some(reason)) => reason.code(),
        (effect, _) => effect.word(),
    }
}

fn word(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Admitted(_) => "admitted",
        Verdict::Repeat(_) => "repeat",
        Verdict::Refused(refusal) | Verdict::Ask(refusal) => refusal.reason.code(),
    }
}
