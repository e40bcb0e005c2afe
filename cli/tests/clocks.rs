//! A phone with a wrong clock at the door, and the end of the evening.

#![allow(clippy::indexing_slicing, reason = "a test that cannot go on fails here")]

mod common;

use common::{EVENING, Stage, keys, text};

/// The phone is seven minutes slow.
const SLOW: u64 = 420;

/// An evening with a gate at which five phones have entered, and two more orders.
fn evening() -> Stage {
    let stage = Stage::evening();
    let row = |n: u32| format!("k{n},a,a,2列 {n}番,S,adult\n");
    let rows: String = (1..=6).map(row).collect();
    stage.write("more.csv", format!("order,name,kana,seat,zone,kind\n{rows}"));
    stage.run("issuer issue org --event event.mgr --orders more.csv --wallets w").exits(0);
    for n in 2..=6 {
        let wallet = format!("w/k{n}");
        let code = stage.code(EVENING, &wallet, &stage.tickets(&wallet)[0]);
        stage.scan(EVENING, "a", &code).exits(0);
    }
    stage
}

#[test]
fn a_phone_seven_minutes_slow_is_refused_corrected_by_its_beacon_and_enters() {
    let stage = evening();
    let ticket = &stage.tickets("w/k1")[0];
    let code = stage.code(EVENING - SLOW, "w/k1", ticket);
    let refused = stage.scan(EVENING, "a", &code).exits(3).json();
    assert_eq!((text(&refused["reason"]), &refused["beacon"]), ("STALE".into(), &true.into()));
    stage.at(EVENING + 10, "gate beacon a --out k1.beacon").exits(0);

    let photographed = stage.at(EVENING - SLOW + 10, "wallet correct w/k2 k1.beacon").exits(3).json();
    assert_eq!(text(&photographed["outcome"]), "NOT_FOR_ME");

    let corrected = stage.at(EVENING - SLOW + 10, "wallet correct w/k1 k1.beacon").exits(0).json();
    assert_eq!(keys(&corrected), ["clock", "outcome", "seconds"]);
    assert_eq!((text(&corrected["outcome"]), &corrected["seconds"]), ("corrected".into(), &SLOW.into()));
    let code = stage.code(EVENING - SLOW + 20, "w/k1", ticket);
    assert_eq!(stage.scan(EVENING + 20, "a", &code).exits(0).json()["verdict"], "admitted");
}

#[test]
fn a_beacon_is_drawn_for_a_minute_and_only_by_a_gate_whose_clock_is_confirmed() {
    let stage = evening();
    let none = stage.at(EVENING, "gate beacon a").exits(1).error();
    assert_eq!(none["code"], "NOTHING_STALE");
    let outdated = stage.code(EVENING - SLOW, "w/k1", &stage.tickets("w/k1")[0]);
    let refused = stage.scan(EVENING, "b", &outdated).exits(3).json();
    assert_eq!(refused["beacon"], false);
    assert_eq!(stage.at(EVENING, "gate beacon b").exits(1).error()["code"], "CLOCK_UNCONFIRMED");
    stage.scan(EVENING, "a", &outdated).exits(3);
    let drawn = stage.at(EVENING + 60, "gate beacon a").exits(0).json();
    assert!(text(&drawn["text"]).starts_with("MG1:"));
    assert_eq!(stage.at(EVENING + 61, "gate beacon a").exits(1).error()["code"], "NOTHING_STALE");

    let clock = |gate: &str| stage.run(&format!("gate report {gate}")).exits(0).json()["clock"].clone();
    assert_eq!(
        (clock("a")["state"].clone(), clock("b")["state"].clone()),
        ("fine".into(), "CLOCK_UNCONFIRMED".into())
    );
    stage.run("gate export a --out a.journal").exits(0);
    stage.run("gate merge b a.journal").exits(0);
    assert_eq!(clock("b")["state"], "fine");
    stage.at(EVENING + 30, "gate beacon b").exits(0);
}

#[test]
fn a_supervisor_closes_a_gate_and_reads_the_head() {
    let stage = evening();
    assert_eq!(stage.run("gate close a").exits(1).error()["code"], "NOT_ALLOWED");
    stage.run("gate init c --event event.mgr --gate A --out c.enrol").exits(0);
    let staff = "issuer staff org --event event.mgr --enrol c.enrol --roles scan,supervise --out c.cert";
    stage.run(staff).exits(0);
    stage.run("gate update c c.cert").exits(0);
    let code = stage.code(EVENING, "w/k1", &stage.tickets("w/k1")[0]);
    stage.scan(EVENING, "c", &code).exits(0);
    let closed = stage.run("gate close c --out c.head").exits(0).json();
    assert_eq!(keys(&closed), ["code", "entries", "head", "log"]);
    assert_eq!(stage.run("gate merge a c.head").exits(0).json()["waiting"], 1, "the log is not here yet");
    stage.run("gate vector a --out a.vector").exits(0);
    let sent = stage.run("gate export c --out c.journal --for a.vector").exits(0).json();
    assert_eq!((&sent["entries"], sent["frames"].as_u64() > Some(1)), (&3.into(), true));
    stage.run("gate merge a c.journal").exits(0);
    assert_eq!(stage.run("gate merge a c.head").exits(0).json()["waiting"], 0);
    let history = stage.run("gate history c").exits(0).json();
    let last = &history["history"][0];
    assert_eq!((&last["act"], &last["stands"]), (&"admitted".into(), &true.into()));
    assert_eq!(stage.run("gate history c --last 0").exits(0).json()["history"], serde_json::json!([]));
    assert_eq!((&closed["entries"], text(&closed["head"]).len()), (&3.into(), 64));
    assert_eq!(stage.run("gate close c").exits(0).json(), closed);
}

#[test]
fn a_gate_an_hour_behind_takes_the_time_of_one_that_it_asked() {
    const HOUR: u64 = 3600;
    let stage = evening();
    stage.run("gate init c --event event.mgr --gate B --out c.enrol").exits(0);
    let staff = "issuer staff org --event event.mgr --enrol c.enrol --roles scan,supervise --out c.cert";
    stage.run(staff).exits(0);
    let behind = |seconds: u64, verb: &str| stage.at(EVENING - HOUR + seconds, verb);
    behind(0, "gate update c c.cert").exits(0);
    assert_eq!(behind(0, "gate clock c").exits(0).json()["state"], "CLOCK_UNCONFIRMED");
    behind(0, "gate clock c --ask --out q").exits(0);
    assert_eq!(stage.run("gate clock a --ask --out q2").exits(1).error()["code"], "NOT_ALLOWED");
    stage.run("gate clock a --tell q --out t").exits(0);
    assert_eq!(behind(5, "gate clock c --take t").exits(2).error()["code"], "USAGE");
    let taken = behind(5, "gate clock c --take t --yes").exits(0).json();
    assert_eq!(keys(&taken), ["offset", "seconds", "state", "taken"]);
    assert_eq!((&taken["offset"], &taken["state"]), (&(HOUR - 5).into(), &"fine".into()));
    let code = stage.code(EVENING, "w/k1", &stage.tickets("w/k1")[0]);
    stage.scan(EVENING - HOUR + 5, "c", &code).exits(0);
    assert_eq!(behind(5, "gate clock c --take t --yes").exits(1).error()["code"], "BAD_TIME");
}
