//! The day before, the day after, and the phone that is sold.

#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test that cannot go on fails here")]

mod common;

use common::{EVENING, Stage, keys, text};

const AFTER: u64 = EVENING + 86_400;

/// What a verb tells people.
fn told(stage: &Stage, words: &str) -> String {
    let output = stage.command(&format!("{words} --at {EVENING}")).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_day_before_a_check_says_in_both_languages_that_the_ticket_works_offline() {
    let stage = Stage::evening();
    let day_before = EVENING - 86_400;
    let found = stage.at(day_before, "wallet check w/注文2").exits(0).json();
    assert_eq!(keys(&found), ["faults", "rows", "tickets"]);
    assert_eq!((&found["faults"], &found["rows"]["ticket"]), (&serde_json::json!([]), &1.into()));
    let ticket = &found["tickets"][0];
    let parts = ["key", "code", "clock", "event"].map(|part| text(&ticket[part]));
    assert_eq!(
        (parts, &ticket["works_offline"]),
        (["here", "holds", "fine", "known"].map(str::to_owned), &true.into())
    );
    let told = told(&stage, "wallet check w/注文2");
    for word in
        ["○ オフラインで使えます / works offline", "鍵 / key", "時計 / clock", "破損なし / store whole"]
    {
        assert!(told.contains(word), "{word}: {told}");
    }
}

#[test]
fn a_damaged_folder_is_told_row_by_row() {
    let stage = Stage::evening();
    let path = stage.path("w/注文2/store.db");
    let mut bytes = std::fs::read(&path).unwrap();
    // A page is 4 KiB: some of these stand in a row or an index of the last one, wherever its free space is.
    let last = bytes.len() - 4096;
    bytes[last..].iter_mut().step_by(64).for_each(|byte| *byte ^= 1);
    std::fs::write(&path, bytes).unwrap();
    let found = stage.run("wallet check w/注文2").exits(1).json();
    assert_ne!(found["faults"], serde_json::json!([]));
    assert_eq!(found["tickets"], serde_json::Value::Null);
    assert!(told(&stage, "wallet check w/注文2").contains("× 保存データの破損 / store damaged"));
    let sound = stage.run("gate check a").exits(0).json();
    assert_eq!(keys(&sound), ["faults", "logs", "rows"]);
}

/// Changes the last byte of a table's oldest row. It stands at the end of the table's first page, whose number follows
/// the table's name in the schema.
fn damage(stage: &Stage, folder: &str, table: &str) {
    const PAGE: usize = 4096;
    let path = stage.path(&format!("{folder}/store.db"));
    let mut bytes = std::fs::read(&path).unwrap();
    let named = format!("table{table}{table}").into_bytes();
    let at = bytes.windows(named.len()).position(|window| window == named.as_slice()).unwrap();
    let page = usize::from(bytes[at + named.len()]);
    bytes[page * PAGE - 1] ^= 1;
    std::fs::write(&path, bytes).unwrap();
}

#[test]
fn a_damaged_gate_is_told_by_table_and_row() {
    let stage = Stage::evening();
    damage(&stage, "a", "meta");
    let found = stage.run("gate check a").exits(1).json();
    let fault = serde_json::json!({ "code": "ROW_CHANGED", "table": "meta", "row": 1 });
    assert_eq!(found["faults"], serde_json::json!([fault]));
    let told = told(&stage, "gate check a");
    for word in ["× 保存データの破損 / store damaged", "ROW_CHANGED meta row 1: "] {
        assert!(told.contains(word), "{word}: {told}");
    }
    stage.run("gate check b").exits(0);
}

#[test]
fn a_damaged_wallet_is_mended_and_its_other_tickets_are_shown() {
    let stage = Stage::evening();
    let before = stage.tickets("w/注文1");
    assert!(before.len() > 1);
    damage(&stage, "w/注文1", "ticket");
    assert_eq!(stage.run("wallet list w/注文1").exits(1).error()["code"], "STORE_CORRUPT");
    let mended = stage.run("wallet mend w/注文1").exits(0).json();
    assert_eq!(keys(&mended), ["aside", "kept", "lost"]);
    assert_eq!(mended["lost"], serde_json::json!({ "ticket": 1 }));
    assert_eq!(mended["kept"]["ticket"], before.len() - 1);
    assert!(stage.path("w/注文1/store.mended-1").exists());
    assert!(stage.run("wallet list w/注文1").err.contains("an older copy"));
    for dismissed in ["ROLLED_BACK", "none"] {
        let told = stage.run("wallet dismiss-rollback w/注文1").exits(0).json();
        assert_eq!(told, serde_json::json!({ "dismissed": dismissed }));
    }
    assert_eq!(stage.run("wallet list w/注文1").exits(0).err, "");
    let left = stage.tickets("w/注文1");
    assert_eq!(left.len(), before.len() - 1);
    stage.run(&format!("wallet show w/注文1 {}", left[0])).exits(0);
    let found = stage.run("wallet check w/注文1").json();
    assert_eq!(found["faults"], serde_json::json!([]));
    assert!(told(&stage, "wallet mend w/注文1").contains("破損なし / nothing is damaged"));
    assert_eq!(stage.run("wallet mend nowhere").exits(1).error()["code"], "NO_WALLET");
}

#[test]
fn a_ticket_whose_issuers_key_was_revoked_is_not_ready() {
    let stage = Stage::evening();
    stage.run("issuer salvage org --event event.mgr --out saved").exits(0);
    stage.run("wallet import w/注文2 saved/event.mgr").exits(0);
    let found = stage.run("wallet check w/注文2").exits(3).json();
    assert_eq!(found["faults"], serde_json::json!([]));
    let ticket = &found["tickets"][0];
    let parts = ["key", "code", "clock", "event"].map(|part| text(&ticket[part]));
    assert_eq!(
        (parts, &ticket["works_offline"]),
        (["here", "KEY_REVOKED", "fine", "KEY_REVOKED"].map(str::to_owned), &false.into())
    );
    let told = told(&stage, "wallet check w/注文2");
    for word in ["△ このままでは使えません / not ready", "× コード / code", "△ 公演ファイル / event file"]
    {
        assert!(told.contains(word), "{word}: {told}");
    }
}

#[test]
fn a_ticket_that_can_still_be_used_is_forgotten_only_at_its_holders_word() {
    let stage = Stage::evening();
    let ticket = &stage.tickets("w/注文1")[0];
    let kept = stage.run(&format!("wallet forget w/注文1 {ticket}")).exits(1).error();
    assert_eq!(kept["code"], "STILL_VALID");
    let gone = stage.run(&format!("wallet forget w/注文1 {ticket} --still-valid")).exits(0).json();
    assert_eq!(keys(&gone), ["events", "hardware_keys_left", "keys", "tickets", "traces"]);
    assert_eq!(
        (&gone["tickets"], &gone["keys"], text(&gone["traces"])),
        (&1.into(), &1.into(), "gone".into())
    );
    let other = &stage.tickets("w/注文1")[0];
    assert_ne!(other, ticket);
    let gone = stage.at(AFTER, &format!("wallet forget w/注文1 {other}")).exits(0).json();
    assert_eq!(gone["events"], 1);
    let held = stage.run("wallet exposure w/注文1").exits(0).json();
    assert_eq!(keys(&held[0]), ["count", "erased", "from", "kind", "until"]);
    assert_eq!(
        (&held[0]["kind"], &held[0]["count"], &held[0]["erased"]),
        (&"tickets".into(), &0.into(), &2.into())
    );
}

#[test]
fn a_purge_waits_for_a_signed_time_and_says_so() {
    let stage = Stage::evening();
    let later = EVENING + 200 * 86_400;
    // The command's monotonic clock follows --at, and no gate has told this wallet any time.
    let waits = stage.at(later, "wallet purge w/注文2").exits(0).json();
    assert_eq!((&waits["tickets"], waits["unproven"].as_array().unwrap().len()), (&0.into(), 1));
    assert_eq!(stage.at(EVENING, "gate purge a").exits(1).error()["code"], "NOT_DUE");
    assert_eq!(stage.at(later, "gate purge a").exits(1).error()["code"], "TIME_UNPROVEN");
    stage.at(later, "issuer rotate org --event event.mgr --out later.mgr").exits(0);
    stage.at(later, "wallet import w/注文2 later.mgr").exits(0);
    assert_eq!(stage.at(later, "wallet purge w/注文2").exits(0).json()["tickets"], 1);
    stage.at(later, "gate update a later.mgr").exits(0);
    let purged = stage.at(later, "gate purge a").exits(0).json();
    assert_eq!(keys(&purged), ["manifest", "names", "traces"]);
    assert_eq!(stage.at(later, "wallet list w/注文2").exits(0).json(), serde_json::json!([]));
}

#[test]
fn a_wiped_wallet_is_gone_with_its_vault_and_nobody_is_wiped_unasked() {
    let stage = Stage::evening();
    let asked = stage.run("wallet wipe w/注文1").exits(2).error();
    assert_eq!(asked["code"], "USAGE");
    let wiped = stage.run("wallet wipe w/注文1 --yes").exits(0).json();
    assert_eq!((&wiped["valid"], &wiped["waiting"]), (&2.into(), &0.into()));
    assert!(!stage.path("w/注文1").exists() && !stage.path("w/注文1.vault").exists());
    assert_eq!(stage.run("wallet wipe w/注文1 --yes").exits(1).error()["code"], "NO_WALLET");
    assert_eq!(stage.run("wallet wipe w/nobody --yes").exits(1).error()["code"], "NO_WALLET");
    // A wallet whose key is lost goes too.
    std::fs::remove_dir_all(stage.path("w/注文2.vault")).unwrap();
    stage.run("wallet wipe w/注文2 --yes").exits(0);
    assert!(!stage.path("w/注文2").exists());
}
