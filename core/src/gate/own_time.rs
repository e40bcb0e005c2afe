//! A supervisor takes another device's time for this gate (protocol §5, table K). Nothing that a peer sends does it by
//! itself: this gate asks with a nonce of its own, and a person looks at the difference before it counts.

use super::clock::{Watch, read_at};
use super::journal::Body;
use super::setup::replace;
use super::{ClockWatch, Gate, GateError};
use crate::code::{Beacon, BeaconPayload, Challenge, ChallengePayload};
use crate::ports::ClockReading;
use crate::ports::LogAct;
use crate::store::{StoreError, Table, Writer as Tables};
use crate::ticket::{PresentationId, Role, Time};
use crate::wire::{Reader, Wire, WireError, Writer};

/// K-03: how long an answer is waited for, in milliseconds.
const ASKED_MS: u64 = 60_000;
/// K-05: how far the two clocks may part before the offset falls, in milliseconds.
const MAX_PARTED_MS: u64 = 2_000;
/// K-05: how long an offset lives, in milliseconds.
const OFFSET_LIFE_MS: u64 = 12 * 3_600_000;

pub(super) const OWN_TIME: &[u8] = b"own time";

/// What another device says of the time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeerTime {
    /// The gate where it stands.
    pub gate: String,
    /// Its time less what this gate takes for now, in seconds.
    pub seconds: i64,
}

/// The durable row: the last question, and what is added to the system's clock.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct OwnTime {
    asked: Option<(PresentationId, ClockReading)>,
    offset: Option<Offset>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Offset {
    /// Told time less system's, in milliseconds.
    ms: i64,
    at: ClockReading,
}

impl OwnTime {
    pub(super) const ROW: (Table, &'static [u8]) = (Table::Judged, OWN_TIME);

    pub(super) fn read(row: Option<&[u8]>) -> Result<Self, StoreError> {
        let read = row.map(|row| Self::from_bytes(row, 256));
        read.transpose().map_err(|_| StoreError::Corrupt).map(Option::unwrap_or_default)
    }

    fn put(&self, tables: &mut Tables<'_>) -> Result<(), StoreError> {
        replace(tables, Table::Judged, OWN_TIME, &self.to_bytes())
    }

    /// K-05: what is added now.
    fn offset_ms(&self, now: ClockReading) -> Option<i64> {
        let offset = self.offset?;
        let age = now.since(offset.at, MAX_PARTED_MS)?;
        (age <= OFFSET_LIFE_MS).then_some(offset.ms)
    }

    /// When another device's time was taken: what was seen before is of another clock.
    pub(super) fn taken_at(&self) -> Option<ClockReading> {
        self.offset.map(|offset| offset.at)
    }

    /// The question that may still be answered.
    fn open_question(&self, now: ClockReading) -> Option<PresentationId> {
        let (id, at) = self.asked?;
        let age = now.since(at, MAX_PARTED_MS)?;
        (age <= ASKED_MS).then_some(id)
    }
}

impl Gate {
    /// This gate's time in milliseconds: the system's, with what a supervisor took from another device.
    pub(super) fn now_ms(&self) -> u64 {
        let now = self.clock.reading();
        now.wall_ms.saturating_add_signed(self.own_time.offset_ms(now).unwrap_or_default())
    }

    /// What this gate adds to the device's clock, in seconds, while it does.
    pub fn clock_offset(&self) -> Option<i64> {
        self.own_time.offset_ms(self.clock.reading()).map(|ms| ms / 1000)
    }

    /// K-01: asks another device for the time (role supervise), to be answered within a minute. The hours of the
    /// certificate are not asked: the clock that would tell them is in doubt.
    ///
    /// `[14, payload, signature, cert]`
    pub fn ask_time(&mut self) -> Result<Vec<u8>, GateError> {
        let certificate = self.certificate()?.clone();
        if !certificate.stands() || !certificate.payload().roles.has(Role::Supervise) {
            return Err(GateError::NotAllowed);
        }
        if !certificate.covers_gate(self.identity.gate) {
            return Err(GateError::NotYourGate);
        }
        let mut nonce = [0; 16];
        self.rng.fill_bytes(&mut nonce);
        let (event, seconds) = (self.documents.event().event, ChallengePayload::MAX_SECONDS);
        let (gate, time) = (self.identity.gate, self.now());
        let payload = ChallengePayload { event, gate, time, nonce, seconds, hpke: None };
        let own = OwnTime { asked: Some((question_id(&payload), self.clock.reading())), ..self.own_time };
        self.store.write(&mut *self.rng, |tables| own.put(tables))?;
        self.own_time = own;
        Ok(Challenge::sign(&payload, &self.key, &certificate).to_bytes())
    }

    /// K-02: this gate's time for another device that asked (role scan).
    ///
    /// `[6, payload, signature, cert]`
    ///
    /// # Errors
    /// [`GateError::BadTime`] for a question that does not hold; [`GateError::ClockSkewed`] and
    /// [`GateError::ClockUnconfirmed`] while this gate's own clock may be the wrong one.
    pub fn tell_time(&self, asked: &[u8]) -> Result<Vec<u8>, GateError> {
        self.check_role(Role::Scan, self.now())?;
        let asked = Challenge::from_message(asked)?;
        let held = asked.verify_at_any_hour(&self.documents, Role::Supervise);
        let (payload, staff) = held.map_err(|_| GateError::BadTime)?;
        if staff.key == self.key.public() {
            return Err(GateError::BadTime);
        }
        self.check_clock()?;
        let (presentation, gate, time) = (question_id(&payload), self.identity.gate, self.now());
        let payload = BeaconPayload { presentation, gate, time };
        Ok(Beacon::sign(&payload, &self.key, self.certificate()?).to_bytes())
    }

    /// K-03, K-04: what the answer says, for a person to see before [`Gate::take_time`]. Writes nothing.
    ///
    /// # Errors
    /// [`GateError::BadTime`] unless it is another device's answer to what this gate asked within the last minute;
    /// [`GateError::NotAllowed`] or the shift's errors where this certificate does not supervise at the time told.
    pub fn read_time(&self, answer: &[u8]) -> Result<PeerTime, GateError> {
        let told = self.told(answer)?;
        let seconds = told.time.seconds().cast_signed() - self.now().seconds().cast_signed();
        Ok(PeerTime { gate: self.documents.event().gate_name(told.gate), seconds })
    }

    /// K-05: takes the time told for this gate's own: durable, with an entry of its own in the journal. It replaces what
    /// was taken before, and falls when the device's clock is set, when the device is started again, and after 12 hours.
    pub fn take_time(&mut self, answer: &[u8]) -> Result<PeerTime, GateError> {
        self.logged(LogAct::TakeTime, |gate| {
            let (peer, told) = (gate.read_time(answer)?, gate.told(answer)?);
            let at = gate.clock.reading();
            let ms = (told.time.seconds() * 1000).cast_signed().saturating_sub_unsigned(at.wall_ms);
            let before = gate.own_time;
            gate.own_time = OwnTime { asked: None, offset: Some(Offset { ms, at }) };
            let taken = gate.write_own_time();
            if taken.is_err() {
                gate.own_time = before;
            }
            taken.map(|()| peer)
        })
    }

    /// What spoke for the clock before compared phones with another time.
    fn write_own_time(&mut self) -> Result<(), GateError> {
        let (own, watch) = (self.own_time, Watch::confirmed_at(self.clock.reading()));
        let draft = self.draft(Body::note(NOTE), None)?;
        let session = self.session;
        self.commit(draft, session, |tables| {
            own.put(tables)?;
            watch.put(tables)
        })?;
        self.watch = watch;
        Ok(())
    }

    fn told(&self, answer: &[u8]) -> Result<BeaconPayload, GateError> {
        let beacon = Beacon::from_message(answer)?;
        let told = beacon.verify(&self.documents).map_err(|_| GateError::BadTime)?;
        let own = beacon.read_by(&self.key.public()).is_some();
        let asked = self.own_time.open_question(self.clock.reading());
        if own || asked != Some(told.presentation) {
            return Err(GateError::BadTime);
        }
        self.check_role(Role::Supervise, told.time)?;
        Ok(told)
    }

    /// Whether this clock may be told to anybody.
    pub(super) fn check_clock(&self) -> Result<(), GateError> {
        match self.clock_watch() {
            ClockWatch::Fine => Ok(()),
            ClockWatch::Unconfirmed => Err(GateError::ClockUnconfirmed),
            ClockWatch::Skewed { seconds } => Err(GateError::ClockSkewed { seconds }),
        }
    }
}

/// The word of the entry that says so.
const NOTE: &str = "CLOCK_SET";

/// What a beacon answers in place of a presentation: the first 16 bytes of the question's hash.
pub(super) fn question_id(payload: &ChallengePayload) -> PresentationId {
    let mut id = [0; 16];
    id.copy_from_slice(payload.hash().as_bytes().split_at(16).0);
    PresentationId::from_bytes(id)
}

impl Wire for OwnTime {
    fn encode(&self, w: &mut Writer) {
        w.array(2).nullable(self.asked, |w, (id, at)| {
            w.array(3).value(&id).uint(at.wall_ms).uint(at.monotonic_ms);
        });
        w.nullable(self.offset, |w, offset| {
            w.array(3).int(offset.ms).uint(offset.at.wall_ms).uint(offset.at.monotonic_ms);
        });
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self, WireError> {
        r.array(2, "own time")?;
        Ok(Self {
            asked: r.nullable("asked", |r| {
                r.array(3, "asked")?;
                Ok((PresentationId::decode(r)?, read_at(r)?))
            })?,
            offset: r.nullable("offset", |r| {
                r.array(3, "offset")?;
                Ok(Offset { ms: r.int(Time::END.cast_signed() * 1000, "offset")?, at: read_at(r)? })
            })?,
        })
    }
}
