//! The organizer in Swift and Kotlin: [`Issuer`] for a server, [`Sandbox`] for tests of apps. No domain rule lives here.
//!
//! A library of its own, so that an app's tests run on the very library that its phones load, and no phone has this one.
//! Everything crosses as bytes, text and times.

mod clock;
mod error;
mod issuer;
mod plan;
mod remote;
mod sandbox;

pub use error::OrganizerError;
pub use issuer::{IssuedOrder, Issuer, RevocationLists, RevokeReason, StaffGrant};
pub use mogiri::sandbox::SampleKind;
pub use plan::{EntryRule, EventPlan, GatePlan, PlanFlag, Seat, SeatKind};
pub use sandbox::{Sample, SampleVerdict, Sandbox, SimulatedPress, SimulatedTouch, TouchEnd};

use mogiri::ticket::Time;

// A time is a `Date` in Swift and an `Instant` in Kotlin (uniffi.toml).
uniffi::custom_type!(Time, u64, {
    remote,
    lower: |time| time.seconds(),
    try_lift: |seconds| Ok(Time::from_clock_ms(seconds.saturating_mul(1000))),
});

uniffi::setup_scaffolding!();
