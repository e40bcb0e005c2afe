//! The finer points of the way out, of overrides and of the walk: moments, memories and rules (§5.4 to §5.6, J-09).

#![allow(clippy::wildcard_imports, reason = "one generator in several files")]

use mogiri::code::ChallengePayload;
use mogiri::ticket::EntryRule;

use super::super::SequenceAct;
use super::player::{Player, SEED, payload};
use super::*;
use SequenceAct::{Exit, Override, Scan};

/// A sequence that is written down while a gate plays it.
pub(super) struct Told<'a> {
    cases: &'a Cases<'a>,
    documents: &'static str,
    gate: Player,
    steps: Vec<SequenceStep>,
}

impl Told<'_> {
    pub(super) fn does(&mut self, act: SequenceAct, seconds: i64, code: &str, expect: &str) {
        let step = SequenceStep { act, code: Some(code.to_owned()), ..SequenceStep::at(seconds, expect) };
        assert_eq!(self.gate.word(&step), expect, "{act:?}, {seconds} s after the doors");
        self.steps.push(step);
    }

    fn asks(&mut self, seconds: i64) -> ChallengePayload {
        let message = self.gate.ask(at(seconds).seconds());
        let challenge = Some(super::super::hex(&message));
        self.steps.push(SequenceStep { challenge, ..SequenceStep::at(seconds, "asked") });
        payload(&message)
    }

    /// Takes in what other devices wrote.
    pub(super) fn merges(&mut self, seconds: i64, file: &[u8], expect: &str) {
        self.reads(SequenceAct::Merge, seconds, file, expect);
    }

    /// Reads what another gate shows or sends.
    pub(super) fn reads(&mut self, act: SequenceAct, seconds: i64, message: &[u8], expect: &str) {
        let journal = Some(super::super::hex(message));
        let step = SequenceStep { act, journal, ..SequenceStep::at(seconds, expect) };
        assert_eq!(self.gate.word(&step), expect, "{act:?}, {seconds} s after the doors");
        self.steps.push(step);
    }

    pub(super) fn named(self, name: &str) -> Sequence {
        self.cases.of(self.documents, name, self.steps)
    }

    pub(super) fn trying(self, rules: &[&str], name: &str) -> Sequence {
        self.named(name).trying(rules)
    }
}

impl Cases<'_> {
    pub(super) fn told(&self, documents: &'static str) -> Told<'_> {
        let gate = Player::new(self.set(documents), 0, SEED);
        Told { cases: self, documents, gate, steps: Vec::new() }
    }

    pub(super) fn ruled(&self, number: u8, rule: EntryRule, epoch: u16, seconds: i64) -> Forge {
        let organizer = &self.stage.organizer;
        let mut payload = organizer.payload(number, key(number).public());
        payload.policy.flags = payload.policy.flags.with_entry_rule(rule);
        payload.epoch = epoch;
        Forge::new(payload, &organizer.issuer, &key(number), step(seconds))
    }

    pub(super) fn free(&self, number: u8, seconds: i64) -> String {
        self.ruled(number, EntryRule::PassOut, 0, seconds).proof()
    }

    pub(super) fn ways(&self) -> Vec<Sequence> {
        vec![
            self.late_exits(),
            self.exits_again(),
            self.one_memory(),
            self.answered_exits(),
            self.answered_overrides(),
            self.overridden_again(),
            self.old_overrides(),
            self.steps_order(),
            self.challenges_order(),
            self.listed_rule(),
            self.newer_rule(),
            self.older_rule(),
            self.count_of_none(),
            self.digits_and_ways(),
            self.unissued_blank(),
        ]
    }

    /// P-16: paper of epoch 0 without a place says nothing before a gate issues it; with one, or later, it is paper.
    fn unissued_blank(&self) -> Sequence {
        let mut told = self.told("plain");
        let blank = self.placeless(10, 0);
        told.does(Scan, 0, &blank, "NOT_ISSUED");
        told.does(Override, 10, &blank, "code");
        told.does(Scan, 20, &blank, "NOT_ISSUED");
        told.does(Scan, 30, &self.honest(10, 30).proof(), "UNPROVED_ENTRY");
        told.does(Scan, 40, &self.placeless(12, 1), "admitted");
        told.does(Scan, 50, &self.paper(14), "admitted");
        told.trying(&["P-16"], "a blank that no gate has issued")
    }

    pub(super) fn placeless(&self, number: u8, epoch: u16) -> String {
        let issuer = &self.stage.organizer.issuer;
        let mut payload = self.honest(number, 0).payload;
        (payload.holder, payload.policy) = (None, policy(mogiri::ticket::Flags::default()));
        (payload.place, payload.epoch) = (String::new(), epoch);
        Forge::new(payload, issuer, &key(number), step(0)).paper()
    }

    /// E-02
    fn late_exits(&self) -> Sequence {
        let mut told = self.told("plain");
        for number in [10, 12] {
            told.does(Scan, 0, &self.free(number, 0), "admitted");
        }
        told.does(Exit, 200, &self.free(10, 220), "may-return");
        told.does(Exit, 220, &self.free(12, 200), "may-return");
        told.does(Scan, 400, &self.free(14, 400), "admitted");
        told.does(Exit, 440, &self.free(14, 410), "STALE");
        told.does(Exit, 440, &self.free(14, 470), "STALE");
        told.does(Scan, 450, &self.free(14, 450), "ALREADY_USED");
        told.trying(&["E-02"], "the way out: two steps either way, not three")
    }

    /// E-00
    fn exits_again(&self) -> Sequence {
        let mut told = self.told("plain");
        let code = self.free(10, 20);
        told.does(Scan, 0, &self.free(10, 0), "admitted");
        told.does(Exit, 20, &code, "may-return");
        told.does(Exit, 25, &code, "repeat");
        told.does(Exit, 26, &code, "STALE");
        told.does(Exit, 27, &code, "STALE");
        told.does(Exit, 28, &self.free(12, 28), "unmatched");
        told.does(Scan, 29, &code, "STALE");
        told.does(Scan, 30, &code, "repeat");
        told.does(Exit, 31, &self.free(10, 30), "unmatched");
        told.trying(&["E-00"], "the way out: again within five seconds, and another guest")
    }

    /// E-00, P-00
    fn one_memory(&self) -> Sequence {
        let mut told = self.told("plain");
        told.does(Scan, 0, &self.free(10, 0), "admitted");
        for number in 100..115 {
            told.does(Exit, 1, &self.free(number, 0), "unmatched");
        }
        told.does(Scan, 2, &self.free(10, 0), "repeat");
        told.does(Exit, 3, &self.free(100, 0), "repeat");
        told.does(Override, 3, &self.free(120, 0), "code");
        told.does(Scan, 4, &self.free(10, 0), "ALREADY_USED");
        told.does(Exit, 5, &self.free(100, 0), "STALE");
        told.trying(&["E-00", "P-00"], "of admissions, exits and overrides the last sixteen are known")
    }

    /// E-03 of type I
    fn answered_exits(&self) -> Sequence {
        let mut told = self.told("plain");
        let answer =
            |challenge: &ChallengePayload| self.ruled(10, EntryRule::PassOut, 0, 0).interactive(challenge);
        told.does(Scan, 0, &self.free(10, 0), "admitted");
        let challenge = told.asks(30);
        told.does(Exit, 61, &answer(&challenge), "STALE");
        told.does(Scan, 62, &self.free(10, 60), "ALREADY_USED");
        let challenge = told.asks(70);
        told.does(Exit, 100, &answer(&challenge), "may-return");
        told.does(Scan, 101, &answer(&challenge), "STALE");
        told.does(Exit, 106, &answer(&challenge), "STALE");
        let challenge = told.asks(110);
        told.does(Scan, 111, &answer(&challenge), "admitted");
        told.does(Exit, 112, &answer(&challenge), "STALE");
        told.trying(&["E-03"], "pass-out: an answer to a challenge goes one way once")
    }

    /// L-03 of type I: the code's step is not judged, the challenge's time is
    fn answered_overrides(&self) -> Sequence {
        let mut told = self.told("plain");
        let answer = |number, challenge: &ChallengePayload| {
            self.ruled(number, EntryRule::Single, 0, -5000).interactive(challenge)
        };
        let challenge = told.asks(0);
        told.does(Override, 600, &answer(10, &challenge), "code");
        told.does(Scan, 610, &self.honest(10, 610).proof(), "ALREADY_USED");
        told.does(Override, 620, &answer(12, &challenge), "word");
        told.does(Scan, 630, &self.honest(12, 630).proof(), "UNPROVED_ENTRY");
        told.does(Override, 640, &self.paper(14), "code");
        told.does(Override, 650, &self.paper(14), "word");
        told.does(Scan, 660, &self.honest(14, 660).proof(), "UNPROVED_ENTRY");
        told.trying(&["L-03"], "an override by an answer, and by paper")
    }

    /// L-00
    fn overridden_again(&self) -> Sequence {
        let mut told = self.told("plain");
        let (code, other) = (self.free(10, 0), self.free(12, 0));
        told.does(Override, 0, &code, "code");
        told.does(Override, 5, &code, "code");
        told.does(Exit, 6, &self.free(10, 10), "may-return");
        told.does(Override, 11, &code, "word");
        told.does(Override, 12, &other, "code");
        told.does(Override, 13, &code, "word");
        told.does(Override, 13, &other, "word");
        told.does(Scan, 20, &self.free(10, 20), "UNPROVED_ENTRY");
        told.trying(
            &["L-00"],
            "an override again within five seconds is the same, unless another ticket came between",
        )
    }

    /// L-03, J-07
    fn old_overrides(&self) -> Sequence {
        let mut told = self.told("plain");
        told.does(Override, 600, &self.honest(10, 0).proof(), "code");
        told.does(Override, 601, &self.honest(12, 0).proof(), "word");
        told.does(Scan, 610, &self.honest(10, 610).proof(), "ALREADY_USED");
        told.does(Scan, 610, &self.honest(12, 610).proof(), "UNPROVED_ENTRY");
        told.trying(&["L-03", "J-07"], "an override with a code of ten minutes ago, and of a second more")
    }

    /// J-09: time is that of the code, not of the scan
    fn steps_order(&self) -> Sequence {
        let mut told = self.told("plain");
        told.does(Scan, 10, &self.free(10, 30), "admitted");
        told.does(Exit, 12, &self.free(10, 0), "asks-lead");
        told.does(Scan, 20, &self.free(10, 20), "EXIT_UNCLEAR");
        told.trying(&["J-09"], "pass-out: an exit whose code is older than the entry's")
    }

    fn challenges_order(&self) -> Sequence {
        let mut told = self.told("plain");
        let challenge = told.asks(0);
        told.does(Scan, 10, &self.free(10, 10), "admitted");
        let answer = self.ruled(10, EntryRule::PassOut, 0, 20).interactive(&challenge);
        told.does(Exit, 25, &answer, "asks-lead");
        told.does(Scan, 30, &self.free(10, 30), "EXIT_UNCLEAR");
        told.trying(&["J-09"], "pass-out: an exit by an answer is of the time of its challenge")
    }

    /// J-09: of one epoch the lowest rule, the manifest's row among them
    fn listed_rule(&self) -> Sequence {
        let mut told = self.told("manifest");
        told.does(Scan, 0, &self.free(10, 0), "admitted");
        told.does(Exit, 20, &self.free(10, 20), "final");
        told.does(Scan, 40, &self.free(10, 40), "ALREADY_USED");
        let newer = |seconds| self.ruled(10, EntryRule::PassOut, 1, seconds).proof();
        told.does(Exit, 60, &newer(60), "unmatched");
        told.does(Scan, 80, &newer(80), "admitted");
        told.trying(
            &["J-09"],
            "the manifest\'s row says single, a credential of its epoch pass-out, one of the next too",
        )
    }

    fn newer_rule(&self) -> Sequence {
        let mut told = self.told("plain");
        let code = |rule, epoch, seconds| self.ruled(10, rule, epoch, seconds).proof();
        told.does(Scan, 0, &code(EntryRule::PassOut, 0, 0), "admitted");
        told.does(Exit, 20, &code(EntryRule::Single, 1, 20), "final");
        told.does(Scan, 40, &code(EntryRule::Single, 1, 40), "HIGHER_EPOCH");
        told.does(Scan, 60, &code(EntryRule::PassOut, 0, 60), "SUPERSEDED");
        told.trying(&["J-09"], "the rule of a newer epoch holds for entries of an older one")
    }

    fn older_rule(&self) -> Sequence {
        let mut told = self.told("plain");
        let code = |rule, seconds| self.ruled(10, rule, 0, seconds).proof();
        told.does(Scan, 0, &code(EntryRule::PassOut, 0), "admitted");
        told.does(Exit, 20, &code(EntryRule::Zones, 20), "may-return");
        told.does(Scan, 40, &code(EntryRule::Single, 40), "ALREADY_USED");
        told.does(Scan, 60, &code(EntryRule::PassOut, 60), "admitted");
        told.trying(&["J-09"], "of two rules of one epoch the lower one")
    }

    fn count_of_none(&self) -> Sequence {
        let mut told = self.told("plain");
        let code = |seconds| self.ruled(10, EntryRule::Count, 0, seconds).proof();
        told.does(Scan, 0, &code(0), "admitted");
        told.does(Scan, 20, &code(20), "ALREADY_USED");
        told.trying(&["J-09"], "a count that the event does not say is one")
    }
}
