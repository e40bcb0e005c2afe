//! The verbs that erase: killed anywhere, what went is gone, and nobody else's ticket went with it.

use mogiri_tests::command::{EVENING, Stage};
use mogiri_tests::evening::{EVENT, HEADER};

use crate::verbs::Verb;

/// A hundred days before: an event whose purge time has passed on the evening.
const BEFORE: u64 = EVENING - 100 * 86_400;

/// Wallets and a gate of an event that is long over, and an event file that the organizer signed since.
pub(crate) fn prepare() -> Stage {
    let stage = Stage::new();
    stage.write(
        "event.toml",
        EVENT.replace("2026-12-19", "2026-09-10").replace("stamps = \"stamps.toml\"", ""),
    );
    let row = |order: &str, seat: u32| format!("{order},髙橋 一郎,たかはし いちろう,1列 {seat}番,S,adult\n");
    stage.write("orders.csv", format!("{HEADER}{}{}{}", row("o1", 1), row("o1", 2), row("o2", 3)));
    let then = |words: &str| drop(stage.at(BEFORE, words).exits(0));
    then("issuer init org --root root");
    then("issuer event org event.toml --out event.mgr");
    then("issuer issue org --event event.mgr --orders orders.csv --wallets w");
    then("gate init g --event event.mgr --gate A --out g.enrol");
    then("issuer staff org --event event.mgr --enrol g.enrol --roles scan,manual --out g.cert");
    then("gate update g g.cert");
    then("issuer manifest org --event event.mgr --out manifest.mgr");
    then("issuer guests org --event event.mgr --enrol g.enrol --out guests.mgr");
    then("gate update g manifest.mgr guests.mgr");
    let code = stage.code("w/o2", BEFORE);
    stage.tell(BEFORE, &["gate", "scan", "g", &code]).exits(0);
    stage.run("issuer rotate org --root root --event event.mgr --out later.mgr").exits(0);
    for wallet in ["w/o1", "w/o2"] {
        stage.run(&format!("wallet import {wallet} later.mgr")).exits(0);
    }
    stage.run("gate update g later.mgr").exits(0);
    stage
}

pub(crate) fn verbs(stage: &Stage) -> Vec<Verb> {
    vec![
        Verb::new("wallet forget", &format!("wallet forget w/o1 {}", stage.ticket("w/o1", 0)))
            .tells("wallet list w/o1")
            .tells("wallet check w/o1")
            .tells("wallet exposure w/o1")
            .or_ends_with(1),
        Verb::new("wallet purge", "wallet purge w/o2")
            .tells("wallet list w/o2")
            .tells("wallet check w/o2")
            .tells("wallet exposure w/o2"),
        Verb::new("wallet wipe", "wallet wipe w/o2 --yes")
            .tells("wallet init w/o2")
            .tells("wallet list w/o2")
            .or_ends_with(1),
        Verb::new("gate purge", "gate purge g")
            .tells("gate report g")
            .tells("gate check g")
            .tells("gate exposure g"),
    ]
}
