//! The verbs about a wrong clock, and the end of a gate's log.

use mogiri_tests::command::{EVENING, Stage};

use crate::verbs::Verb;

/// The other gate's clock is ahead of the phones' by this much.
const AHEAD: u64 = 100;

/// Gates whose clocks five phones have confirmed, each with a code that it called outdated, and one with a supervisor.
pub(crate) fn prepare() -> Stage {
    let stage = Stage::evening();
    for (gate, at) in [("a", EVENING), ("b", EVENING + AHEAD)] {
        for order in 2..=6 {
            let code = stage.code(&format!("w/o{order}"), at);
            stage.tell(at, &["gate", "scan", gate, &code]).exits(0);
        }
    }
    let outdated = |wallet: &str, shown: u64, gate: &str, at: u64| {
        stage.tell(at, &["gate", "scan", gate, &stage.code(wallet, shown)]).exits(3);
    };
    outdated("w/o7", EVENING - AHEAD, "a", EVENING);
    outdated("w/o1", EVENING, "b", EVENING + AHEAD);
    stage.at(EVENING + AHEAD, "gate beacon b --out o1.beacon").exits(0);
    stage.run("gate init c --event event.mgr --gate A --out c.enrol").exits(0);
    let staff = "issuer staff org --event event.mgr --enrol c.enrol --roles scan,supervise --out c.cert";
    stage.run(staff).exits(0);
    stage.run("gate update c c.cert").exits(0);
    stage.admit("c", &stage.code("w/o8", EVENING));
    stage
}

pub(crate) fn verbs() -> Vec<Verb> {
    vec![
        Verb::new("gate beacon", "gate beacon a --out o7.beacon").writes("o7.beacon"),
        Verb::new("wallet correct", "wallet correct w/o1 o1.beacon").tells("wallet correct w/o1 o1.beacon"),
        Verb::new("gate close", "gate close c --out c.head")
            .writes("c.head")
            .tells("gate close c")
            .tells("gate report c"),
    ]
}
