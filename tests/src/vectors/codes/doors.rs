//! P-10 to P-14: the door.

#![allow(clippy::wildcard_imports, reason = "one generator in several files")]

use super::*;

impl Cases<'_> {
    pub(super) fn times(&mut self) {
        let shown = |cases: &Self, seconds| cases.honest(10).shown_in(step(seconds)).proof();
        let end = 4 * 3600;
        let text = shown(self, -10);
        self.fails("a second before the doors", after(-1), &text, Rule::P10, "NOT_YET");
        let text = shown(self, end - 1);
        self.holds("the last second", after(end - 1), &text);
        let text = shown(self, end);
        self.fails("the first second after", after(end), &text, Rule::P10, "EXPIRED");
        let moved = Scene { seconds: 3600, ..under("postponed") };
        let text = shown(self, 0);
        self.fails("the old doors of a postponed show", under("postponed"), &text, Rule::P10, "NOT_YET");
        let text = shown(self, 3600);
        self.holds("the new doors of a postponed show", moved, &text);
        for (steps, name) in [(-2, "two steps behind"), (2, "two steps ahead")] {
            let text = shown(self, 600 + 10 * steps);
            self.holds(name, after(600), &text);
        }
        for (steps, name) in [(-3, "three steps behind"), (3, "three steps ahead")] {
            let text = shown(self, 600 + 10 * steps);
            self.fails(name, after(600), &text, Rule::P13, "STALE");
        }
    }

    pub(super) fn lists(&mut self) {
        let scene = under("revocations");
        for (number, reason) in [(31, "REVOKED"), (32, "SUPERSEDED"), (33, "REVOKED"), (34, "REVOKED")] {
            let text = self.honest(number).proof();
            self.fails(&format!("ticket {number} withdrawn"), scene, &text, Rule::P11, reason);
        }
        let handed = self.honest(33).forward(&key(50), step(-600)).proof();
        self.fails("recovered, and handed on before", scene, &handed, Rule::P11, "RECOVERED_CHAIN");
        let text = self.with(31, |p| p.epoch = 1).proof();
        self.holds("a later epoch of a withdrawn ticket", scene, &text);
        let (delta, text) = (under("revocations with a delta"), self.honest(31).proof());
        self.fails("withdrawn by a delta", delta, &text, Rule::P11, "REVOKED");
        let text = self.honest(10).proof();
        self.holds("an old list is a note", under("revocations past their next update"), &text);
        self.fails("an old list where the event is hard", under("hard"), &text, Rule::P11, "LIST_OLD_HARD");
        let gate_b = Scene { gate: 1, ..HERE };
        self.fails("zone S at gate B", gate_b, &text, Rule::P12, "WRONG_GATE");
        let text = self.honest(11).proof();
        self.holds("zone R at gate B", gate_b, &text);
        let text = self.with(10, |p| p.zone = 7).proof();
        self.holds("a zone that the event does not name, at a gate for all", HERE, &text);
    }

    pub(super) fn policies(&mut self) {
        let asked = self.challenge(0, 0, &key(7));
        let payload = challenge_payload(&asked);
        let scene = Scene { challenge: Some(&asked), ..HERE };
        for (name, flags) in [
            ("bound to hardware", Flags::default().with(Flag::HardwareBound)),
            ("of stamp level 3", Flags::default().with_stamp_level(3)),
            ("recovered, without a name", Flags::default().with(Flag::Recovered)),
        ] {
            let forged = self.with(10, |p| p.policy = policy(flags));
            let refused = format!("P of a ticket {name}");
            self.fails(&refused, HERE, &forged.proof(), Rule::P14, "NEED_CHALLENGE");
            self.holds(&format!("I of a ticket {name}"), scene, &forged.interactive(&payload));
        }
        for flag in [Flag::NameCheck, Flag::Recovered] {
            let named = self.with(10, |p| {
                p.policy = flagged(flag);
                p.name = Some(name().commitment());
            });
            let title = format!("P of a named ticket, {flag:?}");
            self.fails(&title, HERE, &named.proof(), Rule::P14, "NEED_NAME");
        }
        for flag in [Flag::ClaimLinks, Flag::Totp, Flag::PaperTwin, Flag::StaffNote, Flag::Refundable] {
            let forged = self.with(10, |p| p.policy = flagged(flag));
            self.holds(&format!("flag {flag:?} changes nothing at a gate"), HERE, &forged.proof());
        }
    }
}
