//! The folders of every release open, tell what they told, and go on. `cargo xtask fixtures` writes those of this one.

use mogiri_tests::command::{EVENING, Stage};
use mogiri_tests::evening::HEADER;
use mogiri_tests::release::{LOG, code, read, releases, still_tells, told, write};
use mogiri_tests::sources::workspace;
use serde_json::Value;

/// A minute later: what was shown before is stale.
const LATER: u64 = EVENING + 60;

fn each_release(what: impl Fn(&Stage, &Value)) {
    for release in releases() {
        println!("{release}");
        let (stage, told) = read(&release);
        what(&stage, &told);
    }
}

fn scan(stage: &Stage, gate: &str, wallet: &str, ticket: &str) -> (Value, Value) {
    let shown = code(stage, wallet, ticket, LATER);
    let verdict = stage.tell(LATER, &["gate", "scan", gate, &shown]).json();
    (verdict["verdict"].clone(), verdict["reason"].clone())
}

#[test]
fn the_folders_of_this_release_are_kept() {
    if std::env::var_os("MOGIRI_WRITE_FIXTURES").is_some() {
        write(mogiri::VERSION);
    }
    assert!(releases().iter().any(|release| release == mogiri::VERSION), "run `cargo xtask fixtures`");
}

/// `## [1.2.3] – date`, and what is in work: `## [Unreleased] – 0.1.0`.
fn released() -> Vec<String> {
    let text = std::fs::read_to_string(workspace().join("CHANGELOG.md")).expect("the changelog is there");
    let headings = text.lines().filter_map(|line| line.strip_prefix("## ["));
    let named = headings.filter_map(|heading| heading.split_once(']'));
    let version = |(name, rest): (&str, &str)| match name {
        "Unreleased" => rest.trim_start_matches([' ', '–']).to_owned(),
        name => name.to_owned(),
    };
    named.map(version).collect()
}

#[test]
fn every_release_of_the_changelog_has_its_folders() {
    let (released, kept) = (released(), releases());
    assert!(released.iter().any(|release| release == mogiri::VERSION), "{released:?}");
    let missing: Vec<_> = released.iter().filter(|release| !kept.contains(release)).collect();
    assert!(missing.is_empty(), "without folders in tests/fixtures: {missing:?}");
}

#[test]
fn what_a_crash_left_in_the_log_of_every_release_is_there() {
    each_release(|stage, then| {
        for folder in ["xc", "ac"] {
            let log = std::fs::metadata(stage.path(folder).join(LOG)).expect("a log was left");
            assert!(log.len() > 0, "{folder}");
        }
        assert_eq!(stage.run("wallet check xc").json()["faults"], Value::Array(vec![]));
        assert_eq!(stage.run("gate check ac").exits(0).json()["faults"], Value::Array(vec![]));
        assert!(still_tells(&then["tickets"], &stage.run("wallet list xc").exits(0).json()));
        let admitted = stage.run("gate report ac").exits(0).json()["admitted"].as_u64();
        assert_eq!(admitted, then["report"]["admitted"].as_u64().map(|before| before + 1));
        assert_eq!(scan(stage, "ac", "xc", &stage.ticket("xc", 0)).0, "admitted");
    });
}

#[test]
fn the_folders_of_every_release_tell_what_they_told_and_are_sound() {
    each_release(|stage, then| {
        let now = told(stage);
        assert!(still_tells(then, &now), "then {then:#}\nnow {now:#}");
        for words in ["wallet check w/x1", "wallet check f1", "gate check a"] {
            assert_eq!(stage.run(words).json()["faults"], Value::Array(vec![]), "{words}");
        }
    });
}

#[test]
fn the_wallets_of_every_release_show_hand_on_receive_and_forget() {
    each_release(|stage, _| {
        let ticket = |index| stage.ticket("w/x1", index);
        assert_eq!(scan(stage, "a", "w/x1", &ticket(0)).0, "admitted");
        assert_eq!(scan(stage, "a", "w/x1", &ticket(1)).1, "ALREADY_USED");
        assert_eq!(scan(stage, "a", "f1", &stage.ticket("f1", 0)).0, "admitted");
        let handed = stage.at(LATER, &format!("wallet show w/x1 {}", ticket(2)));
        assert!(handed.err.contains("HANDED_ON"), "{handed:?}");
        stage.at(LATER, &format!("wallet forget w/x1 {} --still-valid", ticket(0))).exits(0);
        stage.at(LATER, "wallet rotate-key w/x1").exits(0);
        assert_eq!(stage.at(LATER, "wallet check w/x1").json()["faults"], Value::Array(vec![]));
    });
}

#[test]
fn what_was_on_its_way_arrives_and_is_settled_in_every_release() {
    each_release(|stage, _| {
        let id = stage.ticket("w/x1", 3);
        stage.at(LATER, "wallet receive f2 f2.parcel --out f2.answer").exits(0);
        stage.at(LATER, "wallet settle w/x1 f2.answer").exits(0);
        assert_eq!(scan(stage, "a", "f2", &id).0, "admitted");
    });
}

#[test]
fn the_organizer_of_every_release_issues_and_certifies_on_for_its_gate() {
    each_release(|stage, _| {
        stage.write("y1.csv", format!("{HEADER}y1,髙橋 花子,たかはし はなこ,4列 1番,S,adult\n"));
        stage.at(LATER, "issuer issue org --event event.mgr --orders y1.csv --wallets w").exits(0);
        let new = stage.ticket("w/y1", 0);
        stage.at(LATER, "issuer manifest org --event event.mgr --out manifest.mgr").exits(0);
        stage.at(LATER, &format!("issuer revoke org {new} --out revoked.mgr")).exits(0);
        assert_eq!(scan(stage, "a", "w/y1", &new).0, "admitted");
        stage.at(LATER, "gate update a manifest.mgr revoked.mgr").exits(0);
        stage.at(LATER, "gate init n --event event.mgr --gate B --out n.enrol").exits(0);
        stage
            .at(LATER, "issuer staff org --event event.mgr --enrol n.enrol --roles scan --out n.cert")
            .exits(0);
        stage.at(LATER, "gate update n n.cert revoked.mgr").exits(0);
        assert_eq!(scan(stage, "n", "w/y1", &new).1, "REVOKED");
    });
}

#[test]
fn the_journal_of_every_release_goes_on_and_another_gate_takes_it() {
    each_release(|stage, then| {
        stage.at(LATER, "gate export a --out a.journal").exits(0);
        stage.at(LATER, "gate init n --event event.mgr --gate A --out n.enrol").exits(0);
        stage.at(LATER, "gate merge n a.journal").exits(0);
        let report = stage.at(LATER, "gate report n").exits(0).json();
        assert_eq!(report["admitted"], then["report"]["admitted"]);
        assert_eq!(report["conflicts"], then["report"]["conflicts"]);
    });
}
