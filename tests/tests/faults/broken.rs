//! What the harness must catch: were it blind, everything else here would pass too.

use std::path::Path;

use mogiri_tests::faults::disk::Honesty;
use mogiri_tests::faults::run::{Outcome, Trial};
use mogiri_tests::faults::strace::Fault;
use mogiri_tests::faults::{Operation, operations};

/// One operation of each room, with what leaves by it.
const LEAVES: [&str; 4] =
    ["Wallet::hand_over", "Wallet::receive, taken", "Gate::admit, let in", "Issuer::issue"];

fn leaving() -> Vec<Operation> {
    operations().into_iter().filter(|row| LEAVES.contains(&row.name().as_str())).collect()
}

#[test]
fn a_build_that_tells_before_it_commits_is_caught() {
    let hasty = Path::new(env!("CARGO_BIN_EXE_tells_first"));
    let rows = leaving();
    assert_eq!(rows.len(), LEAVES.len());
    for operation in &rows {
        let mut outcome = Outcome::default();
        Trial::new(operation, hasty).run_faults(&[Fault::Kill], &mut outcome);
        let lost = outcome.violations.iter().filter(|why| why.contains("what was told is lost")).count();
        assert!(lost > 0, "{}: {outcome:?}", operation.name());
    }
}

/// The database alone does not show it: only an older copy of the folder, put back, does.
#[test]
fn a_build_that_tells_before_the_vault_knows_is_caught() {
    let hasty = Path::new(env!("CARGO_BIN_EXE_tells_before_the_vault"));
    let rows = operations();
    let put_back = rows.iter().filter(|row| row.case.ends_with("an older copy put back after it"));
    let mut caught = Vec::new();
    for operation in put_back {
        let mut outcome = Outcome::default();
        Trial::new(operation, hasty).run_faults(&[Fault::Kill], &mut outcome);
        let told = outcome.violations.iter().filter(|why| why.contains("put back: "));
        assert!(told.count() > 0, "{}: {outcome:?}", operation.name());
        caught.push(operation.method);
    }
    assert_eq!(caught, ["Wallet::hand_over", "Wallet::receive", "Wallet::receive"]);
}

#[test]
fn a_disk_that_does_not_sync_is_caught() {
    for operation in &leaving() {
        let mut outcome = Outcome::default();
        Trial::new(operation, crate::worker()).run_images(Honesty::Lies, &mut outcome);
        let lost = outcome.violations.iter().filter(|why| why.contains("what was told is lost")).count();
        assert!(lost > 0, "{}: {outcome:?}", operation.name());
    }
}
