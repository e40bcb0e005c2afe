//! Entry rules, the way out and overrides (J-09, P-16, §5.5, §5.6).

use mogiri::ticket::{EntryRule, Flags};

use super::super::forge::Forge;
use super::super::stage::{Stage, policy};
use super::super::{DocumentSet, Sequence, SequenceAct, SequenceStep, Sets, hex};
use super::{Cases, play, step};
use crate::samples::key;

use SequenceAct::{Exit, Override, Scan};

/// The set whose event lets in three times.
pub(super) const COUNTED: &str = "count 3";

pub(super) fn counted(stage: &Stage) -> DocumentSet {
    let mut organizer = stage.organizer.clone();
    organizer.event.count = 3;
    let event_file = hex(&organizer.event_file());
    DocumentSet { event_file, ..stage.sets()["plain"].clone() }
}

/// What is done, at which second after the doors, with which code; what the gate says.
type Did = (SequenceAct, i64, String, &'static str);

struct Ruled<'a> {
    cases: &'a Cases<'a>,
    documents: &'a Sets,
}

pub(super) fn ruled(cases: &Cases<'_>, documents: &Sets) -> Vec<Sequence> {
    let ruled = Ruled { cases, documents };
    let tried = |rules: &[&str], sequences: Vec<Sequence>| -> Vec<Sequence> {
        sequences.into_iter().map(|sequence| sequence.trying(rules)).collect()
    };
    [
        tried(&["J-09", "P-16"], ruled.pass_out()),
        tried(&["E-01", "E-03", "E-05"], ruled.exits()),
        tried(&["J-09", "P-16"], ruled.counts()),
        tried(&["L-00", "L-03"], ruled.overrides()),
    ]
    .concat()
}

impl Ruled<'_> {
    fn forge(&self, number: u8, rule: EntryRule, seconds: i64) -> Forge {
        let organizer = &self.cases.stage.organizer;
        let mut payload = organizer.payload(number, key(number).public());
        payload.policy.flags = payload.policy.flags.with_entry_rule(rule);
        Forge::new(payload, &organizer.issuer, &key(number), step(seconds))
    }

    fn code(&self, rule: EntryRule, seconds: i64) -> String {
        self.forge(10, rule, seconds).proof()
    }

    fn paper(&self, rule: EntryRule) -> String {
        let mut forged = self.forge(10, rule, 0);
        (forged.payload.holder, forged.payload.policy) =
            (None, policy(Flags::default().with_entry_rule(rule)));
        Forge::new(forged.payload, &self.cases.stage.organizer.issuer, &key(10), step(0)).paper()
    }

    fn sequence(&self, name: &str, documents: &str, gate: u8, steps: Vec<Did>) -> Sequence {
        let steps = steps.into_iter().map(|(act, seconds, code, expect)| SequenceStep {
            act,
            code: Some(code),
            ..SequenceStep::at(seconds, expect)
        });
        let (name, steps) = (name.to_owned(), steps.collect());
        let sequence = Sequence { name, documents: documents.to_owned(), gate, rules: Vec::new(), steps };
        play(&sequence, &self.documents[documents]);
        sequence
    }

    fn pass_out(&self) -> Vec<Sequence> {
        let code = |seconds| self.code(EntryRule::PassOut, seconds);
        let lone = |seconds: i64, then| {
            vec![
                (Exit, 0, code(0), "unmatched"),
                (Scan, seconds, code(seconds), "admitted"),
                (Scan, seconds + 60, code(seconds + 60), then),
            ]
        };
        vec![
            self.sequence(
                "pass-out: in, out and in again",
                "plain",
                0,
                vec![
                    (Scan, 0, code(0), "admitted"),
                    (Scan, 20, code(20), "ALREADY_USED"),
                    (Exit, 40, code(40), "may-return"),
                    (Exit, 43, code(40), "repeat"),
                    (Scan, 60, code(60), "admitted"),
                    (Scan, 80, code(80), "ALREADY_USED"),
                ],
            ),
            self.sequence(
                "pass-out: a code serves one way once",
                "plain",
                0,
                vec![
                    (Scan, 0, code(0), "admitted"),
                    (Exit, 1, code(0), "STALE"),
                    (Exit, 10, code(10), "may-return"),
                    (Scan, 16, code(10), "STALE"),
                    (Scan, 17, code(0), "STALE"),
                    (Scan, 20, code(20), "admitted"),
                ],
            ),
            self.sequence(
                "pass-out: in 1,200 s after an exit without entry",
                "plain",
                0,
                lone(1200, "EXIT_UNCLEAR"),
            ),
            self.sequence(
                "pass-out: in 1,210 s after an exit without entry",
                "plain",
                0,
                lone(1210, "ALREADY_USED"),
            ),
            self.sequence(
                "pass-out: paper comes in once and cannot go out",
                "plain",
                0,
                vec![
                    (Scan, 0, self.paper(EntryRule::PassOut), "admitted"),
                    (Exit, 60, self.paper(EntryRule::PassOut), "NEED_PROOF"),
                    (Scan, 120, self.paper(EntryRule::PassOut), "ALREADY_USED"),
                    (Scan, 120, code(120), "UNPROVED_ENTRY"),
                ],
            ),
        ]
    }

    fn exits(&self) -> Vec<Sequence> {
        let code = |seconds| self.code(EntryRule::Single, seconds);
        let mut forged = self.forge(10, EntryRule::PassOut, 0);
        forged.holder = key(66);
        vec![
            self.sequence(
                "single: an exit opens nothing",
                "plain",
                0,
                vec![
                    (Scan, 0, code(0), "admitted"),
                    (Exit, 20, code(20), "final"),
                    (Scan, 40, code(40), "ALREADY_USED"),
                ],
            ),
            self.sequence(
                "an exit with an old code, and with no code, is not written down",
                "plain",
                0,
                vec![
                    (Exit, 100, self.code(EntryRule::PassOut, 0), "STALE"),
                    (Exit, 100, "nothing".to_owned(), "MALFORMED"),
                    (Exit, 0, forged.proof(), "BAD_SIGNATURE"),
                    (Scan, 110, self.code(EntryRule::PassOut, 110), "admitted"),
                    (Scan, 120, self.code(EntryRule::PassOut, 120), "ALREADY_USED"),
                ],
            ),
            self.sequence(
                "an exit after the end",
                "plain",
                0,
                vec![(Exit, 5 * 3600, code(5 * 3600), "final"), (Scan, 5 * 3600, code(5 * 3600), "EXPIRED")],
            ),
        ]
    }

    fn counts(&self) -> Vec<Sequence> {
        let code = |seconds| self.code(EntryRule::Count, seconds);
        let zones = |seconds| self.forge(11, EntryRule::Zones, seconds).proof();
        vec![
            self.sequence(
                "count 3: three codes, each once",
                COUNTED,
                0,
                vec![
                    (Scan, 0, code(0), "admitted"),
                    (Scan, 6, code(0), "STALE"),
                    (Scan, 10, code(10), "admitted"),
                    (Exit, 15, code(0), "STALE"),
                    (Exit, 20, code(20), "final"),
                    (Scan, 30, code(30), "admitted"),
                    (Scan, 40, code(40), "ALREADY_USED"),
                ],
            ),
            self.sequence(
                "count 3: paper is one of the three",
                COUNTED,
                0,
                vec![
                    (Scan, 0, self.paper(EntryRule::Count), "admitted"),
                    (Scan, 60, self.paper(EntryRule::Count), "ALREADY_USED"),
                    (Scan, 60, code(60), "admitted"),
                    (Scan, 70, code(70), "admitted"),
                    (Scan, 80, code(80), "UNPROVED_ENTRY"),
                ],
            ),
            self.sequence(
                "zones: once at a gate that leads into one",
                "plain",
                1,
                vec![(Scan, 0, zones(0), "admitted"), (Scan, 20, zones(20), "ALREADY_USED")],
            ),
        ]
    }

    fn overrides(&self) -> Vec<Sequence> {
        let code = |seconds| self.code(EntryRule::PassOut, seconds);
        let mut forged = self.forge(10, EntryRule::PassOut, 0);
        forged.holder = key(66);
        vec![
            self.sequence(
                "an override over an entry, then one of the two goes out",
                "plain",
                0,
                vec![
                    (Scan, 0, code(0), "admitted"),
                    (Scan, 20, code(20), "ALREADY_USED"),
                    (Override, 20, code(20), "code"),
                    (Scan, 22, code(20), "repeat"),
                    (Exit, 40, code(40), "asks-lead"),
                    (Scan, 60, code(60), "EXIT_UNCLEAR"),
                ],
            ),
            self.sequence(
                "an override with a code that is too old for the journal",
                "plain",
                0,
                vec![(Override, 700, code(0), "word"), (Scan, 700, code(700), "UNPROVED_ENTRY")],
            ),
            self.sequence(
                "an override with a code that its holder did not sign",
                "plain",
                0,
                vec![(Override, 0, forged.proof(), "BAD_SIGNATURE"), (Scan, 0, code(0), "admitted")],
            ),
        ]
    }
}
