//! The sandbox: tickets to try an app with, made without a server.

use std::sync::Arc;

use mogiri::issuer::{self, IssuerVault};
use mogiri::sandbox::{self, Expected, SampleKind};
use mogiri::stamp::{self, Phase, Point, Touch};
use mogiri::ticket::Time;
use tempfile::TempDir;

use crate::clock::{StandingClock, host, rng};
use crate::{Issuer, OrganizerError};

/// An organizer whose keys everybody has, with one event that is on: doors opened half an hour ago, the end is three
/// hours away; gate A takes all zones, gate B only zone R; a ticket goes to two friends in a row; the stamps 1 to 3.
///
/// Every real gate refuses its tickets as `TEST_TICKET`. Its folder is a temporary one and goes with the object.
#[derive(uniffi::Object)]
pub struct Sandbox {
    issuer: Arc<Issuer>,
    event: sandbox::Sandbox,
    clock: Arc<StandingClock>,
    _folder: TempDir,
}

/// A code that a gate of the sandbox's event answers in one way.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Sample {
    /// Which one.
    pub kind: SampleKind,
    /// The gate's name: A or B.
    pub gate: String,
    /// What that gate updates with before.
    pub documents: Vec<Vec<u8>>,
    /// The codes that it admits before, in this order.
    pub before: Vec<String>,
    /// The code, good for about 20 seconds around the sandbox's time.
    pub text: String,
    /// What it answers.
    pub verdict: SampleVerdict,
    /// The cause's stable code, unless it admits.
    pub reason: Option<String>,
}

/// How a gate answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum SampleVerdict {
    /// Let in.
    Admitted,
    /// Not with this code.
    Refused,
    /// A person with authority decides.
    Ask,
    /// One person, shown twice.
    Repeat,
}

/// How a simulated press lands on a screen.
#[derive(Debug, Clone, Copy, PartialEq, uniffi::Record)]
pub struct SimulatedPress {
    /// Pixels an inch of the screen.
    #[uniffi(default = 460.0)]
    pub dpi: f64,
    /// How far the stamp is turned, counter-clockwise, in degrees.
    #[uniffi(default = 0.0)]
    pub rotation_deg: f64,
    /// Where its middle lands, in millimetres from the screen's left edge.
    #[uniffi(default = 30.0)]
    pub x_mm: f64,
    /// The same from the top edge, growing downwards.
    #[uniffi(default = 60.0)]
    pub y_mm: f64,
    /// Standard deviation of a touch on each axis, in millimetres; 0.5 is a usual screen.
    #[uniffi(default = 0.3)]
    pub noise_mm: f64,
    /// When the first contact comes down, in milliseconds.
    #[uniffi(default = 0)]
    pub start_ms: u64,
    /// The same seed gives the same noise.
    #[uniffi(default = 0)]
    pub seed: u64,
}

/// One event of one touch, field by field what `Touch` of the wallet's library wants.
#[derive(Debug, Clone, Copy, PartialEq, uniffi::Record)]
pub struct SimulatedTouch {
    /// The touch this event belongs to.
    pub id: u64,
    /// Pixels from the screen's left edge.
    pub x_px: f64,
    /// Pixels from the screen's top edge, growing downwards.
    pub y_px: f64,
    /// Milliseconds.
    pub t_ms: u64,
    /// Which end of the touch.
    pub end: TouchEnd,
}

/// Which end of a touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum TouchEnd {
    /// The contact came down.
    Down,
    /// It was lifted.
    Up,
}

#[uniffi::export]
impl Sandbox {
    /// A sandbox at a moment. Give the time of the clock that wallet and gate have.
    #[uniffi::constructor]
    pub fn new(now: Time) -> Result<Arc<Self>, OrganizerError> {
        let folder = tempfile::tempdir().map_err(|_| OrganizerError::of("store", "STORE_IO"))?;
        let (place, clock) = (folder.path().join("organizer"), StandingClock::at(now));
        let vault = Arc::new(IssuerVault::make(&place, None, rng())?);
        let mut issuer = issuer::Issuer::sandbox(&place, host(clock.clone(), vault))?;
        let event = sandbox::Sandbox::new(&mut issuer, now)?;
        Ok(Arc::new(Self { issuer: Issuer::of(issuer), event, clock, _folder: folder }))
    }

    /// The event file for wallets and gates.
    pub fn event_file(&self) -> Vec<u8> {
        self.event.event_file().to_vec()
    }

    /// A ticket file with one ticket for each key of a wallet's request.
    pub fn tickets(&self, request: Vec<u8>) -> Result<Vec<u8>, OrganizerError> {
        self.issuer.with(|issuer| Ok(self.event.tickets(issuer, &request)?))
    }

    /// A certificate for a gate's enrolment: every role, all gates, for the evening.
    pub fn certify(&self, enrolment: Vec<u8>) -> Result<Vec<u8>, OrganizerError> {
        self.issuer.with(|issuer| Ok(self.event.certify(issuer, &enrolment)?))
    }

    /// A code for every verdict, made for the sandbox's time.
    pub fn samples(&self) -> Result<Vec<Sample>, OrganizerError> {
        Ok(self.event.samples()?.into_iter().map(Sample::from).collect())
    }

    /// A code that a gate answers in one way.
    pub fn sample(&self, kind: SampleKind) -> Result<Sample, OrganizerError> {
        Ok(self.event.sample(kind)?.into())
    }

    /// The touches of stamp 1, 2 or 3, pressed this way.
    pub fn press(&self, stamp: u8, press: SimulatedPress) -> Result<Vec<SimulatedTouch>, OrganizerError> {
        let SimulatedPress { dpi, rotation_deg, x_mm, y_mm, noise_mm, start_ms, seed } = press;
        let origin_mm = Point { x: x_mm, y: y_mm };
        let press = stamp::SimulatedPress { dpi, rotation_deg, origin_mm, noise_mm, start_ms };
        let touches = sandbox::Sandbox::press(stamp, press, seed)?;
        Ok(touches.touches().iter().map(SimulatedTouch::from).collect())
    }

    /// The same organizer with every act, for other events.
    pub fn issuer(&self) -> Arc<Issuer> {
        self.issuer.clone()
    }

    /// Moves the organizer's clock, which judges how old a request is and dates lists. The event stays.
    pub fn set_time(&self, now: Time) {
        self.clock.set(now);
    }
}

impl From<&Touch> for SimulatedTouch {
    fn from(touch: &Touch) -> Self {
        let end = if touch.phase == Phase::Began { TouchEnd::Down } else { TouchEnd::Up };
        Self { id: touch.id, x_px: touch.x_px, y_px: touch.y_px, t_ms: touch.t_ms, end }
    }
}

impl From<sandbox::Sample> for Sample {
    fn from(sample: sandbox::Sample) -> Self {
        let (verdict, reason) = match sample.expected {
            Expected::Admitted => (SampleVerdict::Admitted, None),
            Expected::Refused(reason) => (SampleVerdict::Refused, Some(reason)),
            Expected::Ask(reason) => (SampleVerdict::Ask, Some(reason)),
            Expected::Repeat => (SampleVerdict::Repeat, None),
        };
        Self {
            kind: sample.kind,
            gate: sample.gate.to_owned(),
            documents: sample.documents,
            before: sample.before,
            text: sample.text,
            verdict,
            reason: reason.map(|reason| reason.code().to_owned()),
        }
    }
}
