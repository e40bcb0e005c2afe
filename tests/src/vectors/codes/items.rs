//! Every item of a code and of a credential at the edges of its layout (P-01, P-05, protocol §4.1). What comes of it the
//! library says: the text is what it is compared with, by a gate that was written from the text.

#![allow(clippy::wildcard_imports, reason = "one generator in several files")]

use mogiri::crypto::Domain;

use super::super::items::variants;
use super::*;

impl Cases<'_> {
    pub(super) fn every_item(&mut self) {
        let asked = self.challenge(0, 0, &key(7));
        let payload = challenge_payload(&asked);
        let once = self.honest(10).forward(&key(50), step(-600));
        let paper = self.with(10, |p| (p.holder, p.policy) = (None, policy(Flags::default())));
        for (name, scene, text) in [
            ("P", HERE, once.proof()),
            ("R", under("manifest"), self.honest(10).reference()),
            ("I", Scene { challenge: Some(&asked), ..HERE }, self.honest(10).interactive(&payload)),
            ("S", HERE, paper.paper()),
            ("T", under("guest list"), self.totp(60, 0)),
        ] {
            for (what, changed) in variants(&from_text(&text).expect("an honest code reads")) {
                self.say(&format!("{name}: {what}"), scene, &to_text(&changed));
            }
        }
        self.items_of_credentials();
    }

    /// Signed by the issuer as they are.
    fn items_of_credentials(&mut self) {
        let named = self.with(10, |p| {
            p.policy = Policy { flags: Flags::default(), hops: 2, deadline: 60 };
            p.name = Some(name().commitment());
        });
        let issuer = &self.stage.organizer.issuer;
        for (what, changed) in variants(&named.payload.to_bytes()) {
            let mut code = named.code();
            code.holding.credential.signature = issuer.sign(Domain::Credential, &changed);
            code.holding.credential.payload = changed;
            self.say(&format!("credential: {what}"), HERE, &to_text(&code.to_bytes()));
        }
    }

    fn say(&mut self, name: &str, scene: Scene<'_>, text: &str) {
        let case = Self::case(name, scene, text);
        let found = judged(&case, &self.sets[scene.documents]);
        let (rule, reason) = match found.fails {
            Some((rule, finding)) => (Some(rule), finding.reason.code()),
            None => (None, "admitted"),
        };
        self.push(name, scene, text, rule, reason);
    }
}
