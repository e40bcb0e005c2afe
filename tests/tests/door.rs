//! The door to Swift and Kotlin stays thin: what is written by hand there is for what the core has in another form.

use std::fs;

use mogiri_tests::sources::rust_files;

/// Lines of `bindings/src`, comments and tests included.
const MOST: usize = 1_000;

#[test]
fn the_door_is_written_in_at_most_a_thousand_lines() {
    let lines = |path| fs::read_to_string(path).expect("a source is readable").lines().count();
    let all: usize = rust_files("bindings/src").into_iter().map(lines).sum();
    assert!(
        all <= MOST,
        "{all} lines by hand, at most {MOST}: let `bindings/declare` read them from the core"
    );
}
