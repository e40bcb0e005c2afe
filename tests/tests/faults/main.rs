//! A kill, a failing disk, a torn write and a power cut at every write of every public operation (`mogiri_tests::faults`).
//!
//! The tables of `tests/src/faults/{wallet,gate,issuer}.rs` say what is tried; `CONTRIBUTING.md` how to add to them.
#![cfg(target_os = "linux")]

mod broken;
mod complete;

use std::io::Write as _;
use std::path::Path;

use mogiri_tests::faults::Operation;
use mogiri_tests::faults::operation::Room;
use mogiri_tests::faults::operations;
use mogiri_tests::faults::run::{Outcome, try_all};

pub(crate) fn worker() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_worker"))
}

/// Tries a room's operations.
fn survives(room: Room) {
    let mut broken = Vec::new();
    for operation in operations().iter().filter(|row| row.room == room) {
        let outcome = try_all(operation, worker());
        tell(operation, &outcome);
        broken.extend(check(operation, outcome));
    }
    assert!(broken.is_empty(), "{} faults are not survived:\n{}", broken.len(), broken.join("\n"));
}

fn check(operation: &Operation, outcome: Outcome) -> Vec<String> {
    let mut broken = outcome.violations;
    let writes = outcome.places > 0;
    if writes != (operation.transactions > 0) {
        broken.push(format!("{}: {} writes", operation.name(), outcome.places));
    }
    if writes && outcome.images == 0 {
        broken.push(format!("{}: no disk was rebuilt", operation.name()));
    }
    broken
}

/// Written past libtest, which keeps what passing tests print to itself.
fn tell(operation: &Operation, outcome: &Outcome) {
    let Outcome { places, runs, images, violations } = outcome;
    let name = operation.name();
    let told = format!(
        "{name:<40} {places:>3} places {runs:>4} runs {images:>4} disks {:>3} broken\n",
        violations.len()
    );
    std::io::stderr().write_all(told.as_bytes()).unwrap();
}

#[test]
fn a_wallet_survives_every_fault_at_every_write_of_every_method() {
    survives(Room::Wallet);
}

#[test]
fn a_gate_survives_every_fault_at_every_write_of_every_method() {
    survives(Room::Gate);
}

#[test]
fn an_issuer_survives_every_fault_at_every_write_of_every_method() {
    survives(Room::Issuer);
}
