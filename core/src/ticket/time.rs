//! Times: seconds, milliseconds and steps, never mixed up.

use crate::wire::{Reader, WireError};

/// A step of the rotating code lasts this many seconds; the period is fixed in version 1 (protocol §5).
pub const STEP_SECONDS: u64 = 10;

/// Unix seconds, below 2^36 (the year 4147).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Time(u64);

impl Time {
    /// The first second that does not exist here.
    pub const END: u64 = 1 << 36;

    /// `None` from 2^36 on.
    pub const fn from_seconds(seconds: u64) -> Option<Self> {
        if seconds < Self::END { Some(Self(seconds)) } else { None }
    }

    /// A host's clock, held inside the range: a broken clock is still a clock (protocol §1.2).
    pub const fn from_clock_ms(ms: u64) -> Self {
        let seconds = ms / 1000;
        if seconds < Self::END { Self(seconds) } else { Self(Self::END - 1) }
    }

    /// Seconds since 1970.
    pub const fn seconds(self) -> u64 {
        self.0
    }

    /// This time moved by a signed number of seconds, held inside the range.
    #[must_use]
    pub fn shifted(self, seconds: i64) -> Self {
        Self(self.0.saturating_add_signed(seconds).min(Self::END - 1))
    }

    /// The step this second lies in.
    pub const fn step(self) -> Step {
        Step(self.0 / STEP_SECONDS)
    }

    /// The distance to another time, in seconds.
    pub const fn distance(self, other: Self) -> u64 {
        self.0.abs_diff(other.0)
    }

    /// Reads a time.
    pub fn decode(r: &mut Reader<'_>, field: &'static str) -> Result<Self, WireError> {
        r.uint(Self::END - 1, field).map(Self)
    }
}

impl From<Time> for u64 {
    fn from(time: Time) -> Self {
        time.0
    }
}

/// Milliseconds since 1970: the physical part of a journal's hybrid clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Millis(pub u64);

impl Millis {
    /// The first millisecond that does not exist here.
    pub const END: u64 = Time::END * 1000;

    /// The second this millisecond lies in.
    pub const fn time(self) -> Time {
        Time::from_clock_ms(self.0)
    }

    /// The distance to another instant, in milliseconds.
    pub const fn distance(self, other: Self) -> u64 {
        self.0.abs_diff(other.0)
    }
}

/// `unix_time / 10`: one turn of the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Step(u64);

impl Step {
    /// A step by number; `None` beyond the range of [`Time`].
    pub const fn from_number(number: u64) -> Option<Self> {
        if number <= (Time::END - 1) / STEP_SECONDS { Some(Self(number)) } else { None }
    }

    /// The number that is signed.
    pub const fn number(self) -> u64 {
        self.0
    }

    /// The second this step begins.
    pub const fn begins(self) -> Time {
        Time(self.0 * STEP_SECONDS)
    }

    /// This step plus some, held inside the range.
    #[must_use]
    pub const fn plus(self, steps: u64) -> Self {
        let last = (Time::END - 1) / STEP_SECONDS;
        let number = self.0.saturating_add(steps);
        Self(if number < last { number } else { last })
    }

    /// This step less some.
    #[must_use]
    pub const fn minus(self, steps: u64) -> Self {
        Self(self.0.saturating_sub(steps))
    }

    /// The distance to another step.
    pub const fn distance(self, other: Self) -> u64 {
        self.0.abs_diff(other.0)
    }

    /// Reads a step.
    pub fn decode(r: &mut Reader<'_>, field: &'static str) -> Result<Self, WireError> {
        r.uint((Time::END - 1) / STEP_SECONDS, field).map(Self)
    }
}

impl From<Step> for u64 {
    fn from(step: Step) -> Self {
        step.0
    }
}
