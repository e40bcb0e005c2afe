//! SIGKILL before every write, fsync, rename and removal of every verb; then the same verb again.
//!
//! `strace` kills the process at the entry of each such call, before the kernel runs it.
#![cfg(target_os = "linux")]

mod blanks;
mod clocks;
mod epochs;
mod erase;
mod names;
mod verbs;

use std::collections::BTreeSet;
use std::io::Write as _;

use mogiri_tests::command::{EVENING, Run, Stage};
use mogiri_tests::faults::strace::Place;
use mogiri_tests::killer::{calls, is_whole, kill_at};
use serde_json::Value;

use verbs::Verb;

/// What a verb leaves behind, with everything random replaced by a word.
fn state(stage: &Stage, verb: &Verb) -> Vec<Value> {
    verb.state.iter().map(|words| plain(&stage.run(words).exits(0).json())).collect()
}

/// A value without ids and hashes; arrays sorted.
fn plain(value: &Value) -> Value {
    match value {
        Value::String(text) if is_id(text) => Value::String("ID".to_owned()),
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(plain).collect();
            items.sort_by_key(ToString::to_string);
            Value::Array(items)
        }
        Value::Object(fields) => {
            Value::Object(fields.iter().map(|(name, value)| (name.clone(), plain(value))).collect())
        }
        other => other.clone(),
    }
}

fn is_id(text: &str) -> bool {
    let crockford = text.len() == 26 && text.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
    let hex = text.len() >= 16 && text.bytes().all(|b| b.is_ascii_hexdigit());
    crockford || hex
}

/// Output files are whole or not there.
fn check_outputs(stage: &Stage, verb: &Verb, what: &str) {
    for name in &verb.outputs {
        let path = stage.path(name);
        if path.exists() {
            assert!(is_whole(&std::fs::read(&path).unwrap()), "{what}: {name} is there and not whole");
        }
    }
}

/// A verdict that was told is in the journal, and so is an exit.
fn check_verdict(stage: &Stage, verb: &Verb, run: &Run, what: &str) {
    let told = |words: &str| run.out.contains(words);
    let report = || stage.run(&format!("gate report {}", verb.folder())).exits(0).json();
    if told("\"verdict\":\"admitted\"") || told("\"override\":\"admitted\"") {
        assert_eq!(report()["admitted"], verb.admitted_after, "{what}: it was told, and is not there");
    }
    if told("\"exit\":\"final\"") {
        assert_eq!(report()["exits"], 1, "{what}: it was told, and is not there");
    }
}

/// Names of the drafts that are left beside the outputs.
fn drafts(stage: &Stage, verb: &Verb) -> BTreeSet<String> {
    let draft = |name: &&String| {
        let path = stage.path(name);
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        path.with_file_name(format!(".{file}.new")).exists()
    };
    verb.outputs.iter().filter(draft).cloned().collect()
}

fn survives(prepared: &Stage, verb: &Verb) {
    let whole = prepared.copy();
    let first = whole.tell(EVENING, &verb.arguments);
    assert_eq!(first.code, Some(0), "{}: {}{}", verb.name, first.out, first.err);
    let expected = state(&whole, verb);
    let twice = prepared.copy();
    twice.tell(EVENING, &verb.arguments).exits(0);
    let again = twice.tell(EVENING, &verb.arguments);
    assert!(verb.ends_with(again.code), "{} once more: {:?} {}", verb.name, again.code, again.err);
    assert_eq!(state(&twice, verb), expected, "{} once more changes nothing", verb.name);

    let calls = calls(&prepared.copy(), &verb.arguments);
    assert!(!calls.is_empty(), "{} writes", verb.name);
    for place in &calls {
        let stage = prepared.copy();
        let what = format!("{} killed at {place}", verb.name);
        // Threads and randomness move a call now and then: a run that lives is a run that was not killed.
        let killed = kill_at(&stage, &verb.arguments, place);
        check_outputs(&stage, verb, &what);
        check_verdict(&stage, verb, &killed, &what);
        let again = stage.tell(EVENING, &verb.arguments);
        assert!(verb.ends_with(again.code), "{what}, then {:?}: {}{}", again.code, again.out, again.err);
        assert_eq!(state(&stage, verb), expected, "{what}, then run again");
        for name in &verb.outputs {
            assert!(is_whole(&stage.read(name)), "{what}: {name} after it was run again");
        }
        assert_eq!(drafts(&stage, verb), BTreeSet::new(), "{what}: drafts");
    }
    // Written past libtest, which keeps what passing tests print to itself.
    let told = format!("{:<28} killed at each of {:>4} calls\n", verb.name, calls.len());
    std::io::stderr().write_all(told.as_bytes()).unwrap();
}

#[test]
fn the_killer_kills_before_the_call() {
    let stage = Stage::new();
    let verb = Verb::new("wallet init", "wallet init w");
    let calls = calls(&stage.copy(), &verb.arguments);
    let first = Place { name: "mkdir".to_owned(), number: 1 };
    assert_eq!(kill_at(&stage, &verb.arguments, &first).code, None, "{first} of {calls:?} kills");
    let (after, none) = (stage.copy(), Place { number: 50, ..first });
    assert_ne!(kill_at(&after, &verb.arguments, &none).code, None, "no such call");
    assert!(!stage.path("w/store.db").exists() && after.path("w/store.db").exists());
}

#[test]
fn every_kind_of_call_is_a_place_to_kill_at() {
    let stage = Stage::new();
    let verb = Verb::new("wallet init", "wallet init w");
    let calls = calls(&stage.copy(), &verb.arguments);
    // strace counts each name apart: a kill at "the n-th of them all" would be one of the commonest name alone.
    for name in ["write", "pwrite64", "fsync", "rename"] {
        let last = calls.iter().filter(|place| place.name == name).max().unwrap_or_else(|| panic!("{name}"));
        let stage = stage.copy();
        assert_eq!(kill_at(&stage, &verb.arguments, last).code, None, "{last} kills");
    }
}

#[test]
fn issuer_verbs_survive_a_kill_anywhere() {
    let stage = verbs::prepare_issuer();
    for verb in verbs::issuer(&stage) {
        survives(&stage, &verb);
    }
}

#[test]
fn verbs_about_paper_folds_and_reissues_survive_a_kill_anywhere() {
    let stage = epochs::prepare();
    for verb in epochs::verbs(&stage) {
        survives(&stage, &verb);
    }
}

#[test]
fn verbs_about_clocks_survive_a_kill_anywhere() {
    let stage = clocks::prepare();
    for verb in clocks::verbs() {
        survives(&stage, &verb);
    }
}

#[test]
fn verbs_about_names_survive_a_kill_anywhere() {
    let stage = names::prepare();
    for verb in names::verbs(&stage) {
        survives(&stage, &verb);
    }
}

#[test]
fn verbs_about_blanks_survive_a_kill_anywhere() {
    let stage = blanks::prepare();
    for verb in blanks::verbs() {
        survives(&stage, &verb);
    }
    survives(&blanks::prepare_sold(), &blanks::printing());
}

#[test]
fn verbs_that_erase_survive_a_kill_anywhere() {
    let stage = erase::prepare();
    for verb in erase::verbs(&stage) {
        survives(&stage, &verb);
    }
}

#[test]
fn wallet_verbs_survive_a_kill_anywhere() {
    let stage = verbs::prepare_wallets();
    for verb in verbs::wallet(&stage) {
        survives(&stage, &verb);
    }
}

#[test]
fn gate_verbs_survive_a_kill_anywhere() {
    let stage = verbs::prepare_gates();
    for verb in verbs::gate(&stage) {
        survives(&stage, &verb);
    }
}
