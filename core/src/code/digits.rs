//! Eight digits that a secret makes of a moment: TOTP (RFC 6238) with the protocol's step of 10 s.

use core::fmt;

use crate::crypto::constant_time_eq;
use crate::ticket::{Step, TicketSecret};

/// Eight decimal digits, 00000000 to 99999999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digits(u32);

impl Digits {
    const LIMIT: u32 = 100_000_000;
    const COUNT: usize = 8;

    /// `None` from 10^8 on.
    pub const fn new(number: u32) -> Option<Self> {
        if number < Self::LIMIT { Some(Self(number)) } else { None }
    }

    /// Reads exactly eight digits.
    pub fn from_text(text: &str) -> Option<Self> {
        let plain = text.len() == Self::COUNT && text.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| text.parse().ok().map(Self)).flatten()
    }

    /// What a secret makes of a step.
    pub fn at(secret: &TicketSecret, step: Step) -> Self {
        Self(secret.number_at(step) % Self::LIMIT)
    }

    /// The step within `window` of `now` whose digits these are. Every step is tried, each in constant time.
    pub fn step_of(self, secret: &TicketSecret, now: Step, window: u64) -> Option<Step> {
        let matches =
            |step: Step| constant_time_eq(&Self::at(secret, step).0.to_be_bytes(), &self.0.to_be_bytes());
        let mut found = None;
        for step in (0..=window.saturating_mul(2)).map(|n| now.minus(window).plus(n)) {
            found = found.or(Some(step).filter(|step| matches(*step)));
        }
        found
    }

    /// The number.
    pub const fn number(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08}", self.0)
    }
}
