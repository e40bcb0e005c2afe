//! A disk that is really full, beside the full disks that `faults` makes call by call, and one that may only be read.

use std::path::Path;

use mogiri_tests::small_disk::run_on;

/// Runs what must hold on a disk, in a process of its own.
fn holds(arguments: &[&str]) {
    let place = tempfile::tempdir().expect("a folder can be made");
    let program = Path::new(env!("CARGO_BIN_EXE_small_disk"));
    let Some(output) = run_on(program, place.path(), arguments) else {
        assert!(std::env::var_os("CI").is_none(), "no disk can be mounted here, and nothing may be left out");
        eprintln!("NOT TRIED: no disk can be mounted here; it needs root, or user namespaces");
        return;
    };
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    println!("{}", text(&output.stdout));
    assert!(output.status.success(), "{}", text(&output.stderr));
}

#[test]
fn on_a_full_disk_a_gate_admits_ten_thousand_more_then_names_it_and_nothing_is_lost() {
    holds(&[]);
}

#[test]
fn a_disk_that_may_only_be_read_is_named() {
    holds(&["read-only"]);
}
