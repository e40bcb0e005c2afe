//! Profile T and passes at a gate that judges digits (P-02, P-07, P-09, P-13, P-14; protocol §5.4).

#![allow(clippy::wildcard_imports, reason = "one generator in several files")]

use mogiri::code::{Digits, TotpCode, TotpForm};
use mogiri::ticket::OtpUse;

use super::*;

impl Cases<'_> {
    /// The number of ticket `number` for a use, so many seconds after the doors.
    fn number(&self, number: u8, purpose: OtpUse, seconds: i64) -> Digits {
        let payload = self.stage.turnstile(number);
        let secret = self.stage.zone_key(payload.zone).secret(purpose, payload.ticket, payload.epoch);
        Digits::at(&secret, step(seconds))
    }

    /// Profile T as text.
    pub(super) fn totp(&self, number: u8, seconds: i64) -> String {
        let digits = self.number(number, OtpUse::Code, seconds);
        let ticket = self.stage.turnstile(number).ticket;
        to_text(&TotpCode { ticket, digits, form: TotpForm::Code }.to_bytes())
    }

    /// A pass as text.
    fn pass(&self, number: u8, seconds: i64) -> String {
        let digits = self.number(number, OtpUse::Pass, seconds);
        TotpCode::pass_text(self.stage.turnstile(number).ticket, digits)
    }

    pub(super) fn digits(&mut self) {
        let scene = Scene { seconds: 600, ..under("guest list") };
        self.holds("T of a ticket with flag 4", scene, &self.totp(60, 600));
        self.holds("a pass of a ticket with flag 4", scene, &self.pass(60, 600));
        self.holds("T of a later epoch", scene, &self.totp(71, 600));
        let listed = "T at a gate with a manifest and no guest list";
        self.fails(listed, under("manifest"), &self.totp(60, 0), Rule::P02, "NEED_PROOF");
        for (name, number) in [
            ("T of a ticket that can be handed on", 61),
            ("T of a row without flag 4", 62),
            ("T of a zone whose key the guest list lacks", 63),
            ("T of a ticket that is not listed", 90),
        ] {
            let text = self.totp(number, 600);
            self.fails(name, scene, &text, Rule::P02, "NEED_PROOF");
        }
        let of = |cases: &Self, number| (cases.totp(number, 600), cases.pass(number, 600));
        let (code, pass) = of(self, 67);
        self.fails("T of a ticket without a holder", scene, &code, Rule::P07, "WRONG_FORM");
        self.fails("a pass of a ticket without a holder", scene, &pass, Rule::P07, "WRONG_FORM");
        self.holds("T of a ticket of the entry rule pass-out", scene, &self.totp(70, 600));
        let bound = self.totp(65, 600);
        self.fails("T of a ticket bound to hardware", scene, &bound, Rule::P14, "NEED_CHALLENGE");
        self.digits_of_other_secrets(scene);
        self.digits_of_other_steps();
    }

    fn digits_of_other_secrets(&mut self, scene: Scene<'_>) {
        let ticket = self.stage.turnstile(60).ticket;
        let code = |digits| to_text(&TotpCode { ticket, digits, form: TotpForm::Code }.to_bytes());
        for (name, text) in [
            ("T with the digits of the pass", code(self.number(60, OtpUse::Pass, 600))),
            ("T with the check digits", code(self.number(60, OtpUse::Digits, 600))),
            ("T with the digits of another ticket", code(self.number(66, OtpUse::Code, 600))),
            ("a pass with the digits of T", TotpCode::pass_text(ticket, self.number(60, OtpUse::Code, 600))),
        ] {
            self.fails(name, scene, &text, Rule::P09, "BAD_SIGNATURE");
        }
        let digits = self.number(71, OtpUse::Code, 600);
        let first = self.stage.zone_key(0).secret(OtpUse::Code, self.stage.turnstile(71).ticket, 0);
        let first = Digits::at(&first, step(600));
        assert_ne!(digits, first, "an epoch has its own secret");
        let ticket = self.stage.turnstile(71).ticket;
        let text = to_text(&TotpCode { ticket, digits: first, form: TotpForm::Code }.to_bytes());
        self.fails("T with the secret of the epoch before", scene, &text, Rule::P09, "BAD_SIGNATURE");
    }

    fn digits_of_other_steps(&mut self) {
        let scene = Scene { seconds: 600, ..under("guest list") };
        for steps in [-2, 2] {
            let name = format!("T {steps} steps from the gate's");
            self.holds(&name, scene, &self.totp(60, 600 + 10 * steps));
        }
        for steps in [-30, -3, 3, 30] {
            let name = format!("T {steps} steps from the gate's");
            self.fails(&name, scene, &self.totp(60, 600 + 10 * steps), Rule::P13, "STALE");
        }
        for steps in [-31, 31] {
            let name = format!("T {steps} steps from the gate's");
            self.fails(&name, scene, &self.totp(60, 600 + 10 * steps), Rule::P09, "BAD_SIGNATURE");
        }
        let late = Scene { seconds: 4 * 3600, ..scene };
        self.fails("T after the end", late, &self.totp(60, 4 * 3600), Rule::P10, "EXPIRED");
        let other = Scene { gate: 1, ..scene };
        self.fails("T at a gate of another zone", other, &self.totp(60, 600), Rule::P12, "WRONG_GATE");
    }
}
