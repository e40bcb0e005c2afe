//! Helpers shared by the end-to-end tests.

pub mod command;
pub mod damage;
pub mod decoders;
pub mod device;
pub mod evening;
pub mod faults;
pub mod killer;
pub mod names;
pub mod release;
pub mod samples;
pub mod signed;
pub mod small_disk;
pub mod sources;
pub mod vault;
pub mod vectors;
