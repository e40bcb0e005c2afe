//! What the benchmarks measure the store against is set as the store is: they repeat its settings, and here they are
//! compared.

use std::collections::BTreeSet;
use std::fs;

use mogiri_tests::sources::workspace;

fn source(path: &str) -> String {
    fs::read_to_string(workspace().join(path)).expect("the source is there")
}

/// `name = value` of each pragma in the constant of that name.
fn pragmas(source: &str) -> BTreeSet<String> {
    let constant = source.split("const SETTINGS: &str = \"").nth(1).expect("there is such a constant");
    let text = constant.split('"').next().expect("it ends");
    text.split(';').filter_map(|line| line.trim().strip_prefix("PRAGMA ")).map(str::to_owned).collect()
}

/// The number that a constant of that name is, written as a product.
fn number(source: &str, constant: &str) -> u32 {
    let line =
        source.lines().find(|line| line.contains(&format!("const {constant}: u32 ="))).expect("it is there");
    let value = line.split('=').nth(1).expect("it has a value").trim().trim_end_matches(';');
    value.split('*').map(|factor| factor.trim().parse::<u32>().expect("a plain number")).product()
}

#[test]
fn the_raw_side_of_the_benchmarks_has_the_pragmas_of_the_store() {
    let mut ours = pragmas(&source("core/src/store/database.rs"));
    assert!(ours.contains("synchronous = FULL") && ours.len() >= 9, "{ours:?}");
    // The store turns the log on by itself, to hear whether it was.
    ours.insert("journal_mode = WAL".to_owned());
    assert_eq!(pragmas(&source("bench/src/plain.rs")), ours);
}

#[test]
fn the_raw_side_of_the_benchmarks_lets_its_log_grow_as_a_gate_does() {
    let ours = number(&source("core/src/store/live.rs"), "GATE_LOG");
    assert_eq!(number(&source("bench/src/gate.rs"), "LOG"), ours);
}
