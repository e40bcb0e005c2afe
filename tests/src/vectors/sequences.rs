//! `sequences.json`: what a gate that remembers says to codes one after the other (P-00, P-13, P-15, P-16, §5.4 to
//! §5.6).

mod answers;
mod cards;
mod digits;
mod journals;
mod player;
mod ruled;
mod ways;

use mogiri::testing::fixtures::at;
use mogiri::ticket::{Flags, Step};

use super::forge::Forge;
use super::stage::{Stage, policy};
use super::{DocumentSet, Sequence, SequenceFile, SequenceStep, Sets};
use crate::samples::key;
pub use answers::answered;
pub(crate) use player::Player;
pub use player::{play, play_anew, staff_documents};

const ABOUT: &str =
    "Codes shown to one gate that remembers: docs/protocol.md, P-00, P-13, P-15, P-16, 5.4 to 5.7, 8";

/// The file as it must be.
///
/// # Panics
/// If the library judges a step otherwise than it says.
pub fn sequences() -> SequenceFile {
    let stage = Stage::default();
    let used = |name: &str| matches!(name, "plain" | "guest list" | "manifest" | "carriers");
    let mut documents: Sets = stage.sets().into_iter().filter(|(name, _)| used(name)).collect();
    documents.insert(ruled::COUNTED.to_owned(), ruled::counted(&stage));
    let cases = Cases { stage: &stage, documents: &documents };
    let sequences = cases.all().into_iter().chain(ruled::ruled(&cases, &documents)).collect();
    SequenceFile { about: ABOUT.to_owned(), documents, sequences }
}

struct Cases<'a> {
    stage: &'a Stage,
    documents: &'a Sets,
}

/// Second after the doors, code, what the gate says.
type Step3<'a> = (i64, String, &'a str);

fn step(seconds: i64) -> Step {
    at(seconds).step()
}

impl Cases<'_> {
    fn honest(&self, number: u8, seconds: i64) -> Forge {
        let payload = self.stage.organizer.payload(number, key(number).public());
        Forge::new(payload, &self.stage.organizer.issuer, &key(number), step(seconds))
    }

    fn paper(&self, number: u8) -> String {
        let mut forged = self.honest(number, 0);
        (forged.payload.holder, forged.payload.policy) = (None, policy(Flags::default()));
        Forge::new(forged.payload, &self.stage.organizer.issuer, &key(number), step(0)).paper()
    }

    fn all(&self) -> Vec<Sequence> {
        let code = |seconds| self.honest(10, seconds).proof();
        let friend =
            |given, shown| self.honest(10, 0).forward(&key(50), step(given)).shown_in(step(shown)).proof();
        let other =
            |given, shown| self.honest(10, 0).forward(&key(51), step(given)).shown_in(step(shown)).proof();
        vec![
            self.sequence(
                "a code again within five seconds is a repeat",
                vec![
                    (0, code(0), "admitted"),
                    (5, code(0), "repeat"),
                    (11, code(0), "ALREADY_USED"),
                    (20, code(20), "ALREADY_USED"),
                ],
            )
            .trying(&["P-00"]),
            self.sequence(
                "a refused code again is a repeat of the refusal",
                vec![(100, code(0), "STALE"), (104, code(0), "repeat")],
            )
            .trying(&["P-00"]),
            self.sequence(
                "the owner after the friend's code was seen is refused",
                vec![(0, friend(-600, 0), "admitted"), (20, code(20), "HANDED_ON")],
            )
            .trying(&["P-15"]),
            self.sequence(
                "the owner who handed on and entered first is the cheat",
                vec![(0, code(0), "admitted"), (20, friend(-600, 20), "BLOCKER_CHEATED")],
            )
            .trying(&["P-16"]),
            self.sequence(
                "a ticket handed on after it was used accuses nobody for sure",
                vec![(0, code(0), "admitted"), (30, friend(20, 30), "ALREADY_USED")],
            )
            .trying(&["P-16"]),
            self.sequence(
                "two friends of one owner: the second is as likely the victim",
                vec![(0, friend(-600, 0), "admitted"), (20, other(-600, 20), "ALREADY_USED")],
            )
            .trying(&["P-16"]),
            self.sequence(
                "paper after paper",
                vec![(0, self.paper(10), "admitted"), (600, self.paper(10), "ALREADY_USED")],
            )
            .trying(&["P-16"]),
            self.sequence(
                "a living code after paper asks the lead",
                vec![(0, self.paper(10), "admitted"), (20, code(20), "UNPROVED_ENTRY")],
            )
            .trying(&["P-16"]),
            self.sequence(
                "paper after a living code",
                vec![(0, code(0), "admitted"), (20, self.paper(10), "ALREADY_USED")],
            )
            .trying(&["P-16"]),
            self.sequence(
                "a newer epoch after an admission asks the lead",
                vec![(0, code(0), "admitted"), (20, self.epoch(1, 20), "HIGHER_EPOCH")],
            )
            .trying(&["P-16"]),
            self.sequence(
                "an older epoch after a newer one is superseded",
                vec![(0, self.epoch(1, 0), "admitted"), (20, code(20), "SUPERSEDED")],
            )
            .trying(&["P-11"]),
        ]
        .into_iter()
        .chain(tried(&["P-00"], self.repeats()))
        .chain(tried(&["P-16"], self.cheats()))
        .chain(tried(&["P-13"], self.answers()))
        .chain(tried(&["P-02", "P-09"], self.digits()))
        .chain(tried(&["T-01", "T-02", "T-03", "T-04", "T-05", "T-06"], self.cards()))
        .chain(self.ways())
        .chain(self.journals())
        .collect()
    }

    /// P-00
    fn repeats(&self) -> Vec<Sequence> {
        let code = self.honest(10, 0).proof();
        let others = |range: core::ops::Range<u8>, seconds: i64| {
            range.map(move |n| (seconds, self.honest(n, seconds).proof(), "admitted"))
        };
        let mut crowd = vec![(0, code.clone(), "admitted")];
        crowd.extend(others(100..115, 1));
        crowd.push((2, code.clone(), "repeat"));
        crowd.extend(others(115..116, 3));
        crowd.push((4, code.clone(), "ALREADY_USED"));
        vec![
            self.sequence(
                "a repeat does not make its five seconds longer",
                vec![
                    (0, code.clone(), "admitted"),
                    (4, code.clone(), "repeat"),
                    (8, code.clone(), "ALREADY_USED"),
                ],
            ),
            self.sequence(
                "white space around a code makes no other code of it",
                vec![(0, code.clone(), "admitted"), (3, format!("\t{code}\r\n "), "repeat")],
            ),
            self.sequence(
                "a clock set back three seconds",
                vec![(3, code.clone(), "admitted"), (0, code.clone(), "repeat")],
            ),
            self.sequence("of all codes the last sixteen are known, and a repeat is none of them", crowd),
        ]
    }

    /// P-16: what proves that the one who is in has cheated.
    fn cheats(&self) -> Vec<Sequence> {
        let owner = |seconds: i64| self.honest(10, seconds);
        let friend = |given, shown| owner(0).forward(&key(50), step(given)).shown_in(step(shown));
        let back = |given, returned| friend(given, 0).give_back(&key(10), step(returned));
        let other = owner(0).forward(&key(51), step(-580)).shown_in(step(20)).proof();
        let newer_paper = {
            let mut forged = owner(0);
            (forged.payload.holder, forged.payload.policy) = (None, policy(Flags::default()));
            forged.payload.epoch = 1;
            Forge::new(forged.payload, &self.stage.organizer.issuer, &key(10), step(0)).paper()
        };
        vec![
            self.sequence(
                "a friend who gave the ticket back after entering",
                vec![
                    (0, friend(-600, 0).proof(), "admitted"),
                    (20, back(-600, 10).shown_in(step(20)).proof(), "BLOCKER_CHEATED"),
                ],
            ),
            self.sequence(
                "handed on in the very step in which it was shown",
                vec![(0, owner(0).proof(), "admitted"), (20, friend(0, 20).proof(), "BLOCKER_CHEATED")],
            ),
            self.sequence(
                "an owner who got the ticket back and had handed it to two",
                vec![(0, back(-600, -590).proof(), "admitted"), (20, other, "BLOCKER_CHEATED")],
            ),
            self.sequence(
                "paper of a newer epoch after paper",
                vec![(0, self.paper(10), "admitted"), (20, newer_paper, "ALREADY_USED")],
            ),
        ]
    }

    fn epoch(&self, epoch: u16, seconds: i64) -> String {
        let mut payload = self.stage.organizer.payload(10, key(10).public());
        payload.epoch = epoch;
        Forge::new(payload, &self.stage.organizer.issuer, &key(10), step(seconds)).proof()
    }

    fn sequence(&self, name: &str, steps: Vec<Step3<'_>>) -> Sequence {
        let scan = |(seconds, code, expect): Step3<'_>| SequenceStep {
            code: Some(code),
            ..SequenceStep::at(seconds, expect)
        };
        self.of("plain", name, steps.into_iter().map(scan).collect())
    }

    fn of(&self, documents: &str, name: &str, steps: Vec<SequenceStep>) -> Sequence {
        let sequence = Sequence {
            name: name.to_owned(),
            documents: documents.to_owned(),
            gate: 0,
            rules: Vec::new(),
            steps,
        };
        play(&sequence, self.set(documents));
        sequence
    }

    fn set(&self, documents: &str) -> &DocumentSet {
        &self.documents[documents]
    }
}

fn tried<'a>(rules: &'a [&str], sequences: Vec<Sequence>) -> impl Iterator<Item = Sequence> + 'a {
    sequences.into_iter().map(move |sequence| sequence.trying(rules))
}

impl SequenceStep {
    /// A step so many seconds after the doors.
    fn at(seconds: i64, expect: &str) -> Self {
        Self { now: at(seconds).seconds(), expect: expect.to_owned(), ..Self::default() }
    }
}
