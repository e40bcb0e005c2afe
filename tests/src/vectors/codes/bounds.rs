//! The bounds of a code and of the credential in it (P-01, P-05, protocol §4.1).

#![allow(clippy::wildcard_imports, reason = "one generator in several files")]

use mogiri::crypto::Domain;

use super::*;

/// A field of a credential, exchanged.
type Change = fn(&mut CredentialPayload);

impl Cases<'_> {
    pub(super) fn bounds(&mut self) {
        self.prefixes();
        self.sizes();
        self.items();
        self.credential_bounds();
        self.openings();
    }

    fn prefixes(&mut self) {
        let honest = self.honest(10).proof();
        for (prefix, reason) in [
            ("MG0:", "UPDATE_APP"),
            ("MG01:", "UPDATE_APP"),
            ("MG9999:", "UPDATE_APP"),
            ("MG10000:", "MALFORMED"),
            ("MG:", "MALFORMED"),
            ("MGT2:", "MALFORMED"),
            ("\u{a0}MG1:", "MALFORMED"),
        ] {
            let text = honest.replacen("MG1:", prefix, 1);
            self.fails(&format!("the prefix {prefix:?}"), HERE, &text, Rule::P01, reason);
        }
        self.holds("tabs and line ends around", HERE, &format!("\t{honest}\n"));
        for (name, pass) in [
            ("a pass with a bit after the ticket id", "MGT1:000G40R40M30E209185GR38E1X12345678"),
            ("a pass in lower case", "MGT1:000g40R40M30E209185GR38E1W12345678"),
            ("a pass with more after it", "MGT1:000G40R40M30E209185GR38E1W123456789"),
            ("a pass with a no-break space before it", "\u{a0}MGT1:000G40R40M30E209185GR38E1W12345678"),
        ] {
            self.fails(name, HERE, pass, Rule::P01, "MALFORMED");
        }
        let pass = " MGT1:000G40R40M30E209185GR38E1W12345678\n";
        self.fails("white space around a pass", HERE, pass, Rule::P02, "NEED_PROOF");
    }

    fn sizes(&mut self) {
        let typed = |number: u8, bytes: usize| {
            let mut w = Writer::new();
            w.array(2).uint(number).bytes(&vec![0; bytes]);
            to_text(&w.into_bytes())
        };
        for (name, text, reason) in [
            ("a long request (8)", typed(8, 900), "NOT_A_TICKET"),
            ("a long manifest (23)", typed(23, 900), "NOT_A_TICKET"),
            ("a long message of type 99", typed(99, 900), "MALFORMED"),
            ("a long message of type 1", typed(1, 900), "MALFORMED"),
            ("an array of seventeen", to_text(&[&[0x91][..], &[1; 17]].concat()), "MALFORMED"),
            ("an empty array", to_text(&[0x80]), "MALFORMED"),
            ("a request's type in two bytes", to_text(&[0x82, 0x18, 8, 0]), "NOT_A_TICKET"),
            ("a long head before an unknown type", to_text(&[0x98, 2, 0x18, 99, 0]), "UPDATE_APP"),
        ] {
            self.fails(name, HERE, &text, Rule::P01, reason);
        }
    }

    fn items(&mut self) {
        let (a, b, c, owner) = (key(50), key(51), key(52), key(10));
        let five = self.honest(10).forward(&a, step(-600)).give_back(&owner, step(-590));
        let five = five.forward(&b, step(-580)).give_back(&owner, step(-570)).forward(&c, step(-560));
        self.fails("a fifth hop", HERE, &five.proof(), Rule::P01, "MALFORMED");
        for (name, seconds, rule, reason) in [
            ("a place of 140 bytes", 140, Rule::P05, "NOT_GENUINE"),
            ("a payload of more than 256 bytes", 200, Rule::P01, "MALFORMED"),
        ] {
            let long = self.with(10, |p| p.place = "x".repeat(seconds));
            self.fails(name, HERE, &long.proof(), rule, reason);
        }
        for (digits, rule, reason) in
            [(99_999_999_u32, Rule::P02, "NEED_PROOF"), (100_000_000, Rule::P01, "MALFORMED")]
        {
            let mut w = Writer::new();
            w.array(3).uint(5_u8).bytes(&[10; 16]).uint(digits);
            self.fails(&format!("T of {digits}"), HERE, &to_text(&w.into_bytes()), rule, reason);
        }
        let beyond = 6_871_947_674_u64;
        let mut late = self.honest(10).code().to_bytes();
        let at = late.len() - 64 - 2 - 5;
        assert_eq!(late[at], 0x1a, "the step in four bytes");
        late.splice(at..at + 5, [&[0x1b][..], &beyond.to_be_bytes()].concat());
        self.fails("a step past the end of time", HERE, &to_text(&late), Rule::P01, "MALFORMED");
    }

    fn credential_bounds(&mut self) {
        let place = self.with(10, |p| p.place = "席".repeat(16));
        self.holds("a place of 48 bytes", HERE, &place.proof());
        let changes: [(&str, Change); 3] = [
            ("a place of 49 bytes", |p| p.place = "x".repeat(49)),
            ("a place that is not NFC", |p| "か\u{3099}".clone_into(&mut p.place)),
            ("four hops allowed", |p| p.policy.hops = 4),
        ];
        for (name, change) in changes {
            let forged = self.with(10, change);
            self.fails(name, HERE, &forged.proof(), Rule::P05, "NOT_GENUINE");
        }
        let mut longer = self.honest(10).payload.to_bytes();
        longer.push(0);
        let text = self.shown(&longer, |p| key(10).sign(Domain::Presentation, p));
        self.fails("a byte after the credential", HERE, &text, Rule::P05, "NOT_GENUINE");
        let both = self.with(10, |p| {
            p.policy.flags = Flags::from_bits(1 << 14);
            p.policy.hops = 4;
        });
        self.fails("flag 14 before four hops", HERE, &both.proof(), Rule::P05, "UPDATE_APP");
        let both = self.with(10, |p| {
            p.place = "x".repeat(49);
            p.policy.flags = Flags::from_bits(1 << 14);
        });
        self.fails("a long place before flag 14", HERE, &both.proof(), Rule::P05, "NOT_GENUINE");
    }

    fn openings(&mut self) {
        let asked = self.challenge(0, 0, &key(7));
        let payload = challenge_payload(&asked);
        let scene = Scene { challenge: Some(&asked), ..HERE };
        let text = self.honest(10).interactive(&payload);
        let plain = from_text(&text).expect("an honest code reads");
        let with = |length: usize| {
            let mut w = Writer::new();
            w.bytes(&vec![7; length]);
            to_text(&[&plain[..plain.len() - 1], &w.into_bytes()].concat())
        };
        for (length, fits) in [(32, false), (33, true), (256, true), (257, false)] {
            let (name, text) = (format!("an opening of {length} bytes"), with(length));
            if fits {
                self.holds(&name, scene, &text);
            } else {
                self.fails(&name, scene, &text, Rule::P01, "MALFORMED");
            }
        }
    }
}
