//! Profiles R, I and S.

#![allow(clippy::wildcard_imports, reason = "one generator in several files")]

use super::*;

impl Cases<'_> {
    pub(super) fn short_codes(&mut self) {
        let (scene, honest) = (under("manifest"), self.honest(10));
        self.holds("R of a ticket in the manifest", scene, &honest.reference());
        self.fails("R without a manifest", HERE, &honest.reference(), Rule::P02, "NEED_PROOF");
        let unlisted = self.honest(14).reference();
        self.fails("R of a ticket that is not listed", scene, &unlisted, Rule::P02, "NEED_PROOF");
        let bare = self.with(12, |p| p.policy.flags = Flags::default()).reference();
        self.fails("R of a row without flag 3", scene, &bare, Rule::P02, "NEED_PROOF");
        let stranger = honest.clone().shown_by(&key(66)).reference();
        self.fails("R shown by a stranger", scene, &stranger, Rule::P09, "NEED_PROOF");
        let old = honest.shown_in(step(-30)).reference();
        self.fails("R three steps behind", scene, &old, Rule::P13, "STALE");
        let mut w = Writer::new();
        w.array(3).uint(5_u8).bytes(&[10; 16]).uint(12_345_678_u32);
        let digits = to_text(&w.into_bytes());
        self.fails("T at a gate without its secrets", HERE, &digits, Rule::P02, "NEED_PROOF");
        let pass = "MGT1:000G40R40M30E209185GR38E1W12345678";
        self.fails("a pass at a gate without its secrets", HERE, pass, Rule::P02, "NEED_PROOF");
        let pass = "MGT1:000G40R40M30E209185GR38E1W1234567";
        self.fails("a pass of seven digits", HERE, pass, Rule::P01, "MALFORMED");
    }

    pub(super) fn challenge(&self, gate: u8, seconds: i64, signer: &SecretKey) -> Vec<u8> {
        let payload = ChallengePayload {
            event: self.stage.organizer.event.event,
            gate,
            time: at(seconds),
            nonce: [0x5a; 16],
            seconds: 30,
            hpke: None,
        };
        let certificate = self.stage.certificate(&[Role::Scan], &self.stage.organizer.issuer);
        Challenge::sign(&payload, signer, &certificate).to_bytes()
    }

    pub(super) fn answers(&mut self) {
        let asked = self.challenge(0, 0, &key(7));
        let payload = challenge_payload(&asked);
        let scene = |seconds| Scene { challenge: Some(&asked), ..after(seconds) };
        let far = self.honest(10).shown_in(step(7_000)).interactive(&payload);
        self.holds("an answer from a phone two hours ahead", scene(0), &far);
        self.holds("an answer in the last second", scene(30), &far);
        self.fails("an answer a second late", scene(31), &far, Rule::P13, "STALE");
        self.fails("an answer to no challenge of this gate", HERE, &far, Rule::P09, "BAD_SIGNATURE");
        let other = Scene { gate: 1, ..scene(0) };
        let text = self.honest(11).interactive(&payload);
        self.fails("an answer to another gate's challenge", other, &text, Rule::P13, "STALE");
        let stranger = self.honest(10).shown_by(&key(66)).interactive(&payload);
        self.fails("an answer by a stranger", scene(0), &stranger, Rule::P09, "BAD_SIGNATURE");
        let handed = self.honest(10).forward(&key(50), step(-600)).interactive(&payload);
        self.holds("an answer over a chain", scene(0), &handed);
    }

    pub(super) fn paper(&mut self) {
        let paper = self.with(10, |p| (p.holder, p.policy) = (None, policy(Flags::default())));
        self.holds("S", HERE, &paper.paper());
        let late = after(3 * 3600);
        self.holds("S three hours later", late, &paper.paper());
        self.fails("S after the end", after(4 * 3600), &paper.paper(), Rule::P10, "EXPIRED");
        let held = self.honest(10).paper();
        self.fails("S with a holder", HERE, &held, Rule::P07, "WRONG_FORM");
        let named = self.with(10, |p| {
            (p.holder, p.policy) = (None, flagged(Flag::NameCheck));
            p.name = Some(name().commitment());
        });
        self.fails("S of a named ticket", HERE, &named.paper(), Rule::P14, "NEED_NAME");
    }
}
