//! Verified names: from the guest list, and sealed to a challenge (P-14).

#![allow(clippy::wildcard_imports, reason = "one generator in several files")]

use mogiri::code::SealedOpening;
use mogiri::testing::fixtures::CountingRng;

use super::*;

impl Cases<'_> {
    /// Ticket 64 or 68 of the guest list's manifest, shown by its holder.
    fn named(&self, number: u8) -> Forge {
        let payload = self.stage.turnstile(number);
        Forge::new(payload, &self.stage.organizer.issuer, &key(number), step(600))
    }

    pub(super) fn names(&mut self) {
        let scene = Scene { seconds: 600, ..under("guest list") };
        let text = self.named(64).proof();
        self.fails("a name on the list that nobody compared", scene, &text, Rule::P14, "NEED_NAME");
        for (compared, name) in [
            ("山田 太郎", "the name of the document is the listed one"),
            ("山田\u{3000}太郎 ", "white space and its width make no other name"),
        ] {
            self.holds(name, Scene { compared: Some(compared), ..scene }, &text);
        }
        for (compared, name) in
            [("山田 花子", "the name of the document is another"), ("", "the name of the document is empty")]
        {
            let scene = Scene { compared: Some(compared), ..scene };
            self.fails(name, scene, &text, Rule::P14, "NEED_NAME");
        }
        let compared = Scene { compared: Some("山田 太郎"), ..scene };
        self.holds("T of a ticket whose name was compared", compared, &self.totp(64, 600));
        let other = Scene { compared: Some("somebody else"), ..scene };
        let text = self.named(68).proof();
        self.fails("a listed name that is not the credential's", other, &text, Rule::P14, "NEED_NAME");
        self.opened();
        self.folded();
    }

    /// NFKC and lower case, §4.
    fn folded(&mut self) {
        let scene = Scene { seconds: 600, ..under("guest list") };
        let mut forged = self.named(66);
        forged.payload.policy = flagged(Flag::NameCheck);
        let text = Forge::new(forged.payload, &forged.issuer, &key(66), step(600)).proof();
        for (compared, name) in [
            ("ANNA MÜLLER", "upper case makes no other name"),
            ("Ａｎｎａ　Ｍｕ\u{308}ｌｌｅｒ", "full width and marks apart make no other name"),
        ] {
            self.holds(name, Scene { compared: Some(compared), ..scene }, &text);
        }
        let scene = Scene { compared: Some("Anna Muller"), ..scene };
        self.fails("a letter without its mark is another name", scene, &text, Rule::P14, "NEED_NAME");
    }

    fn opened(&mut self) {
        let secret = HpkeSecretKey::generate(&mut CountingRng(96));
        let asked = self.asks_name(&secret);
        let payload = challenge_payload(&asked);
        let scene = Scene { challenge: Some(&asked), challenge_key: Some(&secret), ..HERE };
        let forged = self.with(10, |p| {
            p.policy = flagged(Flag::NameCheck);
            p.name = Some(name().commitment());
        });
        let seal = |opening: &NameOpening, challenge: &ChallengePayload, head| {
            SealedOpening::seal(opening, challenge, head, &mut CountingRng(97))
                .expect("a valid key takes a sealing")
        };
        let head = forged.payload.head();
        let good = forged.answer(&payload, seal(&name(), &payload, head));
        self.holds("I with its name sealed to the challenge", scene, &good);
        let none = forged.answer(&payload, None);
        self.fails("I without its name", scene, &none, Rule::P14, "NEED_NAME");
        let asleep = Scene { challenge_key: None, ..scene };
        self.fails("I with a name at a gate without the key", asleep, &good, Rule::P14, "NEED_NAME");
        let other = self.stage.opening(5, "山田 花子");
        let other = forged.answer(&payload, seal(&other, &payload, head));
        self.fails("I with a name that is not the credential's", scene, &other, Rule::P14, "NEED_NAME");
        let elsewhere = ChallengePayload { nonce: [1; 16], ..payload.clone() };
        let elsewhere = forged.answer(&payload, seal(&name(), &elsewhere, head));
        self.fails("I with a name sealed to another challenge", scene, &elsewhere, Rule::P14, "NEED_NAME");
        let moved = self.honest(11).payload.head();
        let moved = forged.answer(&payload, seal(&name(), &payload, moved));
        self.fails("I with a name sealed to another head", scene, &moved, Rule::P14, "NEED_NAME");
        let compared = Scene { compared: Some("山田 太郎"), ..scene };
        self.holds("I with its name, which staff compared", compared, &good);
    }

    fn asks_name(&self, secret: &HpkeSecretKey) -> Vec<u8> {
        let payload = ChallengePayload {
            event: self.stage.organizer.event.event,
            gate: 0,
            time: at(0),
            nonce: [0x5b; 16],
            seconds: 30,
            hpke: Some(secret.public().expect("a generated key has a public half")),
        };
        let certificate = self.stage.certificate(&[Role::Scan], &self.stage.organizer.issuer);
        Challenge::sign(&payload, &key(7), &certificate).to_bytes()
    }
}
