//! A visitor's name, reading and order number stay in the issuer's folder; the seat stands in the credential alone.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use mogiri::wire::from_text;
use mogiri_tests::command::{EVENING, Run, Stage};
use mogiri_tests::evening::HEADER;
use mogiri_tests::killer::{calls, kill_at};
use mogiri_tests::names::{Needle, Searcher, files, needles};

const PEOPLE: [(&str, &str); 4] = [
    ("髙橋　桜子", "たかはし　さくらこ"),
    ("島袋 健太", "シマブクロ ケンタ"),
    ("ﾔﾏｸﾞﾁ ｼﾞﾛｳ", "ﾔﾏｸﾞﾁ ｼﾞﾛｳ"),
    ("Zoë Quartermaine", "ゾーイ　クォーターメイン"),
];
const ORDERS: [&str; 4] = ["注文-夕凪7781", "W-7782-XK", "W-7783-XK", "W-7784-XK"];
const SEAT: &str = "北ウイング7列";

fn secrets() -> Searcher {
    let people = PEOPLE.iter().flat_map(|(name, kana)| [*name, *kana]);
    Searcher::new(people.chain(ORDERS).flat_map(needles).collect())
}

fn order_list() -> String {
    let row = |((order, (name, kana)), seat): ((&&str, &(&str, &str)), usize)| {
        format!("{order},{name},{kana},{SEAT} {seat}番,S,adult\n")
    };
    let rows = ORDERS.iter().zip(&PEOPLE).zip(1..).map(row);
    std::iter::once(HEADER.to_owned()).chain(rows).collect()
}

/// Everything that was told, but the issuer's own list.
#[derive(Default)]
struct Told(Vec<(String, String)>);

impl Told {
    fn run(&mut self, stage: &Stage, words: &str) -> Run {
        self.tell(stage, &words.split_whitespace().collect::<Vec<_>>())
    }

    fn tell(&mut self, stage: &Stage, arguments: &[&str]) -> Run {
        for json in [true, false] {
            // People are told in other words than machines; only verbs that change nothing are run twice.
            let harmless = matches!(arguments[..2], ["gate", "report"] | ["wallet", "list"] | ["inspect", _]);
            if !json && harmless {
                let mut plain = stage.command(EVENING, arguments);
                let run = Run::from(plain.env("COLUMNS", "200").output().expect("the command runs"));
                self.0.push((arguments.join(" "), run.out + &run.err));
            }
        }
        let run = stage.tell(EVENING, arguments);
        self.0.push((arguments.join(" "), format!("{}{}", run.out, run.err)));
        run
    }
}

/// An evening of people with names.
fn evening() -> (Stage, Told) {
    let (stage, mut told) = (Stage::evening(), Told::default());
    stage.write("orders.csv", order_list());
    told.run(&stage, "issuer issue org --event event.mgr --orders orders.csv --wallets people").exits(0);
    let wallet = |n: usize| format!("people/{}", ORDERS[n]);
    for (n, gate) in [(0, "a"), (1, "a"), (2, "b")] {
        let code = stage.code(&wallet(n), EVENING);
        fs::write(stage.path(&format!("code{n}.txt")), &code).unwrap();
        told.tell(&stage, &["gate", "scan", gate, &code, "--stamp", &format!("{n}.stamp")]).exits(0);
        told.run(&stage, &format!("wallet accept {} {n}.stamp", wallet(n))).exits(0);
    }
    let ticket = stage.ticket(&wallet(3), 0);
    told.run(&stage, "wallet init friend").exits(0);
    told.run(&stage, "wallet request friend --out friend.request").exits(0);
    let hand_over = format!("wallet hand-over {} {ticket} friend.request --out friend.parcel", wallet(3));
    told.run(&stage, &hand_over).exits(0);
    told.run(&stage, "wallet receive friend friend.parcel --out friend.answer").exits(0);
    told.run(&stage, &format!("wallet settle {} friend.answer", wallet(3))).exits(0);
    told.run(&stage, "gate export b --out b.journal").exits(0);
    told.run(&stage, "gate merge a b.journal").exits(0);
    told.run(&stage, &format!("issuer revoke org {ticket} --out revoked.mgr")).exits(0);
    told.run(&stage, "gate update a revoked.mgr").exits(0);
    told.run(&stage, "issuer manifest org --event event.mgr --out manifest.mgr").exits(0);
    told.run(&stage, "gate update a manifest.mgr").exits(0);
    told.run(&stage, "issuer salvage org --root root --event event.mgr --out saved").exits(0);
    told.run(&stage, "gate update b saved/event.mgr saved/manifest.mgr saved/revoked.mgr").exits(0);
    told.run(&stage, "inspect manifest.mgr --event event.mgr").exits(0);
    told.run(&stage, "gate report a").exits(0);
    told.run(&stage, "inspect b.journal").exits(0);
    told.run(&stage, "inspect friend.parcel").exits(0);
    (stage, told)
}

/// The issuer's folder, its root and what the organizer wrote.
fn is_the_organizers(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let organizers = ["org", "root"].contains(&name.as_ref());
    organizers || name.ends_with(".csv") || name.ends_with(".toml")
}

fn assert_no_secrets(stage: &Stage, what: &str) -> usize {
    let needles = secrets();
    let all = files(stage.folder(), &is_the_organizers);
    for file in &all {
        let names = needles.found(&fs::read(file).unwrap());
        assert!(names.is_empty(), "{what}: {} has {names:?}", file.display());
    }
    all.len()
}

#[test]
fn the_searcher_finds_a_planted_name_in_every_writing() {
    let stage = Stage::new();
    fs::create_dir(stage.path("wallet")).unwrap();
    let all = secrets();
    for needle in all.needles() {
        let around = [vec![0x5a; 5000], needle.bytes.clone(), vec![0xa5; 700]].concat();
        stage.write("wallet/store.db-wal", &around);
        let files = files(stage.folder(), &is_the_organizers);
        assert_eq!(files.len(), 1);
        assert!(all.found(&fs::read(&files[0]).unwrap()).contains(&needle.what.as_str()), "{}", needle.what);
    }
    for (text, writing) in [
        ("たかはし　さくらこ", "タカハシ in Shift_JIS"),
        ("シマブクロ ケンタ", "ｼﾏﾌﾞｸﾛ in Shift_JIS"),
        ("シマブクロ ケンタ", "ｼﾏﾌﾞｸﾛ in UTF-8"),
        ("シマブクロ ケンタ", "しまぶくろ in UTF-16LE"),
        ("ﾔﾏｸﾞﾁ ｼﾞﾛｳ", "ヤマグチ in UTF-16BE"),
        ("Zoë Quartermaine", "quartermaine in UTF-8"),
        ("髙橋　桜子", "髙橋　桜子 in Shift_JIS"),
        ("髙橋　桜子", "桜子 in UTF-8"),
    ] {
        assert!(needles(text).iter().any(|needle| needle.what == writing), "{writing} is looked for");
    }
}

#[test]
fn names_readings_and_order_numbers_are_in_no_file_and_no_answer() {
    let (stage, told) = evening();
    let searched = assert_no_secrets(&stage, "after the evening");
    assert!(searched > 30, "only {searched} files");
    let needles = secrets();
    for (words, text) in &told.0 {
        // An order number is in a folder's name, which the caller gave.
        let text =
            ORDERS.iter().fold(text.clone(), |text, order| text.replace(&format!("people/{order}"), ""));
        let names = needles.found(text.as_bytes());
        assert!(names.is_empty(), "`mogiri {words}` tells {names:?}: {text}");
    }
    let seat = Searcher::new(vec![as_it_is(SEAT)]);
    for n in 0..3 {
        let code = from_text(&String::from_utf8(stage.read(&format!("code{n}.txt"))).unwrap()).unwrap();
        assert_eq!(needles.found(&code), BTreeSet::new());
        assert!(!seat.found(&code).is_empty(), "the credential has its place");
    }
}

#[test]
fn errors_about_people_name_their_line_and_nothing_else() {
    let stage = Stage::evening();
    let needles = secrets();
    let good = order_list();
    let long = good.replace(&format!("{SEAT} 2番"), &"とても長い座席".repeat(5));
    let kind = good.replace("3番,S,adult", "3番,S,pensioner");
    let zone = good.replace("4番,S,adult", "4番,Z,adult");
    let twice = format!("{good}{}", good.lines().nth(1).unwrap().replace("1番,S", "1番,A"));
    let sjis = encoding_rs::SHIFT_JIS.encode(&good.replace('ë', "e")).0.into_owned();
    let issue = "issuer issue org --event event.mgr --orders bad.csv --wallets people";
    for (what, list) in [
        ("a long seat", long.into_bytes()),
        ("a kind", kind.into_bytes()),
        ("a zone", zone.into_bytes()),
        ("Shift_JIS", sjis),
    ] {
        stage.write("bad.csv", list);
        let run = stage.run(issue);
        assert_eq!(run.code, Some(2), "{what}: {}{}", run.out, run.err);
        assert_eq!(needles.found(run.err.as_bytes()), BTreeSet::new(), "{what}: {}", run.err);
    }
    stage.write("bad.csv", &good);
    stage.run(issue).exits(0);
    stage.write("bad.csv", twice.replace("1番,S", "8番,S"));
    let changed = stage.run(issue);
    assert_ne!(changed.code, Some(0), "a changed seat needs an explicit re-issue");
    assert_eq!(needles.found(changed.err.as_bytes()), BTreeSet::new(), "{}", changed.err);
    assert_no_secrets(&stage, "after the mistakes");
}

#[test]
fn a_killed_verb_leaves_no_name_in_its_log_either() {
    let stage = Stage::evening();
    stage.write("orders.csv", order_list());
    let issue = "issuer issue org --event event.mgr --orders orders.csv --wallets people";
    let words: Vec<String> = issue.split_whitespace().map(str::to_owned).collect();
    let calls = calls(&stage.copy(), &words);
    let mut logs = 0;
    for place in calls.iter().step_by(4) {
        let killed = stage.copy();
        kill_at(&killed, &words, place);
        let all = files(killed.folder(), &is_the_organizers);
        logs += all.iter().filter(|path| is_full_log(path)).count();
        assert_no_secrets(&killed, &format!("killed at {place}"));
    }
    assert!(logs > 0, "no kill left a write-ahead log");
}

fn is_full_log(path: &Path) -> bool {
    let is_log = path.to_string_lossy().ends_with("-wal");
    is_log && fs::metadata(path).is_ok_and(|meta| meta.len() > 0)
}

fn as_it_is(text: &str) -> Needle {
    Needle { what: text.to_owned(), bytes: text.as_bytes().to_vec() }
}

#[test]
fn a_seat_stands_in_a_credential_and_nowhere_else() {
    let (stage, _) = evening();
    let seats = Searcher::new(needles(SEAT));
    let mut credentials = 0;
    for file in files(stage.folder(), &|path| is_the_organizers(path)) {
        let bytes = fs::read(&file).unwrap();
        let stripped = without_places(&bytes);
        credentials += usize::from(stripped.len() < bytes.len());
        let left = seats.found(&stripped);
        assert!(left.is_empty(), "{} has {left:?}", file.display());
    }
    assert!(credentials > 0, "the journal carries credentials");
}

/// Bytes without the places of credentials: 180 minutes, then a text of `SEAT` and a seat's number.
fn without_places(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for seat in 1..=4 {
        let place = format!("{SEAT} {seat}番");
        let length = u8::try_from(place.len()).unwrap();
        let field = [&[0x18, 180, 0x78, length], place.as_bytes()].concat();
        while let Some(at) = bytes.windows(field.len()).position(|window| window == field) {
            bytes.drain(at..at + field.len());
        }
    }
    bytes
}
