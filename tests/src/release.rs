//! The folders that a release leaves on a device, in the middle of everything, and what they tell. One set of them is kept
//! for each release in `tests/fixtures`: whatever comes later must open them and go on.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::command::{EVENING, Stage, copy_folder};
use crate::evening::HEADER;
use crate::killer::{calls, kill_at};
use crate::sources::workspace;

/// What is kept of a stage: folders, the development vaults beside them, and messages on their way.
const KEPT: [&str; 16] = [
    "org",
    "root",
    "w/x1",
    "w/x1.vault",
    "f1",
    "f1.vault",
    "f2",
    "f2.vault",
    "a",
    "a.vault",
    "event.mgr",
    "f2.parcel",
    "xc",
    "xc.vault",
    "ac",
    "ac.vault",
];

/// Where the log of a folder is.
pub const LOG: &str = "store.db-wal";

/// What the folders told when they were made.
const TOLD: &str = "told.json";

/// The verbs that tell it, by the name in `told.json`.
const TELL: [(&str, &str); 7] = [
    ("issued", "issuer list org"),
    ("tickets", "wallet list w/x1"),
    ("friend", "wallet list f1"),
    ("kinds", "wallet exposure w/x1"),
    ("report", "gate report a"),
    ("staff", "gate update a event.mgr"),
    ("gate kinds", "gate exposure a"),
];

/// Where the folders of the releases are.
pub fn fixtures() -> PathBuf {
    workspace().join("tests/fixtures")
}

/// An organizer with a list of revocations and a manifest; a wallet with a ticket that is ready, one that was stamped, one
/// that a friend took, one on its way to another, one forgotten and one revoked, and with an open request; the friend's
/// wallet; a gate that admitted, refused, took back, and merged another gate's journal.
pub fn season() -> Stage {
    let stage = Stage::evening();
    let row = |seat: u32| format!("x1,髙橋 花子,たかはし はなこ,3列 {seat}番,S,adult\n");
    stage.write("x1.csv", format!("{HEADER}{}", (1..=6).map(row).collect::<String>()));
    stage.run("issuer issue org --event event.mgr --orders x1.csv --wallets w").exits(0);
    let ticket = |index| stage.ticket("w/x1", index);
    for (friend, index) in [("f1", 2), ("f2", 3)] {
        stage.run(&format!("wallet init {friend}")).exits(0);
        stage.run(&format!("wallet request {friend} --out {friend}.request")).exits(0);
        let to = format!("{friend}.request --out {friend}.parcel");
        stage.run(&format!("wallet hand-over w/x1 {} {to}", ticket(index))).exits(0);
    }
    stage.run("wallet receive f1 f1.parcel --out f1.answer").exits(0);
    stage.run("wallet settle w/x1 f1.answer").exits(0);
    stage.run("wallet request w/x1 --count 2 --out x1.request").exits(0);
    let revoked = ticket(5);
    stage.run(&format!("issuer revoke org {revoked} --reason fraud --out revoked.mgr")).exits(0);
    stage.run("issuer manifest org --event event.mgr --out manifest.mgr").exits(0);
    stage.run("gate update a revoked.mgr manifest.mgr").exits(0);
    evening_at_the_gate(&stage, &ticket(1), &revoked);
    stage.run(&format!("wallet forget w/x1 {} --still-valid", ticket(4))).exits(0);
    stage
}

fn evening_at_the_gate(stage: &Stage, stamped: &str, revoked: &str) {
    let shown = code(stage, "w/x1", stamped, EVENING);
    stage.tell(EVENING, &["gate", "scan", "a", &shown, "--stamp", "x1.stamp"]).exits(0);
    stage.run("wallet accept w/x1 x1.stamp").exits(0);
    let refused = code(stage, "w/x1", revoked, EVENING);
    stage.tell(EVENING, &["gate", "scan", "a", &refused]).exits(3);
    let mistaken = stage.admit("a", &stage.code("w/o7", EVENING));
    stage.run(&format!("gate void a {mistaken} --reason MISTAKE")).exits(0);
    stage.admit("b", &stage.code("w/o8", EVENING));
    stage.run("gate export b --out b.journal").exits(0);
    stage.run("gate merge a b.journal").exits(0);
    stage.run("gate export a --out a.journal").exits(0);
}

/// The text of the code that a wallet shows of a ticket.
#[track_caller]
pub fn code(stage: &Stage, wallet: &str, ticket: &str, seconds: u64) -> String {
    let shown = stage.at(seconds, &format!("wallet show {wallet} {ticket}")).exits(0).json();
    shown["text"].as_str().expect("a code has a text").to_owned()
}

/// What the folders tell.
#[track_caller]
pub fn told(stage: &Stage) -> Value {
    TELL.iter().map(|(name, words)| ((*name).to_owned(), stage.run(words).exits(0).json())).collect()
}

/// Writes the folders of this release, over those that an earlier day left.
pub fn write(release: &str) {
    let (stage, folder) = (season(), fixtures().join(release));
    let told = serde_json::to_string_pretty(&told(&stage)).expect("JSON is text") + "\n";
    crash(&stage, ("w/x1", "xc"), &["wallet", "request", "xc", "--out", "xc.request"]);
    let late = stage.code("w/o6", EVENING);
    crash(&stage, ("a", "ac"), &["gate", "scan", "ac", &late]);
    drop(fs::remove_dir_all(&folder));
    for name in KEPT {
        keep(&stage.path(name), &folder.join(name));
    }
    fs::write(folder.join(TOLD), told).expect("the fixtures can be written");
}

/// A copy of a folder, killed by a verb that had changed it: what it did is in the log alone.
fn crash(stage: &Stage, (from, to): (&str, &str), arguments: &[&str]) {
    for end in ["", ".vault"] {
        let copy = stage.path(&format!("{to}{end}"));
        fs::create_dir(&copy).expect("a scratch folder can be made");
        copy_folder(&stage.path(&format!("{from}{end}")), &copy);
    }
    let arguments: Vec<String> = arguments.iter().map(|word| (*word).to_owned()).collect();
    let places = calls(&stage.copy(), &arguments);
    let killed = places.iter().rev().map(|place| {
        let killed = stage.copy();
        kill_at(&killed, &arguments, place);
        killed
    });
    let has_log = |killed: &Stage| fs::metadata(killed.path(to).join(LOG)).is_ok_and(|log| log.len() > 0);
    let killed = killed.into_iter().find(has_log).expect("a kill leaves a log");
    for end in ["", ".vault"] {
        let name = format!("{to}{end}");
        copy_folder(&killed.path(&name), &stage.path(&name));
    }
}

fn keep(from: &Path, to: &Path) {
    fs::create_dir_all(to.parent().expect("it has a folder")).expect("the fixtures can be written");
    if from.is_dir() {
        fs::create_dir_all(to).expect("the fixtures can be written");
        copy_folder(from, to);
        // Room and no bytes: a gate makes it again.
        drop(fs::remove_file(to.join("store.reserve")));
    } else {
        fs::copy(from, to).expect("the fixtures can be written");
    }
}

/// A copy of the folders of a release, and what they told.
pub fn read(release: &str) -> (Stage, Value) {
    let stage = Stage::new();
    copy_folder(&fixtures().join(release), stage.folder());
    let told = serde_json::from_slice(&stage.read(TOLD)).expect("it was written as JSON");
    (stage, told)
}

/// The releases whose folders are kept.
pub fn releases() -> Vec<String> {
    let folders = fs::read_dir(fixtures()).into_iter().flatten().flatten();
    let mut names: Vec<String> =
        folders.map(|folder| folder.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// Whether what was told then is told now; more may be told now.
pub fn still_tells(then: &Value, now: &Value) -> bool {
    match (then, now) {
        (Value::Object(then), Value::Object(now)) => {
            then.iter().all(|(key, then)| now.get(key).is_some_and(|now| still_tells(then, now)))
        }
        (Value::Array(then), Value::Array(now)) => {
            then.len() == now.len() && then.iter().zip(now).all(|(then, now)| still_tells(then, now))
        }
        _ => then == now,
    }
}
