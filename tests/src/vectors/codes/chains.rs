//! P-08 and P-09: hand-overs, and who shows the ticket.

#![allow(clippy::wildcard_imports, reason = "one generator in several files")]

use super::*;

impl Cases<'_> {
    pub(super) fn chains(&mut self) {
        let (a, b, c) = (key(50), key(51), key(52));
        let honest = self.honest(10);
        let once = honest.clone().forward(&a, step(-600));
        self.holds("handed on once", HERE, &once.proof());
        let twice = once.clone().forward(&b, step(-590));
        self.holds("handed on twice, as often as allowed", HERE, &twice.proof());
        let back = once.clone().give_back(&key(10), step(-590));
        self.holds("handed on and given back", HERE, &back.proof());
        let again = back.clone().forward(&b, step(-580));
        self.holds("handed on, given back, handed on", HERE, &again.proof());
        let full = again.clone().give_back(&key(10), step(-570));
        self.holds("four hops, the fourth a return", HERE, &full.proof());
        let ahead = honest.clone().forward(&a, step(300));
        self.holds("handed on 30 steps ahead", HERE, &ahead.proof());
        let broken = [
            ("handed on three times", twice.clone().forward(&c, step(-580))),
            ("a fourth hop that is a forward", again.clone().forward(&c, step(-570))),
            ("a hop signed by a stranger", {
                honest.clone().hop(HopKind::Forward, Some(a.public()), step(-600), &b).shown_by(&a)
            }),
            ("a forward to a key of the chain", once.clone().forward(&key(10), step(-590))),
            ("a forward without a key", { honest.clone().hop(HopKind::Forward, None, step(-600), &key(10)) }),
            ("a return with a key", {
                once.clone().hop(HopKind::Return, Some(key(10).public()), step(-590), &a).shown_by(&key(10))
            }),
            ("a return before a forward", honest.clone().hop(HopKind::Return, None, step(-600), &key(10))),
            ("a return after a return", {
                back.clone().hop(HopKind::Return, None, step(-580), &key(10)).shown_by(&a)
            }),
            ("steps that fall", once.clone().forward(&b, step(-610))),
            ("handed on after the end", honest.clone().forward(&a, step(4 * 3600))),
        ];
        for (name, forged) in broken {
            self.fails(name, HERE, &forged.proof(), Rule::P08, "BAD_CHAIN");
        }
        let none = self.with(10, |p| p.policy = policy(Flags::default())).forward(&a, step(-600));
        self.fails("handed on without leave", HERE, &none.proof(), Rule::P08, "BAD_CHAIN");
        let bound = self.with(10, |p| p.policy.flags = Flags::default().with(Flag::HardwareBound));
        let bound = bound.forward(&a, step(-600));
        self.fails("bound to hardware and handed on", HERE, &bound.proof(), Rule::P07, "WRONG_FORM");
        let ahead = honest.forward(&a, step(310)).shown_in(step(0));
        self.fails("handed on 31 steps ahead", HERE, &ahead.proof(), Rule::P08, "CHAIN_AHEAD");
    }

    pub(super) fn presentations(&mut self) {
        let once = self.honest(10).forward(&key(50), step(-600));
        let cases = [
            ("shown by a stranger", self.honest(10).shown_by(&key(66)).proof()),
            ("shown by the owner after the hand-over", once.clone().shown_by(&key(10)).proof()),
            ("a step that the holder did not sign", {
                let mut code = self.honest(10).code();
                code.step = step(10);
                to_text(&code.to_bytes())
            }),
            ("the chain left out", {
                let mut code = once.code();
                code.holding.chain.clear();
                to_text(&code.to_bytes())
            }),
        ];
        for (name, text) in cases {
            self.fails(name, HERE, &text, Rule::P09, "BAD_SIGNATURE");
        }
    }
}
