//! Generates the Swift and Kotlin sources from the built library.

fn main() {}
