//! Helpers shared by the end-to-end tests.

pub mod damage;
pub mod device;
pub mod samples;
pub mod sources;
pub mod vault;
