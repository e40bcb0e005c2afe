//! The journal's hybrid clock: (milliseconds, counter), compared as a pair (J-04).

use crate::ticket::Millis;
use crate::wire::{Reader, Wire, WireError, Writer};

/// One instant of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Hlc {
    /// Milliseconds since 1970.
    pub ms: Millis,
    /// Tells entries of one millisecond apart.
    pub counter: u16,
}

impl Hlc {
    /// A log whose last entry lies further ahead of the device's clock than this, in milliseconds, is left (J-04).
    pub const MAX_AHEAD_MS: u64 = 5 * 60_000;
    /// A peer moves the clock at most this far ahead of the device's, in milliseconds (J-04).
    pub const MAX_PULL_MS: u64 = 2 * 60_000;

    /// The clock's own reading.
    pub fn at(now_ms: u64) -> Self {
        Self { ms: Millis(now_ms.min(Millis::END - 1)), counter: 0 }
    }

    /// The latest date of an honest entry, for a device that reads `now_ms` (J-04).
    pub(crate) fn latest_at(now_ms: u64) -> Millis {
        Millis(now_ms.saturating_add(Self::MAX_AHEAD_MS))
    }

    /// Whether a peer's instant moves the clock of a device that reads `now_ms` (J-04).
    pub(crate) fn may_pull(self, now_ms: u64) -> bool {
        self.ms.0 <= now_ms.saturating_add(Self::MAX_PULL_MS)
    }

    /// The next instant after this one on a device that reads `now_ms`.
    #[must_use]
    pub fn next(self, now_ms: u64) -> Self {
        let now = Self::at(now_ms);
        if now > self {
            return now;
        }
        match self.counter.checked_add(1) {
            Some(counter) => Self { ms: self.ms, counter },
            None => Self { ms: Millis(self.ms.0 + 1), counter: 0 },
        }
    }
}

impl Wire for Hlc {
    fn encode(&self, w: &mut Writer) {
        w.array(2).uint(self.ms.0).uint(self.counter);
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(2, "hlc")?;
        Ok(Self { ms: Millis(r.uint(Millis::END - 1, "hlc")?), counter: r.uint16("hlc counter")? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_rises_on_a_clock_that_stands_or_goes_back() {
        let first = Hlc::at(5_000);
        let second = first.next(5_000);
        let third = second.next(1_000);
        assert!(first < second && second < third);
        assert_eq!(third.next(6_000), Hlc::at(6_000));
    }

    #[test]
    fn a_full_counter_takes_the_next_millisecond() {
        let full = Hlc { ms: Millis(7), counter: u16::MAX };
        assert_eq!(full.next(0), Hlc { ms: Millis(8), counter: 0 });
    }
}
