//! What an organizer says by name, and what a next version of an event keeps.

use rand_core::CryptoRng;

use super::IssuerError;
use crate::stamp::StampFamily;
use crate::ticket::{EventCore, GatePlan};

/// Of each stamp that is made here.
const CONTACTS: u8 = 4;
/// 2 mm, in 0.01 mm.
const TOLERANCE: u16 = 200;

/// A zone's number by its name.
///
/// # Errors
/// [`IssuerError::ZoneNotFound`] if there is none of this name.
pub fn zone_number(zones: &[String], name: &str) -> Result<u8, IssuerError> {
    let at = zones.iter().position(|zone| zone == name);
    at.and_then(|at| u8::try_from(at).ok()).ok_or(IssuerError::ZoneNotFound)
}

/// The number of a seat's zone. An event without zones has only the empty name, whose number is 0.
///
/// # Errors
/// As [`zone_number`].
pub fn seat_zone(zones: &[String], name: &str) -> Result<u8, IssuerError> {
    if zones.is_empty() && name.is_empty() { Ok(0) } else { zone_number(zones, name) }
}

/// A gate that takes zones by their names; all of them if none are named.
///
/// # Errors
/// As [`zone_number`].
pub fn gate_plan(name: String, takes: Option<&[String]>, zones: &[String]) -> Result<GatePlan, IssuerError> {
    let numbers = takes.map(|names| names.iter().map(|name| zone_number(zones, name)).collect());
    Ok(GatePlan { name, zones: numbers.transpose()? })
}

/// The capacitive stamps of an event: new ones, none for 0, or those of the version `before`, for they are of rubber.
///
/// # Errors
/// [`IssuerError::StampsChanged`] if the version before has another number of them, or stamps of a form that is not known
/// here; [`IssuerError::Stamps`] if so many cannot be told apart.
pub fn stamps(
    count: u8,
    before: Option<&EventCore>,
    rng: &mut dyn CryptoRng,
) -> Result<Option<StampFamily>, IssuerError> {
    if let Some(made) = before.and_then(|event| event.templates.as_deref()) {
        let made = StampFamily::decode(made).ok().filter(|made| made.templates().len() == usize::from(count));
        return made.map(Some).ok_or(IssuerError::StampsChanged);
    }
    Ok(if count == 0 { None } else { Some(StampFamily::generate(count, CONTACTS, TOLERANCE, rng)?) })
}
