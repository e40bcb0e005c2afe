//! Profile T, passes and check digits at a gate that judges them (protocol §5.4).

#![allow(clippy::wildcard_imports, reason = "one generator in several files")]

use mogiri::code::{CheckDigits, Digits, Locator, TotpCode, TotpForm};
use mogiri::ticket::OtpUse;
use mogiri::wire::{Wire as _, to_text};

use super::super::SequenceAct;
use super::*;

impl Cases<'_> {
    fn number(&self, number: u8, purpose: OtpUse, seconds: i64) -> Digits {
        let payload = self.stage.turnstile(number);
        let secret = self.stage.zone_key(payload.zone).secret(purpose, payload.ticket, payload.epoch);
        Digits::at(&secret, step(seconds))
    }

    fn totp(&self, number: u8, seconds: i64) -> String {
        let digits = self.number(number, OtpUse::Code, seconds);
        to_text(
            &TotpCode { ticket: self.stage.turnstile(number).ticket, digits, form: TotpForm::Code }
                .to_bytes(),
        )
    }

    fn pass(&self, number: u8, seconds: i64) -> String {
        let digits = self.number(number, OtpUse::Pass, seconds);
        TotpCode::pass_text(self.stage.turnstile(number).ticket, digits)
    }

    fn check_digits(&self, number: u8, seconds: i64) -> CheckDigits {
        let digits = self.number(number, OtpUse::Digits, seconds);
        CheckDigits { locator: Locator::of(self.stage.turnstile(number).ticket), digits }
    }

    /// Other digits of the same ticket, nobody's.
    fn wrong(&self, number: u8, seconds: i64, by: u32) -> String {
        let right = self.check_digits(number, seconds);
        let digits = Digits::new((right.digits.number() + by) % 100_000_000).expect("less than 10^8");
        CheckDigits { digits, ..right }.to_string()
    }

    fn held(&self, number: u8, seconds: i64) -> String {
        let payload = self.stage.turnstile(number);
        Forge::new(payload, &self.stage.organizer.issuer, &key(number), step(seconds)).proof()
    }

    pub(super) fn digits(&self) -> Vec<Sequence> {
        [self.turnstile_sequences(), self.typed_sequences(), self.tries(), vec![self.tries_of_both()]]
            .concat()
    }

    /// What a turnstile's digits cannot do: go out, or be let in over everything with a code that proves.
    pub(super) fn digits_and_ways(&self) -> Sequence {
        let exit =
            |seconds, code| SequenceStep { act: SequenceAct::Exit, ..scan(seconds, code, "NEED_PROOF") };
        let over = |seconds, code| SequenceStep { act: SequenceAct::Override, ..scan(seconds, code, "word") };
        let steps = vec![
            scan(0, self.totp(60, 0), "admitted"),
            exit(20, self.totp(60, 20)),
            exit(22, self.pass(60, 20)),
            scan(30, self.totp(60, 30), "ALREADY_USED"),
            over(40, self.totp(71, 40)),
            scan(50, self.held(71, 50), "UNPROVED_ENTRY"),
        ];
        self.of("guest list", "digits do not go out, and an override by them is a word", steps)
    }

    /// T and check digits are counted together, and a living code is not.
    fn tries_of_both(&self) -> Sequence {
        let off = |seconds| scan(seconds, self.totp(60, seconds - 5000), "BAD_SIGNATURE");
        let typed_wrong = |seconds| typed(seconds, self.wrong(60, seconds, 1), None, "WRONG_DIGITS");
        let mut steps: Vec<_> = [0, 10, 20].map(off).into();
        steps.extend([30, 40].map(typed_wrong));
        steps.extend([
            scan(50, self.totp(60, 50), "TOO_MANY_TRIES"),
            scan(52, self.pass(60, 50), "TOO_MANY_TRIES"),
            typed(54, self.check_digits(60, 54).to_string(), None, "TOO_MANY_TRIES"),
            scan(60, self.totp(71, 60), "admitted"),
            scan(599, self.totp(60, 599), "TOO_MANY_TRIES"),
            scan(601, self.totp(60, 601), "admitted"),
        ]);
        self.of("guest list", "wrong digits of a turnstile and typed ones are counted together", steps)
    }

    fn turnstile_sequences(&self) -> Vec<Sequence> {
        let set = "guest list";
        vec![
            self.of(
                set,
                "T lets one in, and then the living code asks the lead",
                vec![
                    scan(0, self.totp(60, 0), "admitted"),
                    scan(3, self.totp(60, 0), "repeat"),
                    scan(10, self.totp(60, 10), "ALREADY_USED"),
                    scan(20, self.pass(60, 20), "ALREADY_USED"),
                    scan(30, self.held(60, 30), "UNPROVED_ENTRY"),
                ],
            ),
            self.of(
                set,
                "digits after a living code",
                vec![
                    scan(0, self.held(60, 0), "admitted"),
                    scan(10, self.totp(60, 10), "ALREADY_USED"),
                    scan(20, self.pass(60, 20), "ALREADY_USED"),
                    typed(30, self.check_digits(60, 30).to_string(), None, "ALREADY_USED"),
                ],
            ),
            self.of(
                set,
                "another name that was compared makes another try of one code",
                vec![
                    scan(0, self.totp(64, 0), "NEED_NAME"),
                    named(1, self.totp(64, 0), "山田 花子", "NEED_NAME"),
                    named(2, self.totp(64, 0), "山田 花子", "repeat"),
                    named(3, self.totp(64, 0), "山田 太郎", "admitted"),
                ],
            ),
        ]
    }

    fn typed_sequences(&self) -> Vec<Sequence> {
        let (set, taro, anna) = ("guest list", Some("山田 太郎"), Some("anna müller"));
        let plain = |number, seconds| self.check_digits(number, seconds).to_string();
        vec![
            self.of(
                set,
                "check digits with the listed name",
                vec![
                    typed(0, plain(64, 0), None, "NEED_NAME"),
                    typed(1, plain(64, 0), Some("山田 花子"), "NEED_NAME"),
                    typed(2, plain(64, 0), taro, "admitted"),
                    typed(4, plain(64, 0), taro, "repeat"),
                    typed(20, plain(64, 20), taro, "ALREADY_USED"),
                    scan(30, self.totp(64, 30), "NEED_NAME"),
                    named(40, self.held(64, 40), "山田 太郎", "UNPROVED_ENTRY"),
                ],
            ),
            self.of(
                set,
                "check digits alone let nobody in",
                vec![
                    typed(0, plain(60, 0), None, "DIGITS_ONLY"),
                    typed(10, plain(60, 10), Some("anybody"), "DIGITS_ONLY"),
                    typed(20, plain(66, 20), None, "DIGITS_ONLY"),
                    typed(21, plain(66, 20), anna, "admitted"),
                    typed(30, plain(69, 30), Some("鈴木 一郎"), "DIGITS_ONLY"),
                    typed(40, plain(62, 40), None, "DIGITS_ONLY"),
                ],
            ),
            self.of(
                set,
                "check digits of other moments, tickets and forms",
                vec![
                    typed(100, plain(66, 80), anna, "admitted"),
                    typed(200, plain(60, 220), None, "DIGITS_ONLY"),
                    typed(300, plain(60, 270), None, "WRONG_DIGITS"),
                    typed(310, plain(60, 340), None, "WRONG_DIGITS"),
                    typed(320, plain(67, 320), None, "WRONG_DIGITS"),
                    typed(330, plain(63, 330), None, "WRONG_DIGITS"),
                    typed(340, plain(90, 340), None, "WRONG_DIGITS"),
                    typed(350, full_width(&plain(60, 350)), None, "DIGITS_ONLY"),
                    typed(360, plain(60, 360).replace('-', " ").to_lowercase(), None, "DIGITS_ONLY"),
                    typed(370, plain(65, 370), None, "NEED_CHALLENGE"),
                    typed(380, plain(70, 380), None, "DIGITS_ONLY"),
                ],
            ),
            self.of(
                "plain",
                "check digits at a gate that does not judge them",
                vec![
                    typed(0, plain(60, 0), None, "NEED_PROOF"),
                    typed(10, "60ABCD-0000-0000-0".to_owned(), None, "MALFORMED"),
                    scan(20, self.totp(60, 20), "NEED_PROOF"),
                ],
            ),
        ]
    }

    fn tries(&self) -> Vec<Sequence> {
        let set = "guest list";
        let right = |seconds| typed(seconds, self.check_digits(60, seconds).to_string(), None, "DIGITS_ONLY");
        let wrong = |seconds, by| typed(seconds, self.wrong(60, seconds, by), None, "WRONG_DIGITS");
        let locked =
            |seconds| typed(seconds, self.check_digits(60, seconds).to_string(), None, "TOO_MANY_TRIES");
        let mistyped = |seconds| {
            let mut text = self.check_digits(60, seconds).to_string();
            let last = if text.pop() == Some('A') { 'B' } else { 'A' };
            typed(seconds, format!("{text}{last}"), None, "MALFORMED")
        };
        let other =
            |number: u8, seconds| typed(seconds, self.wrong(number, seconds, 1), None, "WRONG_DIGITS");
        let mut crowd: Vec<_> = (0..30_u8).map(|n| other(100 + n, i64::from(n))).collect();
        crowd.push(typed(40, self.wrong(140, 40, 1), None, "TOO_MANY_TRIES"));
        crowd.push(locked(50));
        crowd.push(right(601));
        let mut five: Vec<_> = (0..5).map(|n| wrong(10 * n, 1)).collect();
        five.extend([locked(50), other(61, 60), locked(599), right(601), wrong(602, 2), locked(610)]);
        let mut four: Vec<_> = (0..4).map(|n| wrong(10 * n, 1)).collect();
        four.extend([mistyped(40), mistyped(50), right(60)]);
        vec![
            self.of(set, "five wrong tries of one locator in ten minutes", five),
            self.of(set, "thirty wrong tries at one device in ten minutes", crowd),
            self.of(set, "what is mistyped counts as no try", four),
        ]
    }
}

fn scan(seconds: i64, code: String, expect: &str) -> SequenceStep {
    SequenceStep { code: Some(code), ..SequenceStep::at(seconds, expect) }
}

fn named(seconds: i64, code: String, name: &str, expect: &str) -> SequenceStep {
    SequenceStep { compared: Some(name.to_owned()), ..scan(seconds, code, expect) }
}

fn typed(seconds: i64, digits: String, name: Option<&str>, expect: &str) -> SequenceStep {
    let (digits, compared) = (Some(digits), name.map(str::to_owned));
    SequenceStep { digits, compared, ..SequenceStep::at(seconds, expect) }
}

/// As a Japanese keyboard writes it.
fn full_width(text: &str) -> String {
    text.chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c)).collect()
}
