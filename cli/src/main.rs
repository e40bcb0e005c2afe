//! The command line of Mogiri.

fn main() {}
