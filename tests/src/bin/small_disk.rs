//! Runs on a small disk of its own: see `tests/tests/full_disk.rs`.

use std::path::PathBuf;

use mogiri_tests::small_disk::{check, check_read_only};

fn main() {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    match arguments.as_slice() {
        [disk] => check(disk),
        [disk, _read_only] => check_read_only(disk),
        _ => panic!("DISK [read-only]"),
    }
}
