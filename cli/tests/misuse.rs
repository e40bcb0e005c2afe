//! Bad input, lost keys, busy folders, and verbs run twice.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails here")]

mod common;

use common::{EVENING, EVENT, ORDERS, Stage, text};

#[test]
fn what_is_wrong_in_an_input_file_is_named_with_its_line() {
    let stage = Stage::evening();
    stage.write("bad.toml", EVENT.replace("gates =", "gate ="));
    let wrong = stage.run("issuer event org bad.toml --out bad.mgr").exits(2).error();
    assert_eq!(wrong["code"], "BAD_INPUT");
    assert!(text(&wrong["message"]).starts_with("bad.toml, line 8:"), "{wrong}");
    assert!(!stage.path("bad.mgr").exists());

    stage.write("bad.csv", ORDERS.replace("wheelchair", "dog"));
    let wrong = stage.run("issuer issue org --event event.mgr --orders bad.csv --wallets w").exits(2).error();
    assert!(text(&wrong["message"]).starts_with("bad.csv, line 4:"), "{wrong}");

    stage.write("moved.csv", ORDERS.replace("1列 2番", "9列 9番"));
    let wrong =
        stage.run("issuer issue org --event event.mgr --orders moved.csv --wallets w").exits(2).error();
    assert_eq!(wrong["code"], "ROW_CHANGED");
    assert!(text(&wrong["message"]).starts_with("moved.csv, line 3:"), "{wrong}");
    assert!(!wrong.to_string().contains("注文"), "an order number in an error: {wrong}");
}

#[test]
fn an_unknown_column_is_one_warning() {
    let stage = Stage::evening();
    let rows: Vec<String> = ORDERS.lines().map(|line| format!("{line},memo\n")).collect();
    stage.write("orders.csv", rows.concat());
    let again = stage.run("issuer issue org --event event.mgr --orders orders.csv --wallets w").exits(0);
    assert_eq!((again.json()["new"].clone(), again.err.lines().count()), (0.into(), 1));
}

#[test]
fn issuing_again_and_after_rows_were_added_doubles_no_ticket() {
    let stage = Stage::evening();
    let before = stage.tickets("w/注文1");
    stage.write(
        "orders.csv",
        format!("{ORDERS}注文1,late,late,1列 9番,S,adult\n注文3,new,new,2列 1番,A,adult\n"),
    );
    let issue = "issuer issue org --event event.mgr --orders orders.csv --wallets w";
    assert_eq!(stage.run(issue).exits(0).json()["new"], 2);
    assert_eq!(stage.run(issue).exits(0).json()["new"], 0);
    let after = stage.tickets("w/注文1");
    assert_eq!((after.len(), before.iter().all(|ticket| after.contains(ticket))), (3, true));
    stage.write("orders.csv", ORDERS);
    let removed = stage.run(issue).exits(0).json()["removed"].clone();
    assert_eq!(removed.as_array().unwrap().len(), 2);
}

#[test]
fn the_verbs_that_make_a_folder_can_be_run_again() {
    let stage = Stage::evening();
    let event = stage.read("event.mgr");
    stage.run("issuer init org").exits(0);
    stage.run("issuer event org event.toml --out event.mgr").exits(0);
    assert_eq!(stage.read("event.mgr"), event);
    stage.run("gate init a --event event.mgr --gate A --out one.mgr").exits(0);
    stage.run("gate init a --event event.mgr --gate A --out two.mgr").exits(0);
    assert_eq!(stage.read("one.mgr"), stage.read("two.mgr"));
    stage.run("gate init a --event event.mgr --gate B --out two.mgr").exits(2);
    let tickets = stage.tickets("w/注文1");
    stage.run("wallet init w/注文1").exits(0);
    assert_eq!(stage.tickets("w/注文1"), tickets);
}

#[test]
fn a_folder_without_its_vault_has_lost_its_key_and_keeps_its_rows() {
    let stage = Stage::evening();
    std::fs::rename(stage.path("w/注文1.vault"), stage.path("elsewhere")).unwrap();
    std::fs::rename(stage.path("a.vault"), stage.path("elsewhere.gate")).unwrap();
    for verb in ["wallet list w/注文1", "wallet init w/注文1", "gate report a"] {
        assert_eq!(stage.run(verb).exits(1).error()["error"], "KeyLost", "{verb}");
    }
    assert!(!stage.path("w/注文1.vault").exists(), "looking makes no vault");
    std::fs::rename(stage.path("elsewhere"), stage.path("w/注文1.vault")).unwrap();
    assert_eq!(stage.tickets("w/注文1").len(), 2);
}

#[test]
fn bad_use_exits_2_and_a_fault_1() {
    let stage = Stage::evening();
    for verb in [
        "gate scan a",
        "wallet show w/注文1",
        "issuer issue org --event event.mgr --orders orders.csv",
        "wallet list w/注文1 --at yesterday",
        "issuer staff org --event event.mgr --enrol enrol.mgr --roles dance --out x.mgr",
    ] {
        assert_eq!(stage.run(verb).exits(2).error()["error"], "Usage", "{verb}");
    }
    assert_eq!(stage.run("wallet list nowhere").exits(1).error()["code"], "NO_WALLET");
    assert_eq!(stage.run("gate report nowhere").exits(1).error()["code"], "NO_GATE");
    assert_eq!(stage.run("issuer list nowhere").exits(1).error()["code"], "NO_ISSUER");
    assert_eq!(stage.run("wallet import w/注文1 nowhere.mgr").exits(1).error()["code"], "FILE_NOT_FOUND");
    assert_eq!(stage.run("gate scan a MG9:X").exits(3).json()["reason"], "UPDATE_APP");
}

#[test]
fn a_cut_journal_is_an_error_after_what_came_whole_is_merged() {
    let stage = Stage::evening();
    stage.run("gate export a --out whole.mgr").exits(0);
    let whole = stage.read("whole.mgr");
    stage.write("cut.mgr", &whole[..whole.len() - 3]);
    let wrong = stage.run("gate merge a cut.mgr").exits(1).error();
    assert_eq!(wrong["code"], "JOURNAL_CUT");
    stage.run("gate merge a whole.mgr").exits(0);
}

#[test]
fn what_is_no_answer_or_parcel_is_refused_with_3() {
    let stage = Stage::evening();
    stage.write("noise", "noise");
    assert_eq!(stage.run("wallet settle w/注文1 noise").exits(3).error()["code"], "MALFORMED");
    let refused = stage.run("wallet receive w/注文1 event.mgr --out answer.mgr").exits(3).json();
    assert_eq!((text(&refused["outcome"]), refused["file"].is_null()), ("refused".into(), true));
    assert!(!stage.path("answer.mgr").exists());
    assert_eq!(stage.run("wallet accept w/注文1 noise").exits(3).json()["outcome"], "BAD_STAMP");
}

#[test]
fn a_press_of_the_right_stamp_is_recognised_on_an_armed_screen() {
    let stage = Stage::new();
    stage.run("issuer stamps --count 1 --points 5 --out stamps.toml").exits(0);
    stage.write("event.toml", format!("stamps = \"stamps.toml\"\n{EVENT}"));
    stage.write("orders.csv", ORDERS);
    stage.run("issuer init org").exits(0);
    stage.run("issuer event org event.toml --out event.mgr").exits(0);
    stage.run("issuer issue org --event event.mgr --orders orders.csv --wallets w").exits(0);
    let ticket = &stage.tickets("w/注文2")[0];
    stage.write("touches.json", touches(&String::from_utf8(stage.read("stamps.toml")).unwrap(), 1.0));
    stage.write("wrong.json", touches(&String::from_utf8(stage.read("stamps.toml")).unwrap(), 1.3));
    let press = format!("wallet press w/注文2 {ticket}");
    assert_eq!(stage.run(&format!("{press} touches.json")).exits(3).json()["outcome"], "NOT_ARMED");
    stage.code(EVENING, "w/注文2", ticket);
    assert_eq!(stage.run(&format!("{press} wrong.json")).exits(3).json()["outcome"], "NO_MATCH");
    let pressed = stage.run(&format!("{press} touches.json")).exits(0).json();
    assert_eq!((text(&pressed["outcome"]), &pressed["stamp"]["stamp"]), ("stamped".into(), &1.into()));
}

/// A press of the first stamp of a family, at 254 dpi (10 px a mm), the picture grown by `scale`.
fn touches(stamps: &str, scale: f64) -> String {
    let line = stamps.lines().find(|line| line.starts_with("points")).unwrap();
    let numbers: Vec<f64> =
        line.split(|c: char| !"-.0123456789".contains(c)).filter_map(|n| n.parse().ok()).collect();
    let mut touches = Vec::new();
    for (id, point) in numbers.chunks(2).enumerate() {
        let (x, y) = (500.0 + point[0] * 10.0 * scale, 500.0 - point[1] * 10.0 * scale);
        for (t_ms, phase) in [(10, "began"), (400, "ended")] {
            touches.push(serde_json::json!({ "id": id, "x": x, "y": y, "t_ms": t_ms, "phase": phase }));
        }
    }
    touches.sort_by_key(|touch| touch["t_ms"].as_u64());
    serde_json::json!({ "dpi": 254.0, "touches": touches }).to_string()
}

#[test]
fn a_line_that_is_no_text_is_answered_and_the_next_code_is_admitted() {
    let stage = Stage::evening();
    let code = stage.code(EVENING, "w/注文2", &stage.tickets("w/注文2")[0]);
    let shift_jis = [0x83, 0x82, 0x82, 0xac, 0x82, 0xe8];
    let endless = "0".repeat(20_000);
    let lines = [&shift_jis[..], b"\n", endless.as_bytes(), b"\n", code.as_bytes(), b"\n"].concat();
    let run = stage.feed("gate scan a -", lines).exits(0);
    let answers: Vec<serde_json::Value> =
        run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let said: Vec<_> = answers.iter().map(|answer| (&answer["verdict"], &answer["reason"])).collect();
    assert_eq!(said.len(), 3, "{}", run.out);
    assert!(said[..2].iter().all(|(verdict, reason)| **verdict == "refused" && **reason == "MALFORMED"));
    assert_eq!(said[2].0, "admitted");
}

#[test]
fn what_went_wrong_with_one_code_is_told_and_the_next_one_is_read() {
    let stage = Stage::evening();
    let codes =
        stage.tickets("w/注文1").into_iter().map(|ticket| stage.code(EVENING, "w/注文1", &ticket) + "\n");
    let run = stage.feed("gate scan a - --stamp no-such-folder/stamp", codes.collect::<String>()).exits(1);
    assert_eq!(run.out.lines().filter(|line| line.contains("admitted")).count(), 2, "{}", run.out);
    assert_eq!(run.err.lines().filter(|line| line.contains("\"FILE_NOT_FOUND\"")).count(), 2, "{}", run.err);
}

#[test]
fn a_foreign_file_between_two_journals_keeps_neither_from_being_merged() {
    let stage = Stage::evening();
    stage.gate("c", "B");
    for (gate, number) in [("b", 0), ("c", 1)] {
        let code = stage.code(EVENING, "w/注文1", &stage.tickets("w/注文1")[number]);
        stage.scan(EVENING, gate, &code).exits(0);
        stage.run(&format!("gate export {gate} --out {gate}.journal")).exits(0);
    }
    let run = stage.run("gate merge a b.journal event.mgr orders.csv c.journal").exits(1);
    assert_eq!(run.out.lines().filter(|line| line.contains("\"whole\":true")).count(), 2, "{}", run.out);
    let lines: Vec<_> = run.err.lines().collect();
    assert!(lines[0].contains("orders.csv") && lines[1].contains("event.mgr"), "{}", run.err);
    assert_eq!(stage.run("gate report a").exits(0).json()["admitted"], 2);
}

#[test]
fn a_stolen_device_whose_serials_are_withdrawn_takes_nothing_back_and_its_admissions_stay() {
    let stage = Stage::evening();
    let code = stage.code(EVENING, "w/注文1", &stage.tickets("w/注文1")[0]);
    let entry = text(&stage.scan(EVENING, "b", &code).exits(0).json()["entry"]);
    stage.run(&format!("gate void b {entry} --reason MISTAKE")).exits(0);
    stage.run("gate export b --out b.journal").exits(0);
    stage.run("gate merge a b.journal").exits(0);
    assert_eq!(stage.run("gate report a").exits(0).json()["admitted"], 0);
    // The last gate that was made is b.
    stage.run("issuer revoke org --enrol enrol.mgr --out revoked.mgr").exits(0);
    stage.run("gate update a revoked.mgr").exits(0);
    assert_eq!(stage.run("gate report a").exits(0).json()["admitted"], 1, "as if it had not been taken back");
    stage.run("gate update b revoked.mgr").exits(0);
    let refused = stage.run(&format!("gate void b {entry} --reason MISTAKE")).exits(1).error();
    assert_eq!(refused["code"], "NOT_ALLOWED");
}

#[test]
fn completions_and_the_manual_name_every_noun() {
    let stage = Stage::new();
    for arguments in ["completions bash", "completions zsh", "man", "help"] {
        let output = stage.command(arguments).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success());
        for noun in ["issuer", "wallet", "gate", "inspect"] {
            assert!(said.contains(noun), "{arguments}: {noun}");
        }
    }
}
