//! Events and seats as an organizer writes them.

use mogiri::issuer::{self, IssueRow, RowProblem, TicketKind};
use mogiri::ticket::{self, CardId, EventCore, Time};

use crate::OrganizerError;
use crate::clock::rng;

/// An event as the organizer wants it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct EventPlan {
    /// 1 to 120 bytes.
    pub title: String,
    /// 0 to 120 bytes.
    pub venue: String,
    /// IANA name.
    pub timezone: String,
    /// When the doors open.
    pub doors: Time,
    /// When the show starts.
    pub start: Time,
    /// When it ends.
    pub end: Time,
    /// Names of the zones. A new version may only add some at the end.
    pub zones: Vec<String>,
    /// The gates. A new version may only add some at the end.
    pub gates: Vec<GatePlan>,
    /// Seconds before the doors in which gates already admit.
    #[uniffi(default = 0)]
    pub early: u32,
    /// Seconds after the end in which gates still admit.
    #[uniffi(default = 0)]
    pub late: u32,
    /// Seconds by which everything has moved: the postponed show, with no re-issue.
    #[uniffi(default = 0)]
    pub moved_seconds: i64,
    /// How many friends in a row a ticket may be handed to, 0 to 3.
    #[uniffi(default = 0)]
    pub hops: u8,
    /// Minutes before the end after which nothing is handed on.
    #[uniffi(default = 0)]
    pub deadline_minutes: u32,
    /// How many capacitive stamps are made for the event, at most 24. A new version keeps those it has, so the number
    /// stays what it was.
    #[uniffi(default = 0)]
    pub stamps: u8,
    /// What is special about its tickets.
    #[uniffi(default = [])]
    pub flags: Vec<PlanFlag>,
    /// How often a ticket lets somebody in; nothing for once.
    #[uniffi(default = None)]
    pub entry_rule: Option<EntryRule>,
}

/// A gate.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct GatePlan {
    /// Its name.
    pub name: String,
    /// The zones it takes, by name; nothing for all.
    #[uniffi(default = None)]
    pub zones: Option<Vec<String>>,
}

/// What is special about the tickets of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum PlanFlag {
    /// A ticket on a phone may be printed too.
    PaperTwin,
    /// Bound to a key in a phone's hardware; never handed on.
    HardwareBound,
    /// Bound to its visitor's name, which gates compare.
    NameCheck,
    /// With digits for doors that know only TOTP; never handed on.
    Totp,
}

/// How often a ticket lets somebody in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum EntryRule {
    /// Once at a time: an exit opens the ticket again.
    PassOut,
    /// So many times.
    Count {
        /// From 2.
        times: u16,
    },
    /// Once in each zone.
    Zones,
}

/// One seat of an order.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Seat {
    /// Seat or place as people read it, at most 48 bytes in NFC.
    pub place: String,
    /// The zone's name; empty where the event has none.
    pub zone: String,
    /// The visitor's name. It stays in this folder, or goes sealed to its holder and single gates.
    #[uniffi(default = "")]
    pub name: String,
    /// Its reading, which stays in this folder.
    #[uniffi(default = "")]
    pub reading: String,
    /// Who it is for; nothing for anyone.
    #[uniffi(default = None)]
    pub kind: Option<SeatKind>,
    /// The id of a card or wristband that stands for the ticket, 4 to 16 bytes; such a ticket is not handed on. The id
    /// stays in this folder.
    #[uniffi(default = None)]
    pub card: Option<Vec<u8>>,
}

/// Who a seat is for, where staff treat them differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum SeatKind {
    /// A child.
    Child,
    /// A wheelchair space.
    Wheelchair,
    /// Someone who comes along to help.
    Companion,
}

impl EventPlan {
    /// The plan, and the stamps that the version before has already.
    pub(crate) fn into_core(self, before: Option<&EventCore>) -> Result<issuer::EventPlan, OrganizerError> {
        let (entry_rule, count) = rule(self.entry_rule);
        let has = |flag| self.flags.contains(&flag);
        let gate = |gate: GatePlan| issuer::gate_plan(gate.name, gate.zones.as_deref(), &self.zones);
        Ok(issuer::EventPlan {
            gates: self.gates.into_iter().map(gate).collect::<Result<_, _>>()?,
            stamps: issuer::stamps(self.stamps, before, &mut *rng())?,
            paper_twin: has(PlanFlag::PaperTwin),
            hw_bound: has(PlanFlag::HardwareBound),
            name_check: has(PlanFlag::NameCheck),
            totp: has(PlanFlag::Totp),
            title: self.title,
            venue: self.venue,
            timezone: self.timezone,
            doors: self.doors,
            start: self.start,
            end: self.end,
            early: self.early,
            late: self.late,
            moved: self.moved_seconds,
            zones: self.zones,
            hops: self.hops,
            deadline: self.deadline_minutes,
            entry_rule,
            count,
        })
    }
}

impl Seat {
    pub(crate) fn into_row(self, event: &EventCore) -> Result<IssueRow, OrganizerError> {
        let zone = issuer::seat_zone(&event.zones, &self.zone)?;
        let kind = match self.kind {
            None => TicketKind::Adult,
            Some(SeatKind::Child) => TicketKind::Child,
            Some(SeatKind::Wheelchair) => TicketKind::Wheelchair,
            Some(SeatKind::Companion) => TicketKind::Companion,
        };
        let card = self.card.map(|card| CardId::new(&card).map_err(|_| refused_card())).transpose()?;
        Ok(IssueRow { place: self.place, zone, kind, name: self.name, reading: self.reading, card })
    }
}

fn rule(rule: Option<EntryRule>) -> (ticket::EntryRule, u16) {
    match rule {
        None => (ticket::EntryRule::Single, 1),
        Some(EntryRule::PassOut) => (ticket::EntryRule::PassOut, 1),
        Some(EntryRule::Count { times }) => (ticket::EntryRule::Count, times),
        Some(EntryRule::Zones) => (ticket::EntryRule::Zones, 1),
    }
}

/// As the core says it of a row that it cannot read.
fn refused_card() -> OrganizerError {
    OrganizerError::of("row", RowProblem::Card.code())
}
