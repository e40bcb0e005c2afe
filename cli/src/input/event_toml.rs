//! `event.toml`: what the organizer says about an event, before it becomes a signed event core (protocol §4.1).

use std::path::PathBuf;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use mogiri::issuer::zone_number;
use mogiri::ticket::EntryRule;

use super::encoding::decode;
use super::error::{InputError, Problem};
use super::table::{Field, Source, Table};

const KEYS: [&str; 14] = [
    "title",
    "venue",
    "timezone",
    "doors",
    "start",
    "end",
    "gates",
    "zones",
    "gate_zones",
    "early_minutes",
    "late_minutes",
    "moved_minutes",
    "policy",
    "stamps",
];
const MINUTES_A_YEAR: u32 = 366 * 24 * 60;
const MINUTES_TEN_YEARS: i32 = 3_660 * 24 * 60;

/// An event as its organizer wrote it down, within the bounds of protocol §4.1. Texts are NFC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventPlan {
    /// 1 to 120 bytes.
    pub title: String,
    /// 0 to 120 bytes.
    pub venue: String,
    /// A name of the IANA time zone database, in its own spelling, 1 to 40 bytes.
    pub timezone: String,
    /// When the doors open; credentials are valid from here.
    pub doors: Timestamp,
    /// When the show begins, not before the doors.
    pub start: Timestamp,
    /// When credentials end, after the doors and not before the start.
    pub end: Timestamp,
    /// 1 to 255 gates. A gate's place in the list is its number.
    pub gates: Vec<GatePlan>,
    /// 0 to 255 zones of 1 to 24 bytes. A zone's place in the list is its number.
    pub zones: Vec<String>,
    /// Minutes before `doors` at which gates admit already.
    pub early_minutes: u32,
    /// Minutes after `end` at which gates admit still.
    pub late_minutes: u32,
    /// Minutes by which the whole event has moved; negative for earlier.
    pub moved_minutes: i32,
    /// What holders may do with their tickets.
    pub policy: PolicyPlan,
    /// The stamps' file as written, to be taken relative to this one.
    pub stamps: Option<PathBuf>,
}

/// A door with a staff device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatePlan {
    /// 1 to 24 bytes.
    pub name: String,
    /// Numbers of the zones it lets in, or `None` for all.
    pub zones: Option<Vec<u8>>,
}

/// What holders may do with their tickets.
#[allow(clippy::struct_excessive_bools, reason = "each is a key of the file")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyPlan {
    /// How often a ticket may be handed on, 0 to 3.
    pub hops: u8,
    /// Minutes before `end` at which handing on stops, at most the time from `doors` to `end`.
    pub deadline_minutes: u32,
    /// Whether a ticket on a phone may be printed too.
    pub paper_twin: bool,
    /// Whether a ticket is bound to a key in a phone's hardware.
    pub hw_bound: bool,
    /// Whether gates compare the visitor's name.
    pub name_check: bool,
    /// Whether a ticket also has digits for turnstiles; it then cannot be handed on.
    pub totp: bool,
    /// How often a ticket lets somebody in.
    pub entry: EntryRule,
    /// How often one of the entry rule "count" does, from 2; else 1.
    pub count: u16,
}

impl Default for PolicyPlan {
    fn default() -> Self {
        Self {
            hops: 2,
            deadline_minutes: 0,
            paper_twin: false,
            hw_bound: false,
            name_check: false,
            totp: false,
            entry: EntryRule::Single,
            count: 1,
        }
    }
}

impl EventPlan {
    /// Minutes from doors to end, rounded up, as a credential carries them.
    pub fn minutes(&self) -> u32 {
        minutes_between(self.doors, self.end)
    }
}

/// Reads `event.toml`. `file` is the name that errors call it by.
///
/// # Errors
/// The first key, value or time that is wrong or missing, with its line.
pub fn read_event(bytes: &[u8], file: &str) -> Result<EventPlan, InputError> {
    let source = Source::new(file, decode(bytes, file)?);
    let entries = source.parse()?;
    let table = Table::root(source, &entries).only(&KEYS)?;

    let title = table.required("title")?.text(1..=120)?;
    let venue = table.required("venue")?.text(0..=120)?;
    let timezone = read_timezone(&table.required("timezone")?)?;
    let (doors, start, end) = read_times(&table)?;
    let zones = table.required("zones")?.names(0..=255)?;
    let gates = read_gates(&table, &zones)?;
    let minutes = |key: &str| table.optional(key).map_or(Ok(0), |field| field.integer(0..=MINUTES_A_YEAR));
    let moved = |field: Field<'_>| field.integer(-MINUTES_TEN_YEARS..=MINUTES_TEN_YEARS);
    Ok(EventPlan {
        title,
        venue,
        timezone,
        doors,
        start,
        end,
        gates,
        zones,
        early_minutes: minutes("early_minutes")?,
        late_minutes: minutes("late_minutes")?,
        moved_minutes: table.optional("moved_minutes").map_or(Ok(0), moved)?,
        policy: read_policy(&table, minutes_between(doors, end))?,
        stamps: table.optional("stamps").map(|field| field.text(1..=1024).map(PathBuf::from)).transpose()?,
    })
}

fn read_timezone(field: &Field<'_>) -> Result<String, InputError> {
    let name = field.text(1..=40)?;
    let zone = TimeZone::get(&name).ok().filter(|zone| !zone.is_unknown());
    let known = zone.as_ref().and_then(TimeZone::iana_name).map(str::to_owned);
    known.ok_or_else(|| field.refuse(Problem::UnknownTimezone))
}

fn read_times(table: &Table<'_>) -> Result<(Timestamp, Timestamp, Timestamp), InputError> {
    let (doors_field, start_field) = (table.required("doors")?, table.required("start")?);
    let end_field = table.required("end")?;
    let (doors, start, end) = (doors_field.time()?, start_field.time()?, end_field.time()?);
    if start < doors {
        return Err(start_field.refuse(Problem::TimeOrder { earlier: "doors", later: "start" }));
    }
    if end < start {
        return Err(end_field.refuse(Problem::TimeOrder { earlier: "start", later: "end" }));
    }
    if end <= doors {
        return Err(end_field.refuse(Problem::TimeOrder { earlier: "doors", later: "end" }));
    }
    Ok((doors, start, end))
}

fn read_gates(table: &Table<'_>, zones: &[String]) -> Result<Vec<GatePlan>, InputError> {
    let names = table.required("gates")?.names(1..=255)?;
    let mut gates: Vec<GatePlan> = names.into_iter().map(|name| GatePlan { name, zones: None }).collect();
    if let Some(field) = table.optional("gate_zones") {
        for (name, zones_field) in field.table()?.fields() {
            let name = super::text::nfc(name);
            let Some(gate) = gates.iter_mut().find(|gate| gate.name == name) else {
                return Err(zones_field.refuse(Problem::UnknownGate { key: zones_field.key() }));
            };
            gate.zones = Some(read_gate_zones(&zones_field, zones)?);
        }
    }
    Ok(gates)
}

/// The zones' numbers, in the organizer's order: under the rule "zones" the first is the gate's own.
fn read_gate_zones(field: &Field<'_>, zones: &[String]) -> Result<Vec<u8>, InputError> {
    let unknown = |_| field.refuse(Problem::UnknownZone { key: field.key() });
    let number = |name: &String| zone_number(zones, name).map_err(unknown);
    field.names(1..=255)?.iter().map(number).collect()
}

fn read_policy(table: &Table<'_>, minutes: u32) -> Result<PolicyPlan, InputError> {
    const KEYS: [&str; 8] =
        ["hops", "deadline_minutes", "paper_twin", "hw_bound", "name_check", "totp", "entry", "count"];
    let mut policy = PolicyPlan::default();
    let Some(field) = table.optional("policy") else {
        return Ok(policy);
    };
    let table = field.table()?.only(&KEYS)?;
    let truth = |key: &str| table.optional(key).map_or(Ok(false), |field| field.truth());
    (policy.totp, policy.name_check) = (truth("totp")?, truth("name_check")?);
    (policy.paper_twin, policy.hw_bound) = (truth("paper_twin")?, truth("hw_bound")?);
    if policy.totp {
        policy.hops = 0;
    }
    if let Some(hops) = table.optional("hops") {
        policy.hops = hops.integer(0..=3)?;
        if policy.totp && policy.hops > 0 {
            return Err(hops.refuse(Problem::TotpMoves));
        }
    }
    if let Some(deadline) = table.optional("deadline_minutes") {
        policy.deadline_minutes = deadline.integer(0..=minutes)?;
    }
    (policy.entry, policy.count) = read_entry(&table)?;
    Ok(policy)
}

/// `entry` and, with the rule "count" alone, `count`.
fn read_entry(table: &Table<'_>) -> Result<(EntryRule, u16), InputError> {
    let count = table.optional("count");
    let Some(field) = table.optional("entry") else {
        return count.map_or(Ok((EntryRule::Single, 1)), |count| Err(count.refuse(Problem::EntryCount)));
    };
    let rule = EntryRule::from_word(&field.text(1..=24)?).ok_or_else(|| field.refuse(Problem::EntryRule))?;
    match (rule, count) {
        (EntryRule::Count, Some(count)) => Ok((rule, count.integer(2..=u16::MAX)?)),
        (EntryRule::Count, None) => Err(field.refuse(Problem::EntryCount)),
        (_, Some(count)) => Err(count.refuse(Problem::EntryCount)),
        (_, None) => Ok((rule, 1)),
    }
}

fn minutes_between(doors: Timestamp, end: Timestamp) -> u32 {
    let seconds = u64::try_from(end.as_second() - doors.as_second()).unwrap_or(0);
    u32::try_from(seconds.div_ceil(60)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
