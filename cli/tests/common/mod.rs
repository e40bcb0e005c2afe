//! The command as a stranger runs it: arguments in; exit code, standard output and standard error out.
#![allow(dead_code, unreachable_pub, reason = "each test binary uses its own part")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails here"
)]
#![allow(clippy::missing_panics_doc, reason = "the same")]

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

pub const EVENT: &str = r#"
title = "もぎり座 冬公演"
venue = "小劇場"
timezone = "Asia/Tokyo"
doors = 2026-12-19T17:00:00+09:00
start = 2026-12-19T18:00:00+09:00
end = 2026-12-19T20:00:00+09:00
gates = ["A", "B"]
zones = ["S", "A"]
"#;

pub const ORDERS: &str = "\
order,name,kana,seat,zone,kind
注文1,髙橋 一郎,たかはし いちろう,1列 1番,S,adult
注文1,髙橋 花,たかはし はな,1列 2番,S,child
注文2,Anna Müller,アンナ,1列 3番,S,wheelchair
";

/// Half an hour after the doors, in unix seconds.
pub const EVENING: u64 = 1_797_669_000;

/// A folder of its own, in which the command runs.
pub struct Stage(TempDir);

/// What every command of a stage appends to.
pub const LOG: &str = "log.jsonl";

impl Drop for Stage {
    /// Whatever was done, the log names nobody and nothing.
    fn drop(&mut self) {
        let log = std::fs::read_to_string(self.path(LOG)).unwrap_or_default();
        if !std::thread::panicking() {
            log.lines().for_each(assert_is_closed);
        }
    }
}

/// Fails on a line of a log that could be an id, a name, a seat, a key or a payload.
#[track_caller]
fn assert_is_closed(line: &str) {
    let event: Value = serde_json::from_str(line).unwrap();
    assert_eq!(keys(&event), ["act", "count", "outcome"], "{line}");
    let [act, outcome] = [&event["act"], &event["outcome"]].map(|word| word.as_str().unwrap());
    let is_name = act.len() < 16 && act.chars().all(|letter| letter.is_ascii_alphabetic());
    assert!(is_name && mogiri::testing::is_closed(outcome), "{line}");
    assert!(event["count"].as_u64().unwrap() < 1_000_000, "{line}");
}

/// What a run gave.
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    /// The one JSON answer.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|_| panic!("no JSON: {} {}", self.out, self.err))
    }

    /// The JSON error on standard error.
    pub fn error(&self) -> Value {
        serde_json::from_str(&self.err).unwrap_or_else(|_| panic!("no JSON error: {} {}", self.out, self.err))
    }

    /// Fails the test unless the exit code is this.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{}{}", self.out, self.err);
        self
    }
}

impl Stage {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), content).unwrap();
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap()
    }

    pub fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mogiri"));
        command.current_dir(self.0.path()).args(["--log", LOG]).args(arguments.split_whitespace());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs with `--json` at a time.
    pub fn at(&self, seconds: u64, arguments: &str) -> Run {
        let mut command = self.command(arguments);
        told(command.args(["--json", "--at", &seconds.to_string()]).stdin(Stdio::null()).output().unwrap())
    }

    /// Runs with `--json` on the evening.
    pub fn run(&self, arguments: &str) -> Run {
        self.at(EVENING, arguments)
    }

    /// Runs with `--json` on the evening, with a text on standard input.
    pub fn feed(&self, arguments: &str, text: impl AsRef<[u8]>) -> Run {
        let mut command = self.command(arguments);
        let mut child =
            command.args(["--json", "--at", &EVENING.to_string()]).stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(text.as_ref()).unwrap();
        told(child.wait_with_output().unwrap())
    }

    /// An issuer with an event, filled wallets in `w/`, and gates A in `a`, B in `b`.
    pub fn evening() -> Self {
        let stage = Self::new();
        stage.write("event.toml", EVENT);
        stage.write("orders.csv", ORDERS);
        stage.run("issuer init org").exits(0);
        stage.run("issuer event org event.toml --out event.mgr").exits(0);
        stage.run("issuer issue org --event event.mgr --orders orders.csv --wallets w").exits(0);
        for (folder, gate) in [("a", "A"), ("b", "B")] {
            stage.gate(folder, gate);
        }
        stage
    }

    /// A gate with its certificate.
    pub fn gate(&self, folder: &str, gate: &str) {
        self.run(&format!("gate init {folder} --event event.mgr --gate {gate} --out enrol.mgr")).exits(0);
        let staff = "issuer staff org --event event.mgr --enrol enrol.mgr --roles scan,stamp,void";
        self.run(&format!("{staff} --gates {gate} --out staff.mgr")).exits(0);
        self.run(&format!("gate update {folder} staff.mgr")).exits(0);
    }

    /// Ids of the tickets of a wallet.
    pub fn tickets(&self, wallet: &str) -> Vec<String> {
        let list = self.run(&format!("wallet list {wallet}")).exits(0).json();
        list.as_array().unwrap().iter().map(|ticket| text(&ticket["ticket"])).collect()
    }

    /// The code of a ticket at a time.
    pub fn code(&self, seconds: u64, wallet: &str, ticket: &str) -> String {
        text(&self.at(seconds, &format!("wallet show {wallet} {ticket}")).exits(0).json()["text"])
    }

    /// Scans a code on the evening and writes a digital stamp.
    pub fn scan_and_stamp(&self, gate: &str, code: &str, stamp: &str) -> Run {
        let mut command = self.command(&format!("gate scan {gate} --stamp {stamp}"));
        told(command.arg(code).args(["--json", "--at", &EVENING.to_string()]).output().unwrap())
    }

    /// Scans a code, which may hold spaces.
    pub fn scan(&self, seconds: u64, gate: &str, code: &str) -> Run {
        let mut command = self.command(&format!("gate scan {gate}"));
        told(command.arg(code).args(["--json", "--at", &seconds.to_string()]).output().unwrap())
    }
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn told(output: Output) -> Run {
    Run {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The keys of an object, sorted.
pub fn keys(value: &Value) -> Vec<String> {
    value.as_object().unwrap().keys().cloned().collect()
}
