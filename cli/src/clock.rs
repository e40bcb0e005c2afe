//! `--at`: the time that a verb takes for now.

use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use mogiri::ports::Clock;
use mogiri::ticket::Time;

/// The system's clock, or one that stands.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) enum CliClock {
    /// The system's.
    #[default]
    System,
    /// Milliseconds since 1970.
    Fixed(u64),
}

impl Clock for CliClock {
    fn now_ms(&self) -> u64 {
        match self {
            Self::System => {
                let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
            }
            Self::Fixed(ms) => *ms,
        }
    }

    /// With `--at` the same: commands told of an evening one after the other are one evening of one device.
    fn monotonic_ms(&self) -> u64 {
        match self {
            Self::System => since_boot_ms(),
            Self::Fixed(ms) => *ms,
        }
    }
}

fn since_boot_ms() -> u64 {
    use rustix::time::{ClockId, clock_gettime};
    #[cfg(any(target_os = "linux", target_os = "android"))]
    const CLOCK: ClockId = ClockId::Boottime;
    // On Apple systems this one goes on while the device sleeps.
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    const CLOCK: ClockId = ClockId::Monotonic;
    let since = Duration::try_from(clock_gettime(CLOCK)).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// The text is no time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write a time as 2026-12-19T17:00:00+09:00 (RFC 3339) or in unix seconds, from 1970 on")]
pub(crate) struct TimeError;

/// A time of RFC 3339 or unix seconds, in milliseconds.
fn parse_ms(text: &str) -> Result<u64, TimeError> {
    let ms = match text.parse::<u64>() {
        Ok(seconds) => seconds.checked_mul(1000),
        Err(_) => text.parse::<Timestamp>().ok().and_then(|time| u64::try_from(time.as_millisecond()).ok()),
    };
    ms.filter(|ms| ms / 1000 < Time::END).ok_or(TimeError)
}

impl FromStr for CliClock {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        parse_ms(text).map(Self::Fixed)
    }
}

/// A time in an argument.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TimeArgument(pub Time);

impl FromStr for TimeArgument {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        parse_ms(text).map(|ms| Self(Time::from_clock_ms(ms)))
    }
}

/// A time as RFC 3339 in UTC, for machines and where no time zone is known.
pub(crate) fn utc(time: Time) -> String {
    timestamp(time).map_or_else(|| time.seconds().to_string(), |at| at.to_string())
}

/// A time as people at a place read it: date, time to the second, offset.
pub(crate) fn local(time: Time, timezone: &str) -> String {
    let zoned = timestamp(time).and_then(|at| Some(at.to_zoned(TimeZone::get(timezone).ok()?)));
    zoned.map_or_else(|| utc(time), |at| at.strftime("%Y-%m-%d %H:%M:%S %:z").to_string())
}

/// A time as it is printed: the day and the minute at the place.
pub(crate) fn printed(time: Time, timezone: &str) -> String {
    let zoned = timestamp(time).and_then(|at| Some(at.to_zoned(TimeZone::get(timezone).ok()?)));
    zoned.map_or_else(|| utc(time), |at| at.strftime("%Y-%m-%d %H:%M").to_string())
}

fn timestamp(time: Time) -> Option<Timestamp> {
    Timestamp::from_second(i64::try_from(time.seconds()).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_as_rfc_3339_and_as_unix_seconds() {
        assert_eq!(parse_ms("1970-01-01T09:00:01.5+09:00"), Ok(1500));
        assert_eq!(parse_ms("1790000000"), Ok(1_790_000_000_000));
        assert_eq!(parse_ms("2100-01-01T00:00:00Z"), Ok(4_102_444_800_000));
        for wrong in ["", "-1", "1969-12-31T23:59:59Z", "2026-12-19 17:00", "68719476736", "1e9"] {
            assert_eq!(parse_ms(wrong), Err(TimeError), "{wrong}");
        }
    }

    #[test]
    fn the_time_since_boot_rises_and_follows_at() {
        let before = CliClock::System.monotonic_ms();
        assert!(before > 0 && CliClock::System.monotonic_ms() >= before);
        assert_eq!(CliClock::Fixed(5000).monotonic_ms(), 5000);
    }

    #[test]
    fn a_time_is_shown_as_the_place_has_it() {
        let time = Time::from_clock_ms(1_790_000_000_000);
        assert_eq!(utc(time), "2026-09-21T14:13:20Z");
        assert_eq!(local(time, "Asia/Tokyo"), "2026-09-21 23:13:20 +09:00");
        assert_eq!(local(time, "nowhere"), utc(time));
    }
}
