//! Runs on a small disk of its own: see `tests/tests/full_disk.rs`.

use std::path::PathBuf;

fn main() {
    let disk = std::env::args_os().nth(1).map(PathBuf::from).expect("the path of the disk");
    mogiri_tests::small_disk::check(&disk);
}
