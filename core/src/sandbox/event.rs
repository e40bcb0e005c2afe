//! The sandbox's event: on for as long as anybody tries.

use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng as _;

use super::HOUR;
use crate::issuer::{EventPlan, IssuerError};
use crate::stamp::{FamilyError, StampFamily};
use crate::ticket::{EntryRule, GatePlan, Time};

const STAMPS: u8 = 3;
const CONTACTS: u8 = 4;
/// 2 mm, as organizers' families have it.
const TOLERANCE: u16 = 200;

/// The capacitive stamps 1 to 3, the same ones always.
pub(super) fn stamps() -> Result<StampFamily, FamilyError> {
    StampFamily::generate(STAMPS, CONTACTS, TOLERANCE, &mut ChaCha20Rng::seed_from_u64(0))
}

/// The event around a moment.
pub(super) fn plan(now: Time) -> Result<EventPlan, IssuerError> {
    Ok(EventPlan {
        title: "SAMPLE もぎりの試用公演".to_owned(),
        venue: "SAMPLE".to_owned(),
        timezone: "Asia/Tokyo".to_owned(),
        doors: now.shifted(-HOUR / 2),
        start: now.shifted(HOUR / 2),
        end: now.shifted(3 * HOUR),
        early: 0,
        late: 0,
        moved: 0,
        zones: vec!["S".to_owned(), "R".to_owned()],
        gates: vec![
            GatePlan { name: "A".to_owned(), zones: None },
            GatePlan { name: "B".to_owned(), zones: Some(vec![1]) },
        ],
        stamps: Some(stamps()?),
        hops: 2,
        deadline: 0,
        paper_twin: true,
        hw_bound: false,
        name_check: false,
        totp: false,
        entry_rule: EntryRule::Single,
        count: 1,
    })
}
