//! Which key and which list stand, and every edge of a time (P-02 to P-05, P-08, P-10 to P-14).

#![allow(clippy::wildcard_imports, reason = "one generator in several files")]

use mogiri::crypto::HpkeSecretKey;
use mogiri::testing::fixtures::CountingRng;
use mogiri::ticket::{EventId, Time};

use super::*;

const HOUR: i64 = 3600;

impl Cases<'_> {
    pub(super) fn standing(&mut self) {
        self.manifests_that_stand();
        self.issuer_keys();
        self.deadlines();
        self.early_and_late();
        self.old_lists();
        self.challenges();
        self.strict_policies();
    }

    fn manifests_that_stand(&mut self) {
        let (scene, honest) = (under("manifest of a revoked key"), self.honest(10));
        self.fails(
            "R under a manifest whose key was revoked",
            scene,
            &honest.reference(),
            Rule::P02,
            "NEED_PROOF",
        );
        let name = "P of a row of a manifest whose key was revoked";
        self.fails(name, scene, &honest.proof(), Rule::P04, "KEY_REVOKED");
        let other = self.with(10, |p| "2階 10番".clone_into(&mut p.place)).proof();
        let salvaged = under("key revoked, salvaged");
        self.fails("a row of the same ticket with another place", salvaged, &other, Rule::P04, "KEY_REVOKED");
        let scene = under("manifest");
        let newer = self.with(15, |p| p.policy.flags = Flags::from_bits(1 << 14 | 1 << 3)).reference();
        self.fails("R of a row with flag 14", scene, &newer, Rule::P02, "NEED_PROOF");
        let ruled = self.with(16, |p| p.policy.flags = Flags::from_bits(1 << 12 | 1 << 3)).reference();
        self.holds("R of a row with the entry rule pass-out", scene, &ruled);
        let paper = self.with(17, |p| p.holder = None).reference();
        self.fails("R of a row without a holder", scene, &paper, Rule::P07, "WRONG_FORM");
        let bound = self.with(18, bound_and_listed).reference();
        self.fails("R of a row bound to hardware", scene, &bound, Rule::P14, "NEED_CHALLENGE");
        let handed = honest.forward(&key(50), step(-600)).reference();
        self.fails("R after a hand-over", scene, &handed, Rule::P09, "NEED_PROOF");
        let mut w = Writer::new();
        w.array(3).uint(5_u8).bytes(&[10; 16]).uint(12_345_678_u32);
        self.fails(
            "T of a ticket in the manifest",
            scene,
            &to_text(&w.into_bytes()),
            Rule::P02,
            "NEED_PROOF",
        );
    }

    fn issuer_keys(&mut self) {
        let (scene, by) = (under("key uses"), |cases: &Self, seed: u8| {
            let mut forged = cases.honest(10);
            forged.issuer = key(seed);
            forged.proof()
        });
        let cases = [
            ("a key with use 1 only", 81, None),
            ("a key with every use but 1", 82, Some((Rule::P03, "UNKNOWN_ISSUER"))),
            ("a key valid exactly as long as the ticket", 83, None),
            ("a key valid from a second after the doors", 85, Some((Rule::P05, "NOT_GENUINE"))),
            ("a key valid until a second before the end", 86, Some((Rule::P05, "NOT_GENUINE"))),
        ];
        for (name, seed, fails) in cases {
            let text = by(self, seed);
            match fails {
                None => self.holds(name, scene, &text),
                Some((rule, reason)) => self.fails(name, scene, &text, rule, reason),
            }
        }
        let (never, name) = (by(self, 95), "a key that ends before it begins");
        self.fails(name, under("a key that ends before it begins"), &never, Rule::P05, "NOT_GENUINE");
        let mut sandbox = self.honest(10);
        sandbox.issuer = sandbox_issuer();
        let mut code = sandbox.code();
        code.holding.credential.signature[40] ^= 1;
        let text = to_text(&code.to_bytes());
        self.fails("the sandbox's key id, another signature", HERE, &text, Rule::P03, "UNKNOWN_ISSUER");
        self.holds("a sandbox ticket at a sandbox gate", under("sandbox"), &sandbox.proof());
    }

    /// The deadline is an hour before the end.
    fn deadlines(&mut self) {
        let handed = |cases: &Self, seconds: i64| {
            let forged = cases.with(10, |p| p.policy.deadline = 60).forward(&key(50), step(seconds));
            forged.shown_in(step(seconds)).proof()
        };
        for (set, deadline) in [("plain", 3 * HOUR), ("postponed", 4 * HOUR)] {
            let scene = |seconds| Scene { seconds, ..under(set) };
            let text = handed(self, deadline - 10);
            self.holds(&format!("{set}: handed on a step before the deadline"), scene(deadline), &text);
            let text = handed(self, deadline);
            let name = format!("{set}: handed on at the deadline");
            self.fails(&name, scene(deadline), &text, Rule::P08, "BAD_CHAIN");
        }
        let twice = self.honest(10).forward(&key(50), step(-600)).forward(&key(51), step(-600));
        self.holds("two hops in one step", HERE, &twice.proof());
        let one_hop = self.with(10, |p| p.policy.hops = 1).forward(&key(50), step(-600));
        let back = one_hop.give_back(&key(10), step(-590));
        self.holds(
            "one hop, given back, handed on",
            HERE,
            &back.clone().forward(&key(51), step(-580)).proof(),
        );
        let again = back.forward(&key(50), step(-580));
        self.fails("handed on again to the same key", HERE, &again.proof(), Rule::P08, "BAD_CHAIN");
    }

    fn early_and_late(&mut self) {
        let end = 4 * HOUR;
        for (name, seconds, fails) in [
            ("a second before the early doors", -601, Some("NOT_YET")),
            ("the early doors", -600, None),
            ("the last late second", end + 899, None),
            ("after the last late second", end + 900, Some("EXPIRED")),
        ] {
            let text = self.honest(10).shown_in(step(seconds)).proof();
            let scene = Scene { seconds, ..under("early and late") };
            match fails {
                None => self.holds(name, scene, &text),
                Some(reason) => self.fails(name, scene, &text, Rule::P10, reason),
            }
        }
        let last = Time::from_seconds(Time::END - 1).expect("the last second");
        let seconds = i64::try_from(last.seconds() - at(0).seconds()).expect("a number of seconds");
        let endless = self.with(10, |p| (p.from, p.minutes) = (last.shifted(-60), u32::MAX));
        let text = |seconds: i64| endless.clone().shown_in(step(seconds)).proof();
        self.holds("a second before the end of time", after(seconds - 1), &text(seconds - 1));
        self.fails("a ticket ends with time", after(seconds), &text(seconds), Rule::P10, "EXPIRED");
    }

    fn old_lists(&mut self) {
        let cases = [
            ("hard, no list and none asked for", 0, false),
            ("hard, a list until a minute after the doors", 60, false),
            ("hard, a list until a minute after the doors", 61, true),
            ("hard, a list below the minimum", 0, true),
            ("hard, a trust list until a minute after the doors", 60, false),
            ("hard, a trust list until a minute after the doors", 61, true),
        ];
        for (set, seconds, old) in cases {
            let text = self.honest(10).shown_in(step(seconds)).proof();
            let (name, scene) = (format!("{set}: {seconds} s"), Scene { seconds, ..under(set) });
            if old {
                self.fails(&name, scene, &text, Rule::P11, "LIST_OLD_HARD");
            } else {
                self.holds(&name, scene, &text);
            }
        }
        let text = self.honest(31).proof();
        let scene = under("a delta that gives a second reason");
        self.fails("of two reasons the older stays", scene, &text, Rule::P11, "SUPERSEDED");
    }

    fn challenges(&mut self) {
        for (name, time, event, now, holds) in [
            ("a challenge a second ahead", 1, 7, 0, true),
            ("a challenge two seconds ahead", 2, 7, 0, false),
            ("a challenge of another event", 0, 8, 0, false),
            ("a challenge of ten minutes ago", 0, 7, 601, false),
        ] {
            let payload = ChallengePayload {
                event: EventId::from_bytes([event; 8]),
                gate: 0,
                time: at(time),
                nonce: [0x5b; 16],
                seconds: 30,
                hpke: Some(HpkeSecretKey::generate(&mut CountingRng(3)).public().expect("a key")),
            };
            let certificate = self.stage.certificate(&[Role::Scan], &self.stage.organizer.issuer);
            let asked = Challenge::sign(&payload, &key(7), &certificate).to_bytes();
            let text = self.honest(10).interactive(&payload);
            let scene = Scene { challenge: Some(&asked), ..after(now) };
            if holds {
                self.holds(name, scene, &text);
            } else {
                self.fails(name, scene, &text, Rule::P13, "STALE");
            }
        }
        let asked = self.challenge(0, 0, &key(7));
        let scene = Scene { challenge: Some(&asked), ..HERE };
        let text = self.with(10, |p| p.holder = None).interactive(&challenge_payload(&asked));
        self.fails("I without a holder", scene, &text, Rule::P07, "WRONG_FORM");
    }

    fn strict_policies(&mut self) {
        for (name, flags) in [
            ("bound to hardware", Flags::default().with(Flag::HardwareBound)),
            ("of stamp level 3", Flags::default().with_stamp_level(3)),
            ("recovered, without a name", Flags::default().with(Flag::Recovered)),
        ] {
            let paper = self.with(10, |p| (p.holder, p.policy) = (None, policy(flags)));
            self.holds(&format!("S of a ticket {name}"), HERE, &paper.paper());
        }
        for level in [1, 2] {
            let flags = Flags::default().with_stamp_level(level);
            let forged = self.with(10, |p| p.policy = policy(flags));
            self.holds(&format!("P of a ticket of stamp level {level}"), HERE, &forged.proof());
        }
        let unnamed = self.with(10, |p| p.policy = flagged(Flag::NameCheck));
        self.holds("flag 2 without a name", HERE, &unnamed.proof());
    }
}

/// Flags 1 and 3.
fn bound_and_listed(payload: &mut CredentialPayload) {
    payload.policy = policy(Flags::default().with(Flag::HardwareBound).with(Flag::Reference));
}
