//! Tickets to try an app with, made without a server: their keys are everybody's, and every real door refuses them by
//! name (protocol §3, P-04).
//!
//! ```text
//! Sandbox::new ─▶ an event whose doors are open ─▶ tickets for a wallet's request, a certificate for a gate
//!                ─▶ Sample: a code for every verdict
//!                ─▶ touches of a simulated stamp
//! ```

mod code;
mod event;
mod sample;
#[cfg(test)]
mod tests;

use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng as _;

use crate::issuer::{IssueRow, Issuer, IssuerError, OrderIssue, StaffGrant, StaffHours, TicketKind};
use crate::stamp::{PressError, SimulatedPress, TouchLog};
use crate::ticket::{Role, Time};
use crate::transfer::Request;

pub use sample::{Expected, Sample, SampleKind};

const HOUR: i64 = 60 * 60;

/// One event that is on, of the organizer with everybody's keys ([`Issuer::sandbox`]).
#[derive(Debug, Clone)]
pub struct Sandbox {
    event_file: Vec<u8>,
    now: Time,
}

impl Sandbox {
    /// Signs the event. Doors opened half an hour before `now`, the end is three hours after it; gate A takes all zones,
    /// B only zone R; a ticket goes to two friends in a row; three stamps.
    pub fn new(issuer: &mut Issuer, now: Time) -> Result<Self, IssuerError> {
        let event_file = issuer.sign_event(&event::plan(now)?, None)?;
        Ok(Self { event_file, now })
    }

    /// The event file for wallets and gates.
    pub fn event_file(&self) -> &[u8] {
        &self.event_file
    }

    /// A ticket file with one ticket for each key of a wallet's request. The same request gives the same tickets.
    pub fn tickets(&self, issuer: &mut Issuer, request: &[u8]) -> Result<Vec<u8>, IssuerError> {
        let request = Request::verify(request).map_err(|error| IssuerError::Request { order: 0, error })?;
        let rows: Vec<IssueRow> = (1..=request.payload().keys.len()).map(row).collect();
        let order = base16ct::lower::encode_string(&request.digest());
        let wanted = OrderIssue { order: &order, rows: &rows, requests: &[request] };
        let outcome = issuer.issue(&self.event_file, &[wanted])?;
        outcome.into_iter().flat_map(|order| order.files).next().ok_or(IssuerError::NoTickets)
    }

    /// A certificate for a device: every role, all gates, from three hours before until nine hours after the
    /// sandbox's time.
    pub fn certify(&self, issuer: &mut Issuer, enrolment: &[u8]) -> Result<Vec<u8>, IssuerError> {
        let hours =
            StaffHours { from: Some(self.now.shifted(-3 * HOUR)), until: Some(self.now.shifted(9 * HOUR)) };
        let roles = Role::WORDS.iter().map(|(role, _)| *role).collect();
        issuer.certify(&self.event_file, enrolment, &StaffGrant { roles, gates: None, hours })
    }

    /// The touches of the stamp with this number, pressed this way; the same from the same seed.
    ///
    /// # Errors
    /// [`PressError`] for a density or a place that no screen has.
    pub fn press(stamp: u8, press: SimulatedPress, seed: u64) -> Result<TouchLog, SandboxPressError> {
        let family = event::stamps().map_err(|_| SandboxPressError::NoStamp)?;
        let template = family.get(stamp).ok_or(SandboxPressError::NoStamp)?;
        Ok(press.touches(template, &mut ChaCha20Rng::seed_from_u64(seed))?)
    }

    /// A code for every verdict, made for the sandbox's time.
    pub fn samples(&self) -> Result<Vec<Sample>, IssuerError> {
        SampleKind::ALL.iter().map(|kind| self.sample(*kind)).collect()
    }

    /// A code that a gate of this event answers in one way.
    pub fn sample(&self, kind: SampleKind) -> Result<Sample, IssuerError> {
        code::Maker::new(&self.event_file, self.now)?.sample(kind)
    }
}

/// Why there are no touches.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SandboxPressError {
    /// The sandbox has the stamps 1 to 3.
    #[error("the sandbox has no stamp of this number")]
    NoStamp,
    /// No screen has such a press.
    #[error(transparent)]
    Press(#[from] PressError),
}

fn row(number: usize) -> IssueRow {
    IssueRow {
        place: format!("SAMPLE {number}"),
        zone: u8::from(number.is_multiple_of(2)),
        kind: TicketKind::Adult,
        name: String::new(),
        reading: String::new(),
        card: None,
    }
}
