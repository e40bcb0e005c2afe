//! Answers to challenges: good for one entry, known for ten minutes, sixteen at a time (P-13, protocol §5).

#![allow(clippy::wildcard_imports, reason = "one generator in several files")]

use mogiri::code::{ChallengePayload, InteractiveCode, Presentation, verify_holding};
use mogiri::crypto::{Domain, SecretKey};
use mogiri::ticket::{Flag, Policy};
use mogiri::wire::{Wire as _, from_text, to_text};

use super::super::{adopted, bytes, hex};
use super::player::payload;
use super::*;

/// A code of a sequence as its phone shows it to a gate that asked `asked` in place of the file's challenges, in the same
/// order: an answer is signed again, every other code stays.
///
/// # Panics
/// If nobody of the vectors signed the answer.
pub fn answered(sequence: &Sequence, documents: &DocumentSet, code: &str, asked: &[Vec<u8>]) -> String {
    const MAX_BYTES: usize = 744;
    let read = from_text(code).ok().and_then(|read| InteractiveCode::from_bytes(&read, MAX_BYTES).ok());
    let Some(answer) = read else { return code.to_owned() };
    let (_, chain) = verify_holding(&answer.holding, &adopted(documents)).expect("the ticket holds");
    let event = adopted(documents).event().event;
    let over = |challenge: &ChallengePayload| {
        Presentation::interactive(event, chain.head(), answer.step, challenge.hash()).to_bytes()
    };
    let signed = |key: &SecretKey, challenge: &[u8]| {
        let domain = Domain::Presentation;
        key.public().verify(domain, &over(&payload(challenge)), &answer.signature).is_ok()
    };
    let ours: Vec<_> =
        sequence.steps.iter().filter_map(|step| step.challenge.as_deref()).map(bytes).collect();
    let keys: Vec<_> = (0..=u8::MAX).map(key).collect();
    let mut pairs = ours.iter().zip(asked).flat_map(|pair| keys.iter().map(move |key| (pair, key)));
    let found = pairs.find(|((ours, _), key)| signed(key, ours));
    let ((_, asked), key) = found.expect("a key of the vectors signed it over a challenge of the file");
    let signature = key.sign(Domain::Presentation, &over(&payload(asked)));
    to_text(&InteractiveCode { signature, ..answer }.to_bytes())
}

/// A sequence with challenges, written down while a gate plays it.
struct Asking<'a> {
    cases: &'a Cases<'a>,
    gate: Player,
    steps: Vec<SequenceStep>,
}

impl Asking<'_> {
    fn ask(&mut self, seconds: i64) -> ChallengePayload {
        let message = self.gate.ask(at(seconds).seconds());
        let step = SequenceStep { challenge: Some(hex(&message)), ..SequenceStep::at(seconds, "asked") };
        self.steps.push(step);
        payload(&message)
    }

    fn show(&mut self, seconds: i64, code: String, expect: &str) {
        let step = SequenceStep { code: Some(code), ..SequenceStep::at(seconds, expect) };
        // Played at once: what a gate draws depends on what it did before.
        assert_eq!(self.gate.word(&step), expect, "{seconds} s after the doors");
        self.steps.push(step);
    }

    fn named(self, name: &str) -> Sequence {
        self.cases.of("plain", name, self.steps)
    }
}

impl Cases<'_> {
    fn asking(&self) -> Asking<'_> {
        Asking { cases: self, gate: Player::new(self.set("plain"), 0, player::SEED), steps: Vec::new() }
    }

    fn answer(&self, number: u8, challenge: &ChallengePayload) -> String {
        self.honest(number, 0).interactive(challenge)
    }

    pub(super) fn answers(&self) -> Vec<Sequence> {
        vec![
            self.spent(),
            self.last_second(),
            self.forgotten(),
            self.sixteen(),
            self.entered_and_handed_on(Flags::default(), "BLOCKER_CHEATED"),
            self.entered_and_handed_on(Flags::default().with(Flag::HandOverAfterUse), "ALREADY_USED"),
            self.after_and_before(),
        ]
    }

    fn spent(&self) -> Sequence {
        let mut asking = self.asking();
        let challenge = asking.ask(0);
        asking.show(1, self.answer(10, &challenge), "admitted");
        asking.show(3, self.answer(10, &challenge), "repeat");
        asking.show(10, self.answer(10, &challenge), "STALE");
        asking.show(11, self.answer(12, &challenge), "STALE");
        let next = asking.ask(12);
        asking.show(13, self.answer(12, &next), "admitted");
        asking.show(20, self.answer(10, &next), "STALE");
        asking.named("a challenge is good for one entry")
    }

    fn last_second(&self) -> Sequence {
        let mut asking = self.asking();
        let challenge = asking.ask(0);
        asking.show(31, self.answer(10, &challenge), "STALE");
        asking.show(40, self.honest(10, 40).shown_by(&key(66)).interactive(&challenge), "BAD_SIGNATURE");
        asking.show(-1, self.answer(12, &challenge), "NOT_YET");
        asking.show(30, self.answer(12, &challenge), "admitted");
        asking.named("an answer in the last second, and one after it")
    }

    fn forgotten(&self) -> Sequence {
        let mut asking = self.asking();
        let challenge = asking.ask(0);
        asking.ask(600);
        asking.show(600, self.answer(10, &challenge), "STALE");
        asking.show(700, self.answer(12, &challenge), "STALE");
        asking.ask(701);
        asking.show(702, self.answer(14, &challenge), "BAD_SIGNATURE");
        asking.named("an answer to a challenge of ten minutes ago is late, then it is nobody's")
    }

    fn sixteen(&self) -> Sequence {
        let mut asking = self.asking();
        let first = asking.ask(0);
        let second = asking.ask(1);
        for seconds in 2..17 {
            asking.ask(seconds);
        }
        asking.show(17, self.answer(10, &first), "BAD_SIGNATURE");
        asking.show(18, self.answer(10, &second), "admitted");
        asking.named("the seventeenth challenge makes the first one nobody's")
    }

    fn entered_and_handed_on(&self, flags: Flags, expect: &str) -> Sequence {
        let mut asking = self.asking();
        let challenge = asking.ask(0);
        let mut forged = self.honest(10, 0);
        forged.payload.policy = Policy { flags, hops: 2, deadline: 0 };
        let owner = Forge::new(forged.payload, &forged.issuer, &key(10), step(0));
        asking.show(1, owner.interactive(&challenge), "admitted");
        let friend = owner.forward(&key(50), step(20)).shown_in(step(30)).proof();
        asking.show(30, friend, expect);
        asking.named(&format!("entered by an answer and handed on afterwards, flags {:#06x}", flags.bits()))
    }

    fn after_and_before(&self) -> Sequence {
        let mut asking = self.asking();
        asking.show(0, self.honest(10, 0).proof(), "admitted");
        let challenge = asking.ask(10);
        asking.show(11, self.answer(10, &challenge), "ALREADY_USED");
        asking.show(20, self.answer(12, &challenge), "admitted");
        asking.named("a challenge whose answer was refused is still open")
    }
}
