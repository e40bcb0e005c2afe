//! P-01: texts and bytes.

#![allow(clippy::wildcard_imports, reason = "one generator in several files")]

use super::*;

impl Cases<'_> {
    pub(super) fn forms(&mut self) {
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

    pub(super) fn encodings(&mut self, honest: &str) {
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
}
