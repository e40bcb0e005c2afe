//! What the wallet knows of the time: the phone's clock, corrected by a gate's beacon, and a floor of authenticated
//! time (table C, protocol §5.3). No clock ever stops a ticket from being shown.

use super::rows::{Answered, ShownRange};
use super::{Wallet, WalletError};
use crate::code::{Beacon, BeaconPayload, codes_of};
use crate::ports::{ClockReading, LogAct};
use crate::store::{Reader as Tables, Table};
use crate::ticket::{Documents, Head, PresentationId, Step, Time};
use crate::wire::{Reader, Wire, WireError, Writer};

/// C-02: a beacon counts for a code signed at most this long ago, in milliseconds.
const ASKED_MS: u64 = 60_000;
/// C-03: how far behind the floor a beacon may lie, in seconds.
const FLOOR_SLACK: i64 = 60;
/// C-04: the furthest that a beacon moves the phone's clock, in seconds.
const MAX_OFFSET: i64 = 600;
/// C-05: a smaller difference changes nothing, in seconds.
const MIN_DIFFERENCE: u64 = 5;
/// C-07: how far the two clocks may part before the offset is dropped, in milliseconds.
const MAX_PARTED_MS: u64 = 2_000;
/// C-07: how long an offset lives, in milliseconds.
const OFFSET_LIFE_MS: u64 = 12 * 3_600_000;
/// A step in milliseconds.
pub(super) const STEP_MS: u64 = 10_000;
/// How far from its place in a range a step may be signed without a new range, in milliseconds.
const RANGE_SLACK_MS: u64 = 1_000;

pub(super) const CLOCK: &[u8] = b"clock";

/// What a phone's clock is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WalletClock {
    /// Nothing speaks against it.
    Fine,
    /// A gate corrected it for this wallet. Say that the phone's clock should be set to automatic.
    Corrected {
        /// Gate's time less phone's.
        seconds: i64,
    },
    /// It shows a time before one that a gate signed already. Say that the phone's clock should be set to automatic.
    Behind {
        /// At least by so many seconds.
        seconds: u64,
    },
}

impl WalletClock {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Fine => "fine",
            Self::Corrected { .. } => "CLOCK_CORRECTED",
            Self::Behind { .. } => "CLOCK_BEHIND",
        }
    }
}

/// What became of a beacon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CorrectOutcome {
    /// Codes are made with the gate's time from here on: show the ticket again.
    Corrected {
        /// Gate's time less phone's.
        seconds: i64,
    },
    /// C-05: the clock agrees with the gate's: show the ticket again.
    Unchanged,
    /// C-01: it does not hold.
    BadBeacon,
    /// C-02: for no code that this wallet signed in the last minute.
    NotForMe,
    /// C-03: it lies before a time that a gate signed already.
    OldBeacon,
    /// C-04: set the phone's clock to automatic, then show the ticket again.
    ClockTooFar {
        /// Gate's time less phone's.
        seconds: i64,
    },
    /// Of a newer version: update the app.
    UpdateApp,
}

impl CorrectOutcome {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Corrected { .. } => "corrected",
            Self::Unchanged => "unchanged",
            Self::BadBeacon => "BAD_BEACON",
            Self::NotForMe => "NOT_FOR_ME",
            Self::OldBeacon => "OLD_BEACON",
            Self::ClockTooFar { .. } => "CLOCK_TOO_FAR",
            Self::UpdateApp => "UPDATE_APP",
        }
    }
}

/// The one row of what is known of the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct ClockRow {
    /// Gate's time less phone's, and when it was taken (C-06).
    offset: Option<(i64, ClockReading)>,
    /// The highest authenticated time, and the monotonic clock then.
    floor: Option<(Time, u64)>,
}

impl ClockRow {
    pub(super) fn load(r: &Tables<'_>) -> Result<Self, WalletError> {
        match r.find(Table::Meta, CLOCK)?.pop() {
            Some(row) => Self::from_bytes(&row.value, 64).map_err(|_| WalletError::Corrupt),
            None => Ok(Self::default()),
        }
    }

    /// C-07: what is added to the phone's clock.
    fn offset_at(&self, now: ClockReading) -> i64 {
        let held = self
            .offset
            .filter(|(_, taken)| now.since(*taken, MAX_PARTED_MS).is_some_and(|ms| ms <= OFFSET_LIFE_MS));
        held.map_or(0, |(seconds, _)| seconds)
    }

    /// It cannot be earlier than this. After a restart only the authenticated time itself counts.
    fn floor_at(&self, monotonic_ms: u64) -> Option<Time> {
        let (time, at) = self.floor?;
        let passed = monotonic_ms.saturating_sub(at) / 1000;
        Some(time.shifted(i64::try_from(passed).unwrap_or(i64::MAX)))
    }

    fn raised(self, time: Time, monotonic_ms: u64) -> Self {
        let known = self.floor_at(monotonic_ms).is_some_and(|floor| floor >= time);
        if known { self } else { Self { floor: Some((time, monotonic_ms)), ..self } }
    }
}

impl Wallet {
    /// The phone's clock, corrected.
    pub(super) fn now(&self) -> Time {
        let now = self.reading();
        Time::from_clock_ms(now.wall_ms).shifted(self.clock.offset_at(now))
    }

    fn reading(&self) -> ClockReading {
        self.host.clock.reading()
    }

    /// The step of this moment, and the monotonic clock when it began.
    pub(super) fn step_now(&self) -> (Step, u64) {
        let now = self.reading();
        let offset = self.clock.offset_at(now);
        let into = now.wall_ms.saturating_add_signed(offset * 1000) % STEP_MS;
        let step = Time::from_clock_ms(now.wall_ms).shifted(offset).step();
        (step, now.monotonic_ms.saturating_sub(into))
    }

    /// How long from now until a time, by the phone's clock as it is corrected.
    pub(super) fn ms_until(&self, time: Time) -> u64 {
        let now = self.reading();
        let corrected = now.wall_ms.saturating_add_signed(self.clock.offset_at(now) * 1000);
        time.seconds().saturating_mul(1000).saturating_sub(corrected)
    }

    /// The floor: no time before it can be now (protocol §5.3).
    pub(super) fn floor(&self) -> Time {
        self.clock.floor_at(self.monotonic_ms()).unwrap_or_default()
    }

    /// The clock that nobody sets.
    pub(super) fn monotonic_ms(&self) -> u64 {
        self.host.clock.monotonic_ms()
    }

    /// What the phone's clock is worth. Whatever it says, a ticket can be shown.
    pub fn clock(&self) -> WalletClock {
        let (now, corrected) = (self.reading(), self.now());
        let floor = self.clock.floor_at(now.monotonic_ms).unwrap_or_default();
        if corrected.shifted(FLOOR_SLACK) < floor {
            return WalletClock::Behind { seconds: corrected.distance(floor) };
        }
        match self.clock.offset_at(now) {
            0 => WalletClock::Fine,
            seconds => WalletClock::Corrected { seconds },
        }
    }

    /// Takes the beacon that a gate shows for a code it called stale (type 6, table C). Durable when it is returned.
    pub fn correct(&mut self, beacon: &[u8]) -> Result<CorrectOutcome, WalletError> {
        self.logged(LogAct::Correct, |wallet| {
            let beacon = match Beacon::from_message(beacon) {
                Ok(beacon) => beacon,
                Err(WireError::Unknown { .. }) => return Ok(CorrectOutcome::UpdateApp),
                Err(_) => return Ok(CorrectOutcome::BadBeacon),
            };
            let mut outcome = CorrectOutcome::BadBeacon;
            let mut ours = None;
            for (documents, payload) in wallet.events()?.holding(|documents| beacon.verify(documents).ok()) {
                outcome = CorrectOutcome::NotForMe;
                if wallet.signed_lately(documents, payload.presentation)? {
                    ours = Some(payload);
                }
            }
            ours.map_or(Ok(outcome), |payload| wallet.take_time(&payload))
        })
    }

    /// C-02, over every ticket of the event, those that were handed on since too.
    fn signed_lately(&self, documents: &Documents, id: PresentationId) -> Result<bool, WalletError> {
        let (now, event) = (self.reading().monotonic_ms, documents.event());
        for ticket in self.all_rows()?.into_iter().filter(|ticket| ticket.is_under(documents)) {
            let shown = self.shown_row(ticket.ticket())?.map(|kept| kept.row.ranges).unwrap_or_default();
            let mut lately = shown.iter().flat_map(|range| range.signed_lately(now));
            let mut answered = ticket.row.answered.iter();
            if lately.any(|(head, step)| codes_of(event.event, head, step).contains(&id))
                || answered.any(|answered| answered.presentation == id && answered.is_lately_signed(now))
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// C-03 to C-06.
    fn take_time(&mut self, payload: &BeaconPayload) -> Result<CorrectOutcome, WalletError> {
        let (now, time) = (self.reading(), payload.time);
        let floor = self.clock.floor_at(now.monotonic_ms).unwrap_or_default();
        if time < floor.shifted(-FLOOR_SLACK) {
            return Ok(CorrectOutcome::OldBeacon);
        }
        let seconds = difference(time, Time::from_clock_ms(now.wall_ms));
        if seconds.abs() > MAX_OFFSET {
            return Ok(CorrectOutcome::ClockTooFar { seconds });
        }
        let raised = self.clock.raised(time, now.monotonic_ms);
        if time.distance(self.now()) <= MIN_DIFFERENCE {
            self.keep_clock(raised)?;
            return Ok(CorrectOutcome::Unchanged);
        }
        self.keep_clock(ClockRow { offset: Some((seconds, now)), ..raised })?;
        Ok(CorrectOutcome::Corrected { seconds })
    }

    /// A stamp or a challenge that holds tells a time too: it raises the floor and moves no clock.
    pub(super) fn learn_time(&mut self, time: Time) -> Result<(), WalletError> {
        self.keep_clock(self.clock.raised(time, self.reading().monotonic_ms))
    }

    fn keep_clock(&mut self, row: ClockRow) -> Result<(), WalletError> {
        if row == self.clock {
            return Ok(());
        }
        let value = row.to_bytes();
        self.commit(&|_, _| (), |w| match w.find(Table::Meta, CLOCK)?.pop() {
            Some(here) => Ok(w.update(Table::Meta, here.id, &value)?),
            None => Ok(w.insert(Table::Meta, Some(CLOCK), &value).map(drop)?),
        })?;
        self.clock = row;
        Ok(())
    }
}

/// Signed seconds from one time to another; both lie below 2^36.
fn difference(time: Time, from: Time) -> i64 {
    let distance = i64::try_from(time.distance(from)).unwrap_or(i64::MAX);
    if time < from { -distance } else { distance }
}

impl ShownRange {
    /// When a step of this range began, by the monotonic clock.
    fn began(&self, step: Step) -> u64 {
        let steps = step.number().saturating_sub(self.from.number());
        self.began_ms.saturating_add(steps.saturating_mul(STEP_MS))
    }

    /// Whether a code of this step, which begins at `began_ms`, was written ahead: a clock that was set since makes
    /// another range, so that the monotonic time of every signature is known.
    pub(super) fn was_foreseen(&self, step: Step, began_ms: u64) -> bool {
        (self.from..=self.to).contains(&step) && self.began(step).abs_diff(began_ms) <= RANGE_SLACK_MS
    }

    /// The codes of this range that may have been signed in the last minute.
    fn signed_lately(&self, now: u64) -> impl Iterator<Item = (Head, Step)> {
        let steps = self.to.number().saturating_sub(self.from.number());
        let steps = (0..=steps).map(|n| self.from.plus(n));
        let lately = steps.filter(move |step| is_lately(self.began(*step), now));
        lately.map(|step| (self.head, step))
    }
}

impl Answered {
    fn is_lately_signed(&self, now: u64) -> bool {
        is_lately(self.began_ms, now)
    }
}

/// A code is as old as its step; before a restart it is too old.
fn is_lately(began: u64, now: u64) -> bool {
    now.saturating_add(RANGE_SLACK_MS).checked_sub(began).is_some_and(|age| age <= ASKED_MS + RANGE_SLACK_MS)
}

impl Wire for ClockRow {
    fn encode(&self, w: &mut Writer) {
        w.array(2);
        w.nullable(self.offset, |w, (seconds, taken)| {
            w.array(3).int(seconds).uint(taken.wall_ms).uint(taken.monotonic_ms);
        });
        w.nullable(self.floor, |w, (time, at)| {
            w.array(2).uint(time).uint(at);
        });
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(2, "clock")?;
        Ok(Self {
            offset: r.nullable("offset", |r| {
                r.array(3, "offset")?;
                let seconds = r.int(MAX_OFFSET, "seconds")?;
                let wall_ms = r.uint(u64::MAX, "wall")?;
                Ok((seconds, ClockReading { wall_ms, monotonic_ms: r.uint(u64::MAX, "monotonic")? }))
            })?,
            floor: r.nullable("floor", |r| {
                r.array(2, "floor")?;
                Ok((Time::decode(r, "floor")?, r.uint(u64::MAX, "monotonic")?))
            })?,
        })
    }
}
