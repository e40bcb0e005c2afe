//! The organizer of every scenario: the library that servers and the sandbox have.

use std::fs;
use std::sync::{Arc, OnceLock};

use mogiri::ticket::Time;
use mogiri_organizer::{EventPlan, GatePlan, Issuer, OrganizerError, Sandbox, Seat, SeatKind, StaffGrant};
use mogiri_tests::sources::workspace;
use serde::Deserialize;

use crate::actor::Arguments;
use crate::outcome::Done;

/// The event and its one order, as every language reads them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    title: String,
    venue: String,
    timezone: String,
    doors: u64,
    start: u64,
    end: u64,
    gates: Vec<String>,
    zones: Vec<String>,
    hops: u8,
    order: String,
    seats: Vec<GivenSeat>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GivenSeat {
    place: String,
    zone: String,
    name: String,
    reading: String,
    #[serde(default)]
    kind: Option<GivenKind>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum GivenKind {
    Child,
    Wheelchair,
    Companion,
}

pub(crate) struct Organizer {
    /// Its folder goes with it.
    _sandbox: Arc<Sandbox>,
    issuer: Arc<Issuer>,
    event_file: Vec<u8>,
}

impl Organizer {
    pub(crate) fn new() -> Self {
        let sandbox = Sandbox::new(time(given().doors)).expect("a sandbox can be made");
        let issuer = sandbox.issuer();
        let event_file = issuer.sign_event(given().plan(), None).expect("the scenarios' event can be signed");
        Self { _sandbox: sandbox, issuer, event_file }
    }

    pub(crate) fn act(&self, act: &str, with: &Arguments) -> Done {
        let made = match act {
            "event" => Ok(self.event_file.clone()),
            "issue" => self.issue(with.bytes("request")),
            "certify" => self.certify(with),
            "manifest" => self.issuer.manifest(self.event_file.clone()),
            "guestList" => self.issuer.guest_list(self.event_file.clone(), with.bytes("enrolment")),
            other => panic!("an organizer cannot {other}"),
        };
        Done::ok().bytes(made.unwrap_or_else(|error| panic!("{act}: {error}")))
    }

    fn issue(&self, request: Vec<u8>) -> Result<Vec<u8>, OrganizerError> {
        let given = given();
        let seats = given.seats.iter().map(GivenSeat::seat).collect();
        let issued = self.issuer.issue(self.event_file.clone(), given.order.clone(), seats, vec![request])?;
        Ok(issued.files.into_iter().next().expect("an order of two seats fills one file"))
    }

    fn certify(&self, with: &Arguments) -> Result<Vec<u8>, OrganizerError> {
        let roles = with.text_or("roles", "scan,stamp,void").split(',').map(str::to_owned).collect();
        let grant = StaffGrant { roles, gates: Some(vec![with.text("gate")]), from: None, until: None };
        self.issuer.certify(self.event_file.clone(), with.bytes("enrolment"), grant)
    }
}

impl Given {
    fn plan(&self) -> EventPlan {
        let gate = |name: &String| GatePlan { name: name.clone(), zones: None };
        EventPlan {
            title: self.title.clone(),
            venue: self.venue.clone(),
            timezone: self.timezone.clone(),
            doors: time(self.doors),
            start: time(self.start),
            end: time(self.end),
            zones: self.zones.clone(),
            gates: self.gates.iter().map(gate).collect(),
            early: 0,
            late: 0,
            moved_seconds: 0,
            hops: self.hops,
            deadline_minutes: 0,
            stamps: 0,
            flags: Vec::new(),
            entry_rule: None,
        }
    }
}

impl GivenSeat {
    fn seat(&self) -> Seat {
        let Self { place, zone, name, reading, kind } = self;
        let kind = kind.map(|kind| match kind {
            GivenKind::Child => SeatKind::Child,
            GivenKind::Wheelchair => SeatKind::Wheelchair,
            GivenKind::Companion => SeatKind::Companion,
        });
        Seat {
            place: place.clone(),
            zone: zone.clone(),
            name: name.clone(),
            reading: reading.clone(),
            kind,
            card: None,
        }
    }
}

fn time(seconds: u64) -> Time {
    Time::from_clock_ms(seconds * 1000)
}

fn given() -> &'static Given {
    static GIVEN: OnceLock<Given> = OnceLock::new();
    GIVEN.get_or_init(|| {
        let file = workspace().join("tests/scenarios/organizer/event.json");
        let text = fs::read(file).expect("the scenarios' event is there");
        serde_json::from_slice(&text).expect("the scenarios' event is readable")
    })
}
