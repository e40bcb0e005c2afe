//! Blanks on the command line: made for two gates, sold, given out for a ticket, withdrawn.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails here"
)]

mod common;

use common::{EVENING, Stage, text};

const BLANKS: &str = "issuer blanks org --event event.mgr";

/// Two gates that sell, each with blanks of its own of zone A.
fn box_offices() -> Stage {
    let stage = Stage::evening();
    for (folder, first) in [("s", 1), ("t", 3)] {
        seller(&stage, folder);
        let made =
            stage.run(&format!("{BLANKS} --enrol {folder}.enrol --zone A --count 2 --out {folder}.blanks"));
        let made = made.exits(0).json();
        assert_eq!((&made["first"], &made["count"], &made["zone"]), (&first.into(), &2.into(), &"A".into()));
        let taken = stage.run(&format!("gate update {folder} {folder}.blanks")).exits(0).json();
        assert_eq!(taken["blanks"], serde_json::json!({ "A": 2 }));
    }
    stage
}

fn seller(stage: &Stage, folder: &str) {
    stage.run(&format!("gate init {folder} --event event.mgr --gate A --out {folder}.enrol")).exits(0);
    let refused =
        stage.run(&format!("{BLANKS} --enrol {folder}.enrol --zone A --count 1 --out no.mgr")).exits(1);
    assert_eq!(refused.error()["code"], "NOT_CERTIFIED");
    let staff = format!("issuer staff org --event event.mgr --enrol {folder}.enrol --roles scan,issue");
    stage.run(&format!("{staff} --out {folder}.cert")).exits(0);
    stage.run(&format!("gate update {folder} {folder}.cert")).exits(0);
}

fn merge(stage: &Stage, from: &str, to: &str) {
    stage.run(&format!("gate export {from} --out {from}.journal")).exits(0);
    stage.run(&format!("gate merge {to} {from}.journal")).exits(0);
}

#[test]
fn a_blank_is_sold_at_one_gate_printed_and_admitted_at_another_once_they_met() {
    let stage = box_offices();
    let sold = stage.run("gate issue s --reason SALE --out sheet.pdf").exits(0).json();
    assert_eq!((&sold["number"], &sold["left"], &sold["replaced"]), (&1.into(), &1.into(), &().into()));
    assert!(stage.read("sheet.pdf").starts_with(b"%PDF"));
    let code = text(&sold["text"]);
    let asked = stage.scan(EVENING, "b", &code).exits(3).json();
    assert_eq!((&asked["verdict"], &asked["reason"]), (&"ask".into(), &"NOT_ISSUED".into()));
    merge(&stage, "s", "b");
    let admitted = stage.scan(EVENING + 10, "b", &code).exits(0).json();
    assert_eq!((&admitted["verdict"], &admitted["seat"]), (&"admitted".into(), &"".into()));
    assert_eq!(stage.run("gate report b").exits(0).json()["issued"], 1);
}

#[test]
fn paper_given_out_for_a_ticket_makes_the_phone_ask_the_lead() {
    let stage = box_offices();
    let ticket = stage.tickets("w/注文2").remove(0);
    stage.run("issuer manifest org --event event.mgr --out manifest.mgr").exits(0);
    stage.run("gate update s manifest.mgr").exits(0);
    let unknown = stage.run("gate issue s --replaces 000000 --reason LOST --out no.pdf").exits(1);
    assert_eq!(unknown.error()["code"], "TICKET_NOT_FOUND");
    let given = stage.run(&format!("gate issue s --replaces {ticket} --reason dead_phone --out sheet.pdf"));
    let given = given.exits(0).json();
    assert_eq!((&given["replaced"], &given["reason"]), (&ticket.clone().into(), &"DEAD_PHONE".into()));
    let code = stage.code(EVENING, "w/注文2", &ticket);
    assert_eq!(stage.scan(EVENING, "s", &code).exits(3).json()["reason"], "REISSUED");
    assert_eq!(stage.scan(EVENING, "s", &text(&given["text"])).exits(0).json()["verdict"], "admitted");
}

#[test]
fn pages_are_printed_again_and_blanks_run_out() {
    let stage = box_offices();
    let sold = stage.run("gate issue s --reason SALE --out one.pdf").exits(0).json();
    let again = stage.run("gate issue s --again --out again.pdf").exits(0).json();
    assert_eq!((&again["text"], &again["entry"]), (&sold["text"], &sold["entry"]));
    stage.run("gate issue s --reason SALE --out two.pdf").exits(0);
    let first = text(&sold["issued"]);
    let named = stage.run(&format!("gate issue s --again {first} --out again.pdf")).exits(0).json();
    assert_eq!(named["number"], 1);
    assert_eq!(stage.run("gate issue s --reason SALE --out no.pdf").exits(1).error()["code"], "NO_BLANKS");
    assert_eq!(stage.run("gate issue s --out no.pdf").exits(2).error()["code"], "USAGE");
    assert!(!stage.path("no.pdf").exists());
}

#[test]
fn a_blank_that_was_withdrawn_is_neither_sold_nor_admitted() {
    let stage = box_offices();
    let sold = stage.run("gate issue s --reason SALE --out sheet.pdf").exits(0).json();
    let id = text(&sold["issued"]);
    stage.run(&format!("issuer revoke org {id} --reason fraud --out revoked.mgr")).exits(0);
    stage.run("gate update s revoked.mgr").exits(0);
    let refused = stage.scan(EVENING, "s", &text(&sold["text"])).exits(3).json();
    assert_eq!(refused["reason"], "REVOKED");
}
