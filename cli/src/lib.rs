//! What stands behind the `mogiri` command: reading the organizer's files and telling people about them.

pub mod input;
