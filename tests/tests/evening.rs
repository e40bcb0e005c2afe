//! The newcomer's path, in Japanese: folders, files and lists as an organizer in Tokyo has them.

use mogiri_tests::command::{EVENING, Run, Stage};
use serde_json::Value;

const EVENT: &str = r#"
title = "もぎり座　冬公演"
venue = "小劇場〈北〉"
timezone = "Asia/Tokyo"
doors = 2026-12-19T17:00:00+09:00
start = 2026-12-19T18:00:00+09:00
end = 2026-12-19T20:00:00+09:00
gates = ["正面口", "東口"]
zones = ["一階", "二階"]
[gate_zones]
"東口" = ["二階"]
"#;

/// As Excel saves it: a byte order mark, CRLF, a column that nobody asked for.
const ORDERS: &str = "\u{feff}order,name,kana,seat,zone,kind,備考\r\n\
                      予約一,髙橋 一郎,たかはし いちろう,1階 5列 1番,一階,adult,\r\n\
                      予約一,髙橋 葵,たかはし あおい,1階 5列 2番,一階,child,\"車, 要返信\"\r\n\
                      予約/二,Zoë Müller,ゾーイ,2階 1列 1番,二階,wheelchair,\r\n";

fn told(stage: &Stage, arguments: &[&str]) -> Run {
    stage.tell(EVENING, arguments)
}

/// An organizer in 「主催 者」, wallets in 「財布」, gates 「正面」 and 「東」.
fn opened() -> Stage {
    let stage = Stage::new();
    stage.write("催し.toml", EVENT);
    stage.write("予約.csv", ORDERS);
    told(&stage, &["issuer", "init", "主催 者"]).exits(0);
    told(&stage, &["issuer", "event", "主催 者", "催し.toml", "--out", "催し.mgr"]).exits(0);
    let issue =
        ["issuer", "issue", "主催 者", "--event", "催し.mgr", "--orders", "予約.csv", "--wallets", "財布"];
    let issued = told(&stage, &issue).exits(0);
    assert_eq!((&issued.json()["orders"], &issued.json()["tickets"]), (&2.into(), &3.into()));
    assert_eq!(issued.err.lines().count(), 1, "one warning about the unknown column: {}", issued.err);
    for (folder, gate) in [("正面", "正面口"), ("東", "東口")] {
        let (request, certificate) = (format!("{folder}.enrol"), format!("{folder}.cert"));
        told(&stage, &["gate", "init", folder, "--event", "催し.mgr", "--gate", gate, "--out", &request])
            .exits(0);
        let roles = ["--roles", "scan,stamp,void", "--gates", gate];
        let staff =
            ["issuer", "staff", "主催 者", "--event", "催し.mgr", "--enrol", &request, "--out", &certificate];
        told(&stage, &[staff.as_slice(), &roles].concat()).exits(0);
        told(&stage, &["gate", "update", folder, &certificate]).exits(0);
    }
    stage
}

fn show(stage: &Stage, wallet: &str, index: usize) -> String {
    let ticket = stage.ticket(wallet, index);
    let shown = told(stage, &["wallet", "show", wallet, &ticket]).exits(0).json();
    shown["text"].as_str().expect("a code has a text").to_owned()
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

#[test]
fn an_order_list_becomes_an_open_door() {
    let stage = opened();
    let first = told(&stage, &["gate", "scan", "正面", &show(&stage, "財布/予約一", 0)]).exits(0).json();
    assert_eq!((&first["verdict"], &first["gate"]), (&"admitted".into(), &"正面口".into()));
    assert_eq!(first["zone"], "一階");
    for key in ["verdict", "reason", "detail", "notes", "ticket", "gate", "at"] {
        assert!(keys(&first).contains(&key), "{key} in {first}");
    }
    let wrong = told(&stage, &["gate", "scan", "東", &show(&stage, "財布/予約一", 1)]).exits(3).json();
    assert_eq!((&wrong["reason"], &wrong["detail"]["gates"][0]), (&"WRONG_GATE".into(), &"正面口".into()));
    let upstairs = told(&stage, &["gate", "scan", "東", &show(&stage, "財布/予約%2F二", 0)]).exits(0).json();
    assert_eq!(upstairs["notes"][0], "STAFF_NOTE");
    let entry = first["entry"].as_str().expect("an admission has an entry");
    told(&stage, &["gate", "void", "正面", entry, "--reason", "MISTAKE"]).exits(0);
    told(&stage, &["gate", "export", "正面", "--out", "正面.journal"]).exits(0);
    told(&stage, &["gate", "export", "東", "--out", "東.journal"]).exits(0);
    told(&stage, &["gate", "merge", "東", "正面.journal"]).exits(0);
    told(&stage, &["gate", "merge", "正面", "東.journal"]).exits(0);
    let mut reports = ["正面", "東"].map(|gate| told(&stage, &["gate", "report", gate]).exits(0).json());
    for report in &mut reports {
        let mut expected =
            vec!["admitted", "clock", "refused", "refused_here", "conflicts", "gates", "zones", "minutes"];
        expected.extend(["exits", "in_hall", "overrides", "same_codes", "issued", "blanks_twice"]);
        expected.sort_unstable();
        assert_eq!(keys(report), expected);
        // What one device alone knows.
        for own in ["refused_here", "clock"] {
            report.as_object_mut().expect("an object").remove(own);
        }
    }
    assert_eq!(reports[0], reports[1]);
    assert_eq!((&reports[0]["admitted"], &reports[0]["refused"]), (&1.into(), &1.into()));
    assert_eq!((&reports[0]["gates"]["東口"], &reports[0]["zones"]["二階"]), (&1.into(), &1.into()));
}

#[test]
fn a_line_of_codes_is_answered_line_by_line() {
    use std::io::Write as _;
    let stage = opened();
    let codes = [show(&stage, "財布/予約一", 0), "なにか".to_owned(), show(&stage, "財布/予約一", 1)];
    let mut command = stage.command(EVENING, &["gate", "scan", "正面", "-"]);
    let mut child = command.stdin(std::process::Stdio::piped()).spawn().expect("the command starts");
    let mut input = child.stdin.take().expect("its input is open");
    input.write_all((codes.join("\r\n") + "\r\n").as_bytes()).expect("the command reads");
    drop(input);
    let run = Run::from(child.wait_with_output().expect("the command ends")).exits(0);
    let verdicts: Vec<String> = run
        .out
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("an answer a line")["verdict"].to_string())
        .collect();
    assert_eq!(verdicts, ["\"admitted\"", "\"refused\"", "\"admitted\""]);
}

#[test]
fn the_report_stands_in_columns_for_people() {
    let stage = opened();
    told(&stage, &["gate", "scan", "正面", &show(&stage, "財布/予約一", 0)]).exits(0);
    let mut command = std::process::Command::new(mogiri_tests::command::mogiri());
    command.current_dir(stage.folder()).args(["gate", "report", "正面", "--at", &EVENING.to_string()]);
    let run = Run::from(command.output().expect("the command runs")).exits(0);
    assert!(run.out.contains("正面口  1\n") && run.out.contains("一階  1\n"), "{}", run.out);
    assert!(run.out.contains("17:30"), "the hour of the hall: {}", run.out);
}

#[test]
fn exit_codes_tell_bad_use_refusals_and_faults_apart() {
    let stage = opened();
    let refused = told(&stage, &["gate", "scan", "正面", "なにか"]).exits(3).json();
    assert_eq!((&refused["verdict"], &refused["reason"]), (&"refused".into(), &"MALFORMED".into()));
    told(&stage, &["gate", "scan", "正面"]).exits(2);
    told(&stage, &["gate", "dance", "正面"]).exits(2);
    let fault = told(&stage, &["gate", "report", "西"]).exits(1);
    let error: Value = serde_json::from_str(&fault.err).expect("an error is JSON");
    assert_eq!(keys(&error), ["code", "error", "message"]);
    std::fs::rename(stage.path("正面.vault"), stage.path("正面.away")).expect("a vault can be moved");
    let lost = told(&stage, &["gate", "report", "正面"]).exits(1);
    assert!(lost.err.contains("\"error\":\"KeyLost\""), "{}", lost.err);
}
