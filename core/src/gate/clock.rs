//! What speaks for this gate's clock, and the beacon for one phone whose code was stale (protocol §5, "Clocks").
//!
//! Verified codes tell by how much phones differ; they never move the gate's own clock.

use super::setup::replace;
use super::{Detail, Gate, GateError};
use crate::code::{Beacon, BeaconPayload, Presented, Profile};
use crate::order;
use crate::ports::ClockReading;
use crate::store::{StoreError, Table, Writer as Tables};
use crate::ticket::{PresentationId, Role, STEP_SECONDS, Step, TicketId};
use crate::wire::{Reader, Wire, WireError, Writer};

/// How long a scan or a merge speaks for the clock, in milliseconds.
const SPEAKS_MS: u64 = 12 * 3_600_000;
/// A clock that parted from the monotonic one by more than a step was set: what spoke for it before does no more.
const MAX_PARTED_MS: u64 = STEP_SECONDS * 1000;
/// As many different tickets say what phones show.
const ENOUGH: usize = 5;
/// How many are remembered, the newest.
pub(super) const MAX_SCANS: usize = 31;
/// The median may be this many steps off.
const MAX_MEDIAN: u64 = 1;
/// A merge confirms the clock if another device's newest signed head lies this near, in milliseconds.
pub(super) const NEAR_MS: u64 = 120_000;
/// A beacon is shown for a refusal at most this old, in milliseconds (C-02).
const SHOWN_MS: u64 = 60_000;

pub(super) const CLOCK: &[u8] = b"clock";

/// What a gate's clock is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClockWatch {
    /// Phones or another device agree with it.
    Fine,
    /// Nothing confirmed it for 12 hours, or since it was set or the device was started: merge with another gate.
    Unconfirmed,
    /// At least five phones differ from it by more than a step in the middle: set the device's clock to automatic.
    Skewed {
        /// Phones' time less this gate's.
        seconds: i64,
    },
}

impl ClockWatch {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Fine => "fine",
            Self::Unconfirmed => "CLOCK_UNCONFIRMED",
            Self::Skewed { .. } => "CLOCK_SKEWED",
        }
    }
}

impl core::fmt::Display for ClockWatch {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Fine => f.write_str("the clock agrees with phones or another gate"),
            Self::Unconfirmed => f.write_str(
                "nothing has confirmed this clock yet: merge with another gate, or compare the clock with a second one",
            ),
            Self::Skewed { seconds } => {
                let (by, side) = (seconds.unsigned_abs(), if *seconds > 0 { "behind" } else { "ahead of" });
                write!(f, "this clock is {by} s {side} the phones: set this device's clock to automatic")
            }
        }
    }
}

/// One verified code of profile P or R, the first of its ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Scan {
    ticket: TicketId,
    code: Step,
    gate: Step,
    at: ClockReading,
}

/// The durable row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Watch {
    /// Newest first.
    scans: Vec<Scan>,
    /// The last merge with a device of the same time.
    confirmed: Option<ClockReading>,
    /// The last code that was called stale.
    stale: Option<(PresentationId, ClockReading)>,
}

impl Watch {
    pub(super) const ROW: (Table, &'static [u8]) = (Table::Judged, CLOCK);
    const MAX_BYTES: usize = 4096;

    pub(super) fn read(row: Option<&[u8]>) -> Result<Self, StoreError> {
        let read = row.map(|row| Self::from_bytes(row, Self::MAX_BYTES));
        read.transpose().map_err(|_| StoreError::Corrupt).map(Option::unwrap_or_default)
    }

    /// Nothing but another device's word.
    pub(super) fn confirmed_at(now: ClockReading) -> Self {
        Self { confirmed: Some(now), ..Self::default() }
    }

    /// How long ago another device agreed; nothing if this one was started or its clock was set since.
    pub(super) fn confirmed_ago_ms(&self, now: ClockReading) -> Option<u64> {
        now.since(self.confirmed?, MAX_PARTED_MS)
    }

    pub(super) fn put(&self, tables: &mut Tables<'_>) -> Result<(), StoreError> {
        replace(tables, Table::Judged, CLOCK, &self.to_bytes())
    }

    fn state(&self, now: ClockReading) -> ClockWatch {
        let mut apart: Vec<i64> =
            self.scans.iter().filter(|scan| speaks(scan.at, now)).map(Scan::apart).collect();
        let enough = apart.len() >= ENOUGH;
        match doubled_median(&mut apart).filter(|_| enough) {
            Some(doubled) if doubled.unsigned_abs() > 2 * MAX_MEDIAN => {
                ClockWatch::Skewed { seconds: doubled * STEP_SECONDS.cast_signed() / 2 }
            }
            Some(_) => ClockWatch::Fine,
            None if self.confirmed.is_some_and(|at| speaks(at, now)) => ClockWatch::Fine,
            None => ClockWatch::Unconfirmed,
        }
    }

    /// One scan a ticket counts, and its first: a phone that took this gate's beacon would confirm the gate by itself.
    fn with(&self, scan: Scan) -> Self {
        let mut scans: Vec<Scan> =
            self.scans.iter().copied().filter(|known| speaks(known.at, scan.at)).collect();
        if !scans.iter().any(|known| known.ticket == scan.ticket) {
            scans.insert(0, scan);
            scans.truncate(MAX_SCANS);
        }
        Self { scans, ..self.clone() }
    }

    /// The scan that was seen last.
    pub(super) fn newest(&self) -> Option<Scan> {
        self.scans.first().copied()
    }

    /// Takes in scans that were written elsewhere; of a ticket the first counts here too.
    pub(super) fn join(&mut self, others: impl Iterator<Item = Scan>) {
        self.scans.extend(others);
        order::sort_by_key(&mut self.scans, |scan| scan.at.wall_ms);
        let mut seen = order::Set::default();
        self.scans.retain(|scan| seen.insert(scan.ticket));
        self.scans.reverse();
        self.scans.truncate(MAX_SCANS);
    }
}

impl Scan {
    pub(super) fn ticket(&self) -> TicketId {
        self.ticket
    }

    /// Whether it was made at this reading or later.
    pub(super) fn follows(&self, at: ClockReading) -> bool {
        self.at.wall_ms >= at.wall_ms
    }

    /// Phone's step less gate's.
    fn apart(&self) -> i64 {
        let steps = i64::try_from(self.code.distance(self.gate)).unwrap_or(i64::MAX / 64);
        if self.code < self.gate { -steps } else { steps }
    }
}

fn speaks(at: ClockReading, now: ClockReading) -> bool {
    now.since(at, MAX_PARTED_MS).is_some_and(|ms| ms <= SPEAKS_MS)
}

/// Twice the median, which may lie half-way between two steps.
fn doubled_median(values: &mut [i64]) -> Option<i64> {
    order::sort(values);
    let middle = values.len() / 2;
    let upper = values.get(middle)?;
    let lower = if values.len().is_multiple_of(2) { values.get(middle.checked_sub(1)?)? } else { upper };
    Some(lower + upper)
}

impl Gate {
    /// What this gate's clock is worth.
    pub fn clock_watch(&self) -> ClockWatch {
        self.watch.state(self.clock.reading())
    }

    /// The last code that was called stale, while a beacon may be made for it.
    pub fn last_stale(&self) -> Option<PresentationId> {
        let (id, at) = self.watch.stale?;
        let age = self.clock.reading().since(at, MAX_PARTED_MS)?;
        (age <= SHOWN_MS).then_some(id)
    }

    /// The beacon for the phone whose code was called stale a moment ago: this gate's time, of use to that phone alone.
    /// Making it again gives the time of then.
    ///
    /// `[6, payload, signature, cert]`
    ///
    /// # Errors
    /// [`GateError::NothingStale`] for another code than [`Gate::last_stale`]; [`GateError::ClockSkewed`] and
    /// [`GateError::ClockUnconfirmed`] while this gate's own clock may be the wrong one.
    pub fn beacon(&self, presentation: &PresentationId) -> Result<Vec<u8>, GateError> {
        self.check_role(Role::Scan, self.now())?;
        if self.last_stale().as_ref() != Some(presentation) {
            return Err(GateError::NothingStale);
        }
        self.check_clock()?;
        let payload =
            BeaconPayload { presentation: *presentation, gate: self.identity.gate, time: self.now() };
        Ok(Beacon::sign(&payload, &self.key, self.certificate()?).to_bytes())
    }

    /// Phones differ from this clock by more than a step in the middle.
    pub(super) fn is_clock_skewed(&self) -> bool {
        matches!(self.clock_watch(), ClockWatch::Skewed { .. })
    }

    /// Takes note of a verified code. On disk with the verdict.
    pub(super) fn see(&mut self, presented: &Presented) -> &mut Self {
        if let (Profile::Proof | Profile::Reference, Some(code)) = (presented.profile(), presented.step()) {
            let (ticket, gate) = (presented.payload().ticket, self.now().step());
            self.watch = self.watch.with(Scan { ticket, code, gate, at: self.clock.reading() });
        }
        self
    }

    /// Takes note of a code that was called stale; gives it back if a beacon may be shown for it.
    pub(super) fn note_stale(
        &mut self,
        presented: Option<&Presented>,
        detail: &Detail,
    ) -> Option<PresentationId> {
        let presented = presented.filter(|presented| presented.profile() != Profile::Totp)?;
        let id = matches!(detail, Detail::CodeBehind(_) | Detail::CodeAhead(_)).then(|| presented.id())?;
        self.watch.stale = Some((id, self.clock.reading()));
        (self.clock_watch() == ClockWatch::Fine).then_some(id)
    }

    /// The watch once a device of the same time was met.
    pub(super) fn watched_confirmed(&self) -> Watch {
        Watch { confirmed: Some(self.clock.reading()), ..self.watch.clone() }
    }
}

impl Wire for Scan {
    fn encode(&self, w: &mut Writer) {
        w.array(5).value(&self.ticket).uint(self.code).uint(self.gate);
        w.uint(self.at.wall_ms).uint(self.at.monotonic_ms);
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(5, "scan")?;
        Ok(Self {
            ticket: TicketId::decode(r)?,
            code: Step::decode(r, "step")?,
            gate: Step::decode(r, "step")?,
            at: read_at(r)?,
        })
    }
}

pub(super) fn read_at(r: &mut Reader<'_>) -> Result<ClockReading, WireError> {
    let wall_ms = r.uint(u64::MAX, "clock")?;
    Ok(ClockReading { wall_ms, monotonic_ms: r.uint(u64::MAX, "monotonic clock")? })
}

impl Wire for Watch {
    fn encode(&self, w: &mut Writer) {
        w.array(3).list(&self.scans, |w, scan| scan.encode(w));
        w.nullable(self.confirmed, |w, at| {
            w.array(2).uint(at.wall_ms).uint(at.monotonic_ms);
        });
        w.nullable(self.stale, |w, (id, at)| {
            w.array(3).value(&id).uint(at.wall_ms).uint(at.monotonic_ms);
        });
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(3, "clock watch")?;
        Ok(Self {
            scans: r.list(0, MAX_SCANS as u64, "scans", Scan::decode)?,
            confirmed: r.nullable("confirmed", |r| {
                r.array(2, "confirmed")?;
                read_at(r)
            })?,
            stale: r.nullable("stale", |r| {
                r.array(3, "stale")?;
                Ok((PresentationId::decode(r)?, read_at(r)?))
            })?,
        })
    }
}
