//! `codes.json`: P-01 to P-14, each kept and each broken.

mod bounds;
mod signatures;
mod standing;

use mogiri::code::{Challenge, ChallengePayload, Door, Rule, examine};
use mogiri::crypto::SecretKey;
use mogiri::testing::fixtures::at;
use mogiri::ticket::{
    CredentialPayload, Documents, EntryRule, Flag, Flags, HopKind, Manifest, NameOpening, Revocation, Role,
    Step, sandbox_issuer,
};
use mogiri::wire::{Wire, Writer, from_text, to_text};

use super::forge::Forge;
use super::stage::{Stage, flagged, policy};
use super::{CodeCase, CodeFile, DocumentSet, Sets, bytes, hex};
use crate::samples::{colliding_keys, key};

const ABOUT: &str =
    "A code shown to a gate that has documents, a clock and no memory: docs/protocol.md, P-01 to P-14";

/// The file as it must be.
///
/// # Panics
/// If the library judges a case otherwise than it says.
pub fn codes() -> CodeFile {
    let stage = Stage::default();
    let documents = stage.sets();
    let cases = Cases { stage: &stage, sets: &documents, made: Vec::new() }.all();
    CodeFile { about: ABOUT.to_owned(), documents, cases }
}

struct Cases<'a> {
    stage: &'a Stage,
    sets: &'a Sets,
    made: Vec<CodeCase>,
}

/// What is changed in a credential.
type Change = fn(&mut CredentialPayload);

/// Where and when a code is shown.
#[derive(Clone, Copy)]
struct Scene<'a> {
    documents: &'a str,
    gate: u8,
    seconds: i64,
    challenge: Option<&'a [u8]>,
}

const HERE: Scene<'static> = Scene { documents: "plain", gate: 0, seconds: 0, challenge: None };

const fn under(documents: &str) -> Scene<'_> {
    Scene { documents, ..HERE }
}

const fn after(seconds: i64) -> Scene<'static> {
    Scene { seconds, ..HERE }
}

fn step(seconds: i64) -> Step {
    at(seconds).step()
}

impl Cases<'_> {
    fn all(mut self) -> Vec<CodeCase> {
        self.forms();
        self.issuers();
        self.credentials();
        self.chains();
        self.presentations();
        self.times();
        self.lists();
        self.short_codes();
        self.answers();
        self.paper();
        self.policies();
        self.signatures();
        self.bounds();
        self.standing();
        self.made
    }

    /// Ticket `number`, shown at the doors by its holder.
    fn honest(&self, number: u8) -> Forge {
        let payload = self.stage.organizer.payload(number, key(number).public());
        Forge::new(payload, &self.stage.organizer.issuer, &key(number), step(0))
    }

    fn with(&self, number: u8, change: impl FnOnce(&mut CredentialPayload)) -> Forge {
        let mut payload = self.stage.organizer.payload(number, key(number).public());
        change(&mut payload);
        Forge::new(payload, &self.stage.organizer.issuer, &key(number), step(0))
    }

    fn holds(&mut self, name: &str, scene: Scene<'_>, text: &str) {
        self.push(name, scene, text, None, "admitted");
    }

    fn fails(&mut self, name: &str, scene: Scene<'_>, text: &str, rule: Rule, reason: &str) {
        self.push(name, scene, text, Some(rule), reason);
    }

    fn push(&mut self, name: &str, scene: Scene<'_>, text: &str, rule: Option<Rule>, expect: &str) {
        let documents = adopted(&self.sets[scene.documents]);
        let now = at(scene.seconds);
        let challenge = scene.challenge.map(challenge_payload);
        let door = Door { documents: &documents, gate: scene.gate, now };
        let found = examine(text, &door, challenge.as_ref());
        let reason = found.fails.as_ref().map_or("admitted", |(_, finding)| finding.reason.code());
        assert_eq!((found.fails.as_ref().map(|(rule, _)| *rule), reason), (rule, expect), "{name}");
        self.made.push(CodeCase {
            name: name.to_owned(),
            documents: scene.documents.to_owned(),
            gate: scene.gate,
            now: now.seconds(),
            challenge: scene.challenge.map(hex),
            code: text.to_owned(),
            expect: expect.to_owned(),
            rule: rule.map(|rule| rule.id().to_owned()),
            holds: found.holds.iter().map(|rule| rule.id().to_owned()).collect(),
        });
    }

    fn forms(&mut self) {
        let honest = self.honest(10).proof();
        self.holds("P of a ticket that was never handed on", HERE, &honest);
        let reference = self.stage.reference();
        let text = to_text(&reference.code(0).to_bytes());
        self.holds("P of the reference ticket, 240 bytes", HERE, &text);
        self.holds("white space around the text", HERE, &format!(" {honest}\r\n"));
        let broken = [
            ("an empty text", String::new(), "MALFORMED"),
            ("a link", "https://example.org/t/1".to_owned(), "MALFORMED"),
            ("a newer prefix", honest.replacen("MG1:", "MG2:", 1), "UPDATE_APP"),
            ("lower case", honest.to_lowercase(), "MALFORMED"),
            ("white space inside", honest.replacen("MG1:", "MG1:\t", 1), "MALFORMED"),
            ("the last character lost", honest[..honest.len() - 1].to_owned(), "MALFORMED"),
            ("base45 above 65535", "MG1:::::".to_owned(), "MALFORMED"),
        ];
        for (name, text, reason) in broken {
            self.fails(name, HERE, &text, Rule::P01, reason);
        }
        self.encodings(&honest);
    }

    fn encodings(&mut self, honest: &str) {
        let plain = from_text(honest).expect("an honest code reads");
        let trailing = [plain.as_slice(), &[0]].concat();
        let mut long_head = vec![0x98, 5];
        long_head.extend_from_slice(&plain[1..]);
        let mut indefinite = vec![0x9f];
        indefinite.extend_from_slice(&plain[1..]);
        indefinite.push(0xff);
        let typed = |number: u8| {
            let mut w = Writer::new();
            w.array(2).uint(number).bytes(b"x");
            to_text(&w.into_bytes())
        };
        let cases = [
            ("a byte after the message", to_text(&trailing), "MALFORMED"),
            ("an array head in a longer form", to_text(&long_head), "MALFORMED"),
            ("an indefinite array", to_text(&indefinite), "MALFORMED"),
            ("745 bytes", to_text(&[0x85; 745]), "MALFORMED"),
            ("a request (8) at a gate", typed(8), "NOT_A_TICKET"),
            ("a trust list (21) at a gate", typed(21), "NOT_A_TICKET"),
            ("type 15", typed(15), "UPDATE_APP"),
            ("type 99", typed(99), "UPDATE_APP"),
        ];
        for (name, text, reason) in cases {
            self.fails(name, HERE, &text, Rule::P01, reason);
        }
        let mut kind = self.honest(10).forward(&key(50), step(-600)).code().to_bytes();
        let at_kind = kind.len() - 64 - 2 - 5 - 64 - 2 - 5 - 34 - 1;
        assert_eq!(kind[at_kind], 0, "a forward");
        kind[at_kind] = 2;
        self.fails("a hop of kind 2, claim", HERE, &to_text(&kind), Rule::P01, "UPDATE_APP");
    }

    fn issuers(&mut self) {
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

    fn credentials(&mut self) {
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

    fn chains(&mut self) {
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

    fn presentations(&mut self) {
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

    fn times(&mut self) {
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

    fn lists(&mut self) {
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

    fn short_codes(&mut self) {
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

    fn challenge(&self, gate: u8, seconds: i64, signer: &SecretKey) -> Vec<u8> {
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

    fn answers(&mut self) {
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

    fn paper(&mut self) {
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

    fn policies(&mut self) {
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

fn name() -> NameOpening {
    NameOpening::new([5; 16], "山田 太郎").expect("a short name")
}

fn challenge_payload(message: &[u8]) -> ChallengePayload {
    let challenge = Challenge::from_message(message).expect("a sample challenge reads");
    ChallengePayload::from_bytes(challenge.payload_bytes(), 128).expect("a sample challenge reads")
}

/// The documents of a set, adopted in its order.
///
/// # Panics
/// If one of them is refused.
pub fn adopted(set: &DocumentSet) -> Documents {
    let mut documents = Documents::from_event_file(&bytes(&set.event_file)).expect("the event file holds");
    for message in &set.revocations {
        let envelope = Revocation::envelope_of(&bytes(message)).expect("the list reads");
        documents.adopt_revocation(&envelope).expect("the list is adopted");
    }
    if let Some(message) = &set.manifest {
        let envelope = Manifest::envelope_of(&bytes(message)).expect("the manifest reads");
        documents.adopt_manifest(&envelope).expect("the manifest is adopted");
    }
    for file in &set.then {
        documents.adopt_event_file(&bytes(file)).expect("the later event file is adopted");
    }
    documents
}
