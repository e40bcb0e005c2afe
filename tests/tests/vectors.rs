//! The shared vectors: the committed files are what their generator makes, and the library agrees with each case.

use std::collections::BTreeSet;
use std::fs;

use mogiri::gate::DocumentCheck;
use mogiri_tests::sources::workspace;
use mogiri_tests::vectors::{
    AdoptFile, CodeFile, SequenceFile, answer_outcome, bytes, codes, documents, judged, outcome, path, play,
    play_anew, sequences,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Compares a file with what it must be; with `MOGIRI_WRITE_VECTORS` set it is written first.
fn is_committed(name: &str, file: &impl Serialize) {
    let text = serde_json::to_string_pretty(file).expect("vectors are plain values") + "\n";
    if std::env::var_os("MOGIRI_WRITE_VECTORS").is_some() {
        fs::create_dir_all(path("")).expect("the folder of the vectors");
        fs::write(path(name), &text).expect("the file of the vectors");
    }
    let committed = fs::read_to_string(path(name)).unwrap_or_default();
    assert!(committed == text, "{name} is stale: run with MOGIRI_WRITE_VECTORS=1 and look at the difference");
}

fn read<T: DeserializeOwned>(name: &str) -> T {
    serde_json::from_str(&fs::read_to_string(path(name)).expect("the file is there")).expect("it reads")
}

#[test]
fn the_committed_vectors_are_what_their_generator_makes() {
    is_committed("codes.json", &codes());
    is_committed("documents.json", &documents());
    is_committed("sequences.json", &sequences());
}

#[test]
fn every_code_is_judged_as_its_vector_says() {
    let file: CodeFile = read("codes.json");
    for case in &file.cases {
        let found = judged(case, &file.documents[&case.documents]);
        let (rule, reason) = match &found.fails {
            Some((rule, finding)) => (Some(rule.id()), finding.reason.code()),
            None => (None, "admitted"),
        };
        let holds: Vec<&str> = found.holds.iter().map(|rule| rule.id()).collect();
        assert_eq!((rule, reason), (case.rule.as_deref(), case.expect.as_str()), "{}", case.name);
        assert_eq!(holds, case.holds, "{}", case.name);
    }
    let rules: BTreeSet<_> = file.cases.iter().filter_map(|c| c.rule.clone()).collect();
    assert_eq!(rules.len(), 14, "a rule without a vector that breaks it: {rules:?}");
}

#[test]
fn every_document_is_adopted_or_refused_as_its_vector_says() {
    let file: AdoptFile = read("documents.json");
    for case in &file.cases {
        let set = case.documents.as_ref().map(|set| &file.documents[set]);
        let message = bytes(&case.message);
        let DocumentCheck { code, version } = match &case.question {
            Some(question) => {
                answer_outcome(set.expect("a gate that asks has documents"), &bytes(question), &message)
            }
            None => outcome(set, &case.kind, &message),
        };
        assert_eq!((code, version), (case.expect.as_str(), case.version), "{}", case.name);
    }
}

#[test]
fn every_sequence_ends_as_its_vector_says_at_a_real_gate() {
    let file: SequenceFile = read("sequences.json");
    for sequence in &file.sequences {
        play(sequence, &file.documents[&sequence.documents]);
    }
    assert!(!file.sequences.is_empty());
}

#[test]
fn every_sequence_ends_the_same_at_a_gate_with_nonces_of_its_own() {
    let file: SequenceFile = read("sequences.json");
    for sequence in file.sequences.iter().filter(|one| one.steps.iter().any(|step| step.challenge.is_some()))
    {
        play_anew(sequence, &file.documents[&sequence.documents]);
    }
}

/// Rules of §2 to §5 and §8 that no vector can try, and why: acts of a wallet, and what a device has in its own hands.
const OUT_OF_REACH: [(&str, &str); 19] = [
    ("G-01", "no decision"),
    ("G-02", "no decision"),
    ("G-03", "no decision"),
    ("G-04", "no decision"),
    ("P-17", "a disk"),
    ("P-18", "notes, in words"),
    ("C-02", "a wallet"),
    ("C-03", "a wallet"),
    ("C-04", "a wallet"),
    ("C-05", "a wallet"),
    ("C-06", "a wallet"),
    ("C-07", "a wallet"),
    ("K-01", "an act of the gate in doubt"),
    ("K-04", "a person"),
    ("K-05", "an act of the gate in doubt"),
    ("E-04", "a disk"),
    ("L-01", "an act without authority"),
    ("L-02", "a word that is no reason"),
    ("L-04", "a disk"),
];

/// Ids of the rules in some sections of the protocol: first in a row of a table, or bold.
fn rules_of(protocol: &str) -> BTreeSet<String> {
    let mut rules = BTreeSet::new();
    let mut inside = false;
    for line in protocol.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            inside = ["2.", "3.", "4.", "5.", "8."].iter().any(|number| title.starts_with(number));
        }
        let cell = line.strip_prefix("| ").and_then(|row| row.split(" |").next());
        let named = line.split("**").chain(cell).filter(|word| inside && is_rule(word));
        rules.extend(named.map(str::to_owned));
    }
    rules
}

fn is_rule(cell: &str) -> bool {
    let mut parts = cell.splitn(2, '-');
    let letter = parts.next().is_some_and(|l| l.len() == 1 && l.chars().all(|c| c.is_ascii_uppercase()));
    letter && parts.next().is_some_and(|n| n.len() == 2 && n.chars().all(|c| c.is_ascii_digit()))
}

#[test]
fn every_rule_that_a_gate_can_keep_or_break_alone_has_a_vector() {
    let protocol = fs::read_to_string(workspace().join("docs/protocol.md")).expect("the protocol is there");
    let (codes, sequences): (CodeFile, SequenceFile) = (read("codes.json"), read("sequences.json"));
    let mut tried: BTreeSet<String> =
        codes.cases.iter().flat_map(|case| case.rule.iter().chain(&case.holds).cloned()).collect();
    tried.extend(sequences.sequences.into_iter().flat_map(|sequence| sequence.rules));
    // Kinds of documents.json.
    tried.extend(["C-01", "K-02", "K-03"].map(str::to_owned));
    let reasons: BTreeSet<String> = OUT_OF_REACH.iter().map(|(rule, _)| (*rule).to_owned()).collect();
    let rules = rules_of(&protocol);
    assert!(rules.len() > 50, "{rules:?}");
    let untried: Vec<&String> = rules.difference(&tried).filter(|rule| !reasons.contains(*rule)).collect();
    assert!(untried.is_empty(), "no vector tries {untried:?}");
    let unknown: Vec<&String> = tried.difference(&rules).collect();
    assert!(unknown.is_empty(), "vectors try what is no rule: {unknown:?}");
    let needless: Vec<&String> = reasons.intersection(&tried).collect();
    assert!(needless.is_empty(), "tried after all: {needless:?}");
}
