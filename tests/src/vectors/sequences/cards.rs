//! Cards that are tapped (protocol §5.7).

#![allow(clippy::wildcard_imports, reason = "one generator in several files")]

use super::super::SequenceAct;
use super::*;

impl Cases<'_> {
    fn carried(&self, number: u8, seconds: i64) -> String {
        let payload = self.stage.carried(number);
        Forge::new(payload, &self.stage.organizer.issuer, &key(number), step(seconds)).proof()
    }

    pub(super) fn cards(&self) -> Vec<Sequence> {
        let set = "carriers";
        let taro = Some("山田 太郎");
        vec![
            self.of(
                set,
                "a card lets one in, and then the living code asks the lead",
                vec![
                    tapped(0, 1, None, "admitted"),
                    tapped(5, 1, None, "repeat"),
                    tapped(11, 1, None, "ALREADY_USED"),
                    scan(20, self.carried(80, 20), "UNPROVED_ENTRY"),
                    scan(30, self.carried(84, 30), "NEED_CHALLENGE"),
                ],
            ),
            self.of(
                set,
                "a card after the living code, and one that stands beside paper",
                vec![
                    scan(0, self.carried(80, 0), "admitted"),
                    tapped(10, 1, None, "ALREADY_USED"),
                    tapped(20, 2, None, "admitted"),
                    tapped(400, 2, None, "ALREADY_USED"),
                ],
            ),
            self.of(
                set,
                "cards that do not do: a ticket that can move, one for a challenge, one withdrawn, one that nobody knows",
                vec![
                    tapped(0, 3, None, "NEED_PROOF"),
                    tapped(10, 4, None, "admitted"),
                    tapped(20, 5, None, "NEED_CHALLENGE"),
                    tapped(30, 7, None, "REVOKED"),
                    tapped(40, 8, None, "NEED_PROOF"),
                    tapped(50, 9, None, "UNKNOWN_CARD"),
                    card(60, "04a224", "MALFORMED"),
                    card(61, "000102030405060708090a0b0c0d0e0f10", "MALFORMED"),
                    card(70, "01a2241b", "UNKNOWN_CARD"),
                ],
            ),
            self.of(
                set,
                "a card of a ticket that needs a name",
                vec![
                    tapped(0, 6, None, "NEED_NAME"),
                    tapped(1, 6, Some("山田 花子"), "NEED_NAME"),
                    tapped(2, 6, taro, "admitted"),
                    tapped(3, 6, taro, "repeat"),
                ],
            ),
            self.of(
                "guest list",
                "a card at a gate that has no list of carriers",
                vec![tapped(0, 1, None, "NEED_PROOF"), card(10, "04a2", "MALFORMED")],
            ),
        ]
    }
}

fn tapped(seconds: i64, number: u8, name: Option<&str>, expect: &str) -> SequenceStep {
    let compared = name.map(str::to_owned);
    SequenceStep { compared, ..card(seconds, &super::super::hex(Stage::card(number).as_bytes()), expect) }
}

fn card(seconds: i64, id: &str, expect: &str) -> SequenceStep {
    SequenceStep { card: Some(id.to_owned()), ..SequenceStep::at(seconds, expect) }
}

fn scan(seconds: i64, code: String, expect: &str) -> SequenceStep {
    SequenceStep { act: SequenceAct::Scan, code: Some(code), ..SequenceStep::at(seconds, expect) }
}
