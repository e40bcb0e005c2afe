//! The short code, the answer to a challenge, and what `inspect` says of each rule.

mod common;

use common::{EVENING, Stage, text};

#[test]
fn a_short_code_opens_the_door_of_a_gate_that_carries_the_manifest() {
    let stage = Stage::evening();
    let ticket = &stage.tickets("w/注文1")[0];
    let show = format!("wallet show w/注文1 {ticket} --profile r");
    let shown = stage.at(EVENING, &show).exits(0).json();
    assert_eq!((&shown["profile"], &shown["bytes"]), (&"R".into(), &90.into()));
    let code = text(&shown["text"]);
    assert_eq!(stage.scan(EVENING, "a", &code).exits(3).json()["reason"], "NEED_PROOF");
    stage.run("issuer manifest org --event event.mgr --out manifest.mgr").exits(0);
    stage.run("gate update a manifest.mgr").exits(0);
    let code = text(&stage.at(EVENING + 10, &show).exits(0).json()["text"]);
    assert_eq!(stage.scan(EVENING + 10, "a", &code).exits(0).json()["verdict"], "admitted");
}

#[test]
fn an_answer_to_a_challenge_opens_the_door_to_a_phone_whose_clock_is_wrong() {
    let stage = Stage::evening();
    let ticket = &stage.tickets("w/注文2")[0];
    let late = stage.code(EVENING + 500, "w/注文2", ticket);
    assert_eq!(stage.scan(EVENING, "a", &late).exits(3).json()["reason"], "STALE");
    stage.at(EVENING, "gate challenge a --out challenge.mgr").exits(0);
    let nobody = stage.at(EVENING + 500, &format!("wallet answer w/注文2 {ticket} challenge.mgr"));
    assert_ne!(nobody.code, 0, "a person is asked first");
    let answer = format!("wallet answer w/注文2 {ticket} challenge.mgr --yes");
    let answered = stage.at(EVENING + 500, &answer).exits(0).json();
    assert_eq!(answered["profile"], "I");
    let code = text(&answered["text"]);
    assert_eq!(stage.scan(EVENING + 20, "a", &code).exits(0).json()["verdict"], "admitted");
    let spent = stage.scan(EVENING + 28, "a", &code).exits(3).json();
    assert_eq!((&spent["reason"], &spent["detail"]["challenge"]), (&"STALE".into(), &"over".into()));
}

#[test]
fn inspect_names_each_rule_that_holds_and_the_one_that_fails() {
    let stage = Stage::evening();
    let code = stage.code(EVENING, "w/注文1", &stage.tickets("w/注文1")[0]);
    stage.write("code.txt", &code);
    let rules = |told: serde_json::Value| -> Vec<(String, serde_json::Value)> {
        let checks = told["checks"].as_array().unwrap().clone();
        let rules = checks.iter().filter(|check| text(&check["check"]).starts_with("P-"));
        rules.map(|check| (text(&check["check"]), check["holds"].clone())).collect()
    };
    let told = rules(stage.run("inspect code.txt --event event.mgr").exits(0).json());
    let names: Vec<&str> = told.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names.len(), 15, "P-01 and P-03 to P-16: {names:?}");
    assert!(told.iter().take(13).all(|(_, holds)| *holds == true), "{told:?}");
    let late = rules(stage.at(EVENING + 60, "inspect code.txt --event event.mgr").exits(0).json());
    assert!(late.contains(&("P-13".to_owned(), false.into())), "{late:?}");
}
