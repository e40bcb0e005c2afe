//! P-03 to P-07: who signed a ticket, and what it says.

#![allow(clippy::wildcard_imports, reason = "one generator in several files")]

use super::*;

impl Cases<'_> {
    pub(super) fn issuers(&mut self) {
        let (stage, honest) = (self.stage, self.honest(10));
        let mut text = honest.clone();
        text.issuer = key(99);
        self.fails("a key that nobody lists", HERE, &text.proof(), Rule::P03, "UNKNOWN_ISSUER");
        let mut code = honest.code();
        code.holding.credential.signature[5] ^= 1;
        let changed = to_text(&code.to_bytes());
        self.fails("a changed issuer signature", HERE, &changed, Rule::P03, "NOT_GENUINE");
        let mut code = honest.code();
        code.holding.credential.kid = [1, 2, 3, 4];
        let changed = to_text(&code.to_bytes());
        self.fails("a changed key id", HERE, &changed, Rule::P03, "UNKNOWN_ISSUER");
        let mut sandbox = honest.clone();
        sandbox.issuer = sandbox_issuer();
        self.fails("a sandbox ticket", HERE, &sandbox.proof(), Rule::P04, "TEST_TICKET");
        for (number, issuer) in colliding_keys().into_iter().enumerate() {
            let mut forged = honest.clone();
            forged.issuer = issuer;
            let name = format!("key {} of two with one id", number + 1);
            self.holds(&name, under("two keys of one id"), &forged.proof());
        }
        let text = honest.proof();
        self.fails("a revoked key", under("key revoked"), &text, Rule::P04, "KEY_REVOKED");
        self.holds("a revoked key, salvaged", under("key revoked, salvaged"), &text);
        let other = self.honest(12).proof();
        let scene = under("key revoked, salvaged");
        self.fails("a revoked key, not in the manifest", scene, &other, Rule::P04, "KEY_REVOKED");
        let mut fresh = honest.clone();
        fresh.issuer = stage.successor.clone();
        self.holds("the key that came after", under("key revoked"), &fresh.proof());
        let scope = under("scoped key");
        self.fails("a key for another event", scope, &text, Rule::P05, "NOT_GENUINE");
        let mut short = honest;
        short.issuer = key(78);
        let outlives = short.proof();
        self.fails("a ticket that outlives its key", scope, &outlives, Rule::P05, "NOT_GENUINE");
    }

    pub(super) fn credentials(&mut self) {
        let changes: [(&str, Change); 10] = [
            ("ticket", |p| p.ticket = mogiri::ticket::TicketId::from_bytes([11; 16])),
            ("event", |p| p.event = mogiri::ticket::EventId::from_bytes([8; 8])),
            ("epoch", |p| p.epoch = 1),
            ("holder", |p| p.holder = Some(key(66).public())),
            ("from", |p| p.from = at(-60)),
            ("minutes", |p| p.minutes += 1),
            ("place", |p| "1F 1".clone_into(&mut p.place)),
            ("zone", |p| p.zone = 1),
            ("policy", |p| p.policy.hops = 3),
            ("name", |p| p.name = Some([1; 16])),
        ];
        for (field, change) in changes {
            let mut code = self.honest(10).code();
            let mut payload = self.honest(10).payload;
            change(&mut payload);
            code.holding.credential.payload = payload.to_bytes();
            let text = to_text(&code.to_bytes());
            self.fails(&format!("the field {field} changed"), HERE, &text, Rule::P03, "NOT_GENUINE");
        }
        let late = self.with(10, |p| p.policy.deadline = p.minutes + 1);
        self.fails("a deadline before the doors", HERE, &late.proof(), Rule::P05, "NOT_GENUINE");
        for bit in [14, 15] {
            let newer = self.with(10, |p| p.policy.flags = Flags::from_bits(1 << bit));
            let name = format!("flag {bit}");
            self.fails(&name, HERE, &newer.proof(), Rule::P05, "UPDATE_APP");
        }
        let other = self.with(10, |p| p.event = mogiri::ticket::EventId::from_bytes([8; 8]));
        self.fails("a ticket of another event", HERE, &other.proof(), Rule::P06, "WRONG_EVENT");
        for (rule, word) in EntryRule::WORDS {
            let ruled = self.with(10, |p| p.policy.flags = Flags::default().with_entry_rule(rule));
            self.holds(&format!("a ticket of the entry rule {word}"), HERE, &ruled.proof());
        }
        let paper = self.with(10, |p| p.holder = None);
        self.fails("P without a holder", HERE, &paper.proof(), Rule::P07, "WRONG_FORM");
    }
}
