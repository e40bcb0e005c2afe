//! A small evening through the verbs, from the order list to the merged report.

mod common;

use common::{EVENING, Stage, keys, text};

#[test]
fn a_ticket_opens_a_door_once() {
    let stage = Stage::evening();
    let ticket = &stage.tickets("w/注文2")[0];
    let code = stage.code(EVENING, "w/注文2", ticket);
    let admitted = stage.scan(EVENING + 5, "a", &code).exits(0).json();
    assert_eq!(
        keys(&admitted),
        ["at", "detail", "entry", "gate", "notes", "reason", "seat", "ticket", "verdict", "zone"]
    );
    assert_eq!((text(&admitted["verdict"]), text(&admitted["gate"])), ("admitted".into(), "A".into()));
    assert_eq!(admitted["notes"][0], "STAFF_NOTE", "a wheelchair space sends staff to their list");
    assert_eq!(admitted["at"], EVENING + 5);

    let repeat = stage.scan(EVENING + 6, "a", &code).exits(3).json();
    assert_eq!(repeat["verdict"], "repeat");
    let code = stage.code(EVENING + 60, "w/注文2", ticket);
    let refused = stage.scan(EVENING + 60, "a", &code).exits(3).json();
    assert_eq!(
        (text(&refused["verdict"]), text(&refused["reason"])),
        ("refused".into(), "ALREADY_USED".into())
    );
    assert_eq!(keys(&refused["first"]), ["at", "gate", "same_device"]);
    assert_eq!(
        (&refused["first"]["at"], &refused["first"]["same_device"]),
        (&(EVENING + 5).into(), &true.into())
    );
    let old = stage.code(EVENING, "w/注文1", &stage.tickets("w/注文1")[0]);
    assert_eq!(stage.scan(EVENING + 60, "a", &old).exits(3).json()["reason"], "STALE");
}

#[test]
fn a_log_is_told_acts_and_codes_and_nothing_about_whom() {
    let stage = Stage::evening();
    let ticket = &stage.tickets("w/注文2")[0];
    let code = stage.code(EVENING, "w/注文2", ticket);
    std::fs::remove_file(stage.path(common::LOG)).unwrap();
    stage.scan(EVENING + 5, "a", &code).exits(0);
    stage.scan(EVENING + 6, "a", "nothing").exits(3);
    let log = String::from_utf8(stage.read(common::LOG)).unwrap();
    let told: Vec<_> = log.lines().filter(|line| line.contains("Admit")).collect();
    let admitted = [
        r#"{"act":"Admit","count":1,"outcome":"admitted"}"#,
        r#"{"act":"Admit","count":1,"outcome":"MALFORMED"}"#,
    ];
    assert_eq!(told, admitted);
}

#[test]
fn codes_come_as_lines_and_as_a_picture() {
    let stage = Stage::evening();
    let shown = stage.run("wallet show w/注文1 --all").exits(0);
    let lines: Vec<serde_json::Value> =
        shown.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(
        keys(&lines[0]),
        ["bytes", "check_digits", "profile", "qr_version", "step", "text", "ticket", "valid_until"]
    );
    assert_eq!((&lines[0]["profile"], &lines[0]["step"]), (&"P".into(), &(EVENING / 10).into()));
    let codes = format!("{}\nMG1:nonsense\n\n{}\n", text(&lines[0]["text"]), text(&lines[1]["text"]));
    let answers = stage.feed("gate scan a -", &codes).exits(0);
    let words: Vec<String> = answers
        .out
        .lines()
        .map(|line| text(&serde_json::from_str::<serde_json::Value>(line).unwrap()["verdict"]))
        .collect();
    assert_eq!(words, ["admitted", "refused", "refused", "admitted"]);

    let ticket = &stage.tickets("w/注文2")[0];
    stage.run(&format!("wallet show w/注文2 {ticket} --png code.png --svg code.svg --pixels 3")).exits(0);
    assert!(stage.read("code.svg").starts_with(b"<"));
    assert_eq!(stage.run("gate scan a --png code.png").exits(0).json()["verdict"], "admitted");
}

#[test]
fn a_digital_stamp_is_taken_by_the_wallet_that_showed_the_code() {
    let stage = Stage::evening();
    let ticket = &stage.tickets("w/注文2")[0];
    let code = stage.code(EVENING, "w/注文2", ticket);
    stage.scan_and_stamp("a", &code, "stamp.mgr").exits(0);
    let taken = stage.run("wallet accept w/注文2 stamp.mgr").exits(0).json();
    assert_eq!((text(&taken["outcome"]), text(&taken["ticket"])), ("stamped".into(), ticket.clone()));
    assert_eq!(stage.run("wallet list w/注文2").json()[0]["state"], "stamped");
    let foreign = stage.run("wallet accept w/注文1 stamp.mgr").exits(3).json();
    assert_eq!(foreign["outcome"], "NOT_FOR_ME");
}

#[test]
fn a_ticket_goes_to_a_friend_who_uses_it() {
    let stage = Stage::evening();
    let ticket = &stage.tickets("w/注文1")[0];
    let before = stage.code(EVENING, "w/注文1", ticket);
    stage.run("wallet init friend").exits(0);
    stage.run("wallet request friend --out request.mgr").exits(0);
    let hand_over = format!("wallet hand-over w/注文1 {ticket} request.mgr --out parcel.mgr");
    let wait = stage.run(&hand_over).exits(4).json();
    let ready_at = wait["ready_at"].as_u64().unwrap();
    assert!(ready_at > EVENING && ready_at <= EVENING + 40 && !stage.path("parcel.mgr").exists());
    stage.at(ready_at, &hand_over).exits(0);

    let received = stage.at(ready_at, "wallet receive friend parcel.mgr --out answer.mgr").exits(0).json();
    assert_eq!(received["rows"][0]["outcome"], "taken");
    let settled = stage.at(ready_at, "wallet settle w/注文1 answer.mgr").exits(0).json();
    assert_eq!(settled["outcome"], "settled");
    let gone = stage.at(ready_at, &format!("wallet show w/注文1 {ticket}")).exits(1).error();
    assert_eq!(gone["error"], "HandedOn");

    let code = stage.code(ready_at + 10, "friend", ticket);
    stage.scan(ready_at + 10, "a", &code).exits(0);
    let old = stage.scan(EVENING + 5, "a", &before).exits(3).json();
    assert_eq!(old["reason"], "HANDED_ON");
}

#[test]
fn a_declined_ticket_is_back_with_its_owner() {
    let stage = Stage::evening();
    let ticket = &stage.tickets("w/注文1")[0];
    stage.run("wallet init friend").exits(0);
    stage.run("wallet request friend --out request.mgr").exits(0);
    stage.run(&format!("wallet hand-over w/注文1 {ticket} request.mgr --out parcel.mgr")).exits(0);
    stage.run("wallet receive friend parcel.mgr --decline --out answer.mgr").exits(0);
    stage.run("wallet settle w/注文1 answer.mgr").exits(0);
    let code = stage.code(EVENING + 20, "w/注文1", ticket);
    stage.scan(EVENING + 20, "b", &code).exits(0);
}

#[test]
fn gates_that_merged_tell_the_same() {
    let stage = Stage::evening();
    let [one, two] = &stage.tickets("w/注文1")[..] else { panic!("two tickets") };
    for (gate, ticket, at) in [("a", one, EVENING), ("b", two, EVENING), ("b", one, EVENING + 100)] {
        let code = stage.code(at, "w/注文1", ticket);
        stage.scan(at, gate, &code).exits(0);
    }
    let entry = text(
        &stage
            .scan(EVENING + 200, "b", &stage.code(EVENING + 200, "w/注文2", &stage.tickets("w/注文2")[0]))
            .json()["entry"],
    );
    stage.at(EVENING + 210, &format!("gate void b {entry} --reason MISTAKE")).exits(0);
    for gate in ["a", "b"] {
        stage.at(EVENING + 300, &format!("gate export {gate} --out {gate}.mgr")).exits(0);
    }
    stage.at(EVENING + 300, "gate merge a b.mgr").exits(0);
    stage.at(EVENING + 300, "gate merge b a.mgr a.mgr").exits(0);
    let report = |gate: &str| {
        let mut report = stage.at(EVENING + 400, &format!("gate report {gate}")).exits(0).json();
        assert_eq!(
            keys(&report),
            [
                "admitted",
                "blanks_twice",
                "clock",
                "conflicts",
                "exits",
                "gates",
                "in_hall",
                "issued",
                "minutes",
                "overrides",
                "refused",
                "refused_here",
                "same_codes",
                "zones"
            ]
        );
        report["refused_here"] = serde_json::Value::Null;
        report["clock"] = serde_json::Value::Null;
        report
    };
    assert_eq!(report("a"), report("b"));
    assert_eq!(report("a")["admitted"], 2, "the voided entry does not count");
    let conflict = &report("a")["conflicts"][0];
    assert_eq!((text(&conflict["ticket"]), conflict["entries"].as_array().unwrap().len()), (one.clone(), 2));
    assert_eq!(keys(conflict), ["entries", "proof", "ticket"]);
}

#[test]
fn a_revoked_ticket_is_refused_where_the_list_is() {
    let stage = Stage::evening();
    let ticket = &stage.tickets("w/注文2")[0];
    stage.run(&format!("issuer revoke org {} --reason fraud --out revoked.mgr", &ticket[..8])).exits(0);
    stage.run("gate update a revoked.mgr").exits(0);
    let code = stage.code(EVENING, "w/注文2", ticket);
    assert_eq!(stage.scan(EVENING, "a", &code).exits(3).json()["reason"], "REVOKED");
    let list = stage.run("issuer list org --order 注文2").exits(0).json();
    assert_eq!(keys(&list[0]), ["epoch", "order", "row", "seat", "state", "ticket", "title", "zone"]);
    assert_eq!((text(&list[0]["state"]), text(&list[0]["seat"])), ("revoked:fraud".into(), "1列 3番".into()));
}

#[test]
fn an_app_asks_with_a_request_file_and_gets_a_ticket_file() {
    let stage = Stage::new();
    stage.write("event.toml", EVENT_WITHOUT_ZONES);
    stage.write("orders.csv", "order,name,kana,seat,zone,kind\nA/1,a,a,,,adult\nB,b,b,,,adult\n");
    stage.write("pass", "木戸銭\n");
    stage.run("issuer init org --root root --passphrase-file pass").exits(0);
    stage.run("issuer event org event.toml --out event.mgr --passphrase-file pass").exits(0);
    stage.run("wallet init phone").exits(0);
    std::fs::create_dir(stage.path("asked")).unwrap();
    stage.run("wallet request phone --out asked/A%2F1.mgr").exits(0);
    let issue = "issuer issue org --event event.mgr --orders orders.csv --requests asked --out out";
    let issued = stage.run(&format!("{issue} --passphrase-file pass")).exits(0).json();
    assert_eq!(keys(&issued), ["new", "orders", "removed", "tickets", "waiting"]);
    assert_eq!((&issued["new"], &issued["waiting"]), (&1.into(), &1.into()));
    let file = stage.read("out/A%2F1.mgr");
    let inspected = stage.run("inspect out/A%2F1.mgr").exits(0).json();
    assert!(
        inspected["checks"].as_array().unwrap().iter().all(|check| check["holds"] == true),
        "{inspected}"
    );
    let imported = stage.run("wallet import phone out/A%2F1.mgr").exits(0).json();
    assert_eq!(imported["tickets"][0]["outcome"], "added");
    stage.run(&format!("{issue} --passphrase-file pass")).exits(0);
    assert_eq!(stage.read("out/A%2F1.mgr"), file, "issuing again gives the same file");
    stage.write("pass", "木戸\n");
    let wrong = stage.run(&format!("{issue} --passphrase-file pass")).exits(1).error();
    assert_eq!(keys(&wrong), ["code", "error", "message"]);
    assert_eq!(wrong["error"], "WrongPassphrase");
}

const EVENT_WITHOUT_ZONES: &str = r#"
title = "Open air"
venue = ""
timezone = "Europe/Zurich"
doors = 2026-12-19T17:00:00+09:00
start = 2026-12-19T18:00:00+09:00
end = 2026-12-19T20:00:00+09:00
gates = ["A"]
zones = []
"#;

#[test]
fn a_stolen_key_is_replaced_and_the_tickets_stay() {
    let stage = Stage::evening();
    let tickets = stage.tickets("w/注文1");
    let manifest = stage.run("issuer manifest org --event event.mgr --out manifest.mgr").exits(0).json();
    assert_eq!(keys(&manifest), ["file"]);
    let rotated = stage.run("issuer rotate org --event event.mgr --out rotated.mgr").exits(0).json();
    assert_eq!(
        (keys(&rotated), &rotated["trust_version"]),
        (vec!["file".into(), "trust_version".into()], &2.into())
    );
    let revoke = |ticket: &str, n: u8| {
        let files = format!("--out {n}.mgr --delta {n}.delta");
        stage.run(&format!("issuer revoke org {ticket} {files}")).exits(0);
    };
    revoke(&tickets[0], 1);
    revoke(&tickets[1], 2);
    assert_eq!(stage.run("gate update a rotated.mgr 2.delta").exits(1).error()["code"], "GAP");
    let updated = stage.run("gate update a manifest.mgr 1.mgr 2.delta").exits(0).json();
    assert_eq!((&updated["revocation"], &updated["manifest"]), (&2.into(), &1.into()));

    let saved = stage.run("issuer salvage org --event rotated.mgr --out saved").exits(0).json();
    assert_eq!(keys(&saved), ["certify_again", "files", "trust_version"]);
    assert_eq!(saved["files"].as_array().unwrap().len(), 3);
    let again = saved["certify_again"].as_array().unwrap();
    assert_eq!(again.len(), 2, "both gates");
    assert_eq!(
        (keys(&again[0]), &again[0]["gates"][0]),
        (["from", "gates", "serial", "until"].map(String::from).to_vec(), &"A".into())
    );
    let three = "saved/event.mgr saved/manifest.mgr saved/revoked.mgr";
    assert_eq!(stage.run(&format!("gate update a {three}")).exits(0).json()["adopted"], 3);
    let other = stage.code(EVENING, "w/注文2", &stage.tickets("w/注文2")[0]);
    let notes = stage.scan(EVENING, "a", &other).exits(0).json()["notes"].clone();
    assert!(notes.as_array().unwrap().contains(&"CERT_KEY_REVOKED".into()), "{notes}");
    let staff =
        "issuer staff org --event saved/event.mgr --enrol enrol.mgr --roles scan --gates B --out again.mgr";
    stage.run(staff).exits(0);
    let renewed = stage.run(&format!("gate update b {three} staff.mgr again.mgr")).exits(0).json();
    assert_eq!(renewed["adopted"], 4, "the old certificate is in force already");
    let left = stage.run("issuer salvage org --event rotated.mgr --out saved").exits(0).json();
    assert_eq!(left["certify_again"].as_array().unwrap().len(), 1, "gate B has its new certificate");
    let told = stage.run("inspect saved/manifest.mgr --event saved/event.mgr").exits(0).json();
    assert_eq!((&told["type"], &told["fields"]["tickets"]), (&"manifest".into(), &3.into()));

    stage.run("issuer init other").exits(0);
    let root = "--root other/root --event event.mgr --out x.mgr";
    assert_eq!(stage.run(&format!("issuer rotate org {root}")).exits(1).error()["code"], "OTHER_ROOT");
    let none = "--root w --event event.mgr --out x.mgr";
    assert_ne!(stage.run(&format!("issuer rotate org {none}")).code, 0);
}
