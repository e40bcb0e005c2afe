//! `cargo xtask test|bindings|...`: every chore of this repository.

fn main() {}
