//! The organizer of every scenario, run by the command that organizers use.

use std::fs;
use std::sync::OnceLock;

use mogiri_tests::command::Stage;
use mogiri_tests::sources::workspace;

use crate::actor::Arguments;
use crate::outcome::Done;

/// 2026-12-19T17:00:00+09:00
const DOORS: u64 = 1_797_667_200;

pub(crate) struct Organizer(Stage);

impl Organizer {
    /// Made once; every scenario has a copy.
    pub(crate) fn new() -> Self {
        static MADE: OnceLock<Stage> = OnceLock::new();
        Self(MADE.get_or_init(Self::make).copy())
    }

    fn make() -> Stage {
        let stage = Stage::new();
        for name in ["event.toml", "orders.csv"] {
            let given = fs::read(workspace().join("tests/scenarios").join(name));
            stage.write(name, given.expect("the scenarios' event is there"));
        }
        stage.at(DOORS, "issuer init org").exits(0);
        stage.at(DOORS, "issuer event org event.toml --out event.mgr").exits(0);
        stage
    }

    pub(crate) fn act(&self, act: &str, with: &Arguments) -> Done {
        match act {
            "event" => Done::ok().bytes(self.0.read("event.mgr")),
            "issue" => Done::ok().bytes(self.issue(&with.bytes("request"))),
            "certify" => Done::ok().bytes(self.certify(with)),
            other => panic!("an organizer cannot {other}"),
        }
    }

    fn issue(&self, request: &[u8]) -> Vec<u8> {
        fs::create_dir_all(self.0.path("requests")).expect("a scratch folder can be made");
        self.0.write("requests/1001.mgr", request);
        let lists = "--event event.mgr --orders orders.csv --requests requests --out tickets";
        self.0.at(DOORS, &format!("issuer issue org {lists}")).exits(0);
        self.0.read("tickets/1001.mgr")
    }

    fn certify(&self, with: &Arguments) -> Vec<u8> {
        self.0.write("enrolment.mgr", with.bytes("enrolment"));
        let roles = with.text_or("roles", "scan,stamp,void");
        let grant = format!("--enrol enrolment.mgr --roles {roles} --gates {}", with.text("gate"));
        self.0.at(DOORS, &format!("issuer staff org --event event.mgr {grant} --out staff.mgr")).exits(0);
        self.0.read("staff.mgr")
    }
}
