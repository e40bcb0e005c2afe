//! The shared vectors: the committed files are what their generator makes, and the library agrees with each case.

use std::fs;

use mogiri::gate::DocumentCheck;
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
    let rules: std::collections::BTreeSet<_> = file.cases.iter().filter_map(|c| c.rule.clone()).collect();
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
