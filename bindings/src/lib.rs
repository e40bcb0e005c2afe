//! The thin door to Swift and Kotlin. No domain rule lives here.

mod version;

pub use version::{Versions, version};

uniffi::setup_scaffolding!();
