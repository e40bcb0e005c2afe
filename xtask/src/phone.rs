//! The library as a phone carries it: small where nobody waits, fast where a gate does
//! ([ADR 0025](../../docs/adr/0025-small-library.md)).

use std::process::Command;

/// The profile, which is also the name of cargo's folder for it.
pub(crate) const PROFILE: &str = "phone";

/// What `SQLite` is built without: nothing here searches texts, maps or JSON, loads extensions or asks what a statement does.
const SQLITE: [&str; 25] = [
    "-USQLITE_ENABLE_API_ARMOR",
    "-USQLITE_ENABLE_COLUMN_METADATA",
    "-USQLITE_ENABLE_DBSTAT_VTAB",
    "-USQLITE_ENABLE_FTS3",
    "-USQLITE_ENABLE_FTS3_PARENTHESIS",
    "-USQLITE_ENABLE_FTS5",
    "-USQLITE_ENABLE_LOAD_EXTENSION",
    "-USQLITE_ENABLE_RTREE",
    "-USQLITE_ENABLE_STAT4",
    "-USQLITE_SOUNDEX",
    "-DSQLITE_DQS=0",
    "-DSQLITE_OMIT_AUTHORIZATION",
    "-DSQLITE_OMIT_COMPLETE",
    "-DSQLITE_OMIT_DEPRECATED",
    "-DSQLITE_OMIT_DESERIALIZE",
    "-DSQLITE_OMIT_GET_TABLE",
    "-DSQLITE_OMIT_INTROSPECTION_PRAGMAS",
    "-DSQLITE_OMIT_JSON",
    "-DSQLITE_OMIT_LOAD_EXTENSION",
    "-DSQLITE_OMIT_PROGRESS_CALLBACK",
    "-DSQLITE_OMIT_SHARED_CACHE",
    "-DSQLITE_OMIT_TCL_VARIABLE",
    "-DSQLITE_OMIT_TRACE",
    "-DSQLITE_OMIT_UTF16",
    "-DSQLITE_UNTESTABLE",
];

/// What the linker of a shared library does: functions that are the same become one, and relocations are packed.
pub(crate) const LINK: [&str; 3] =
    ["--", "-Clink-arg=-Wl,--icf=safe", "-Clink-arg=-Wl,-z,pack-relative-relocs"];

/// Tells cargo to build for a phone.
pub(crate) fn small(cargo: &mut Command) -> &mut Command {
    cargo.args(["--profile", PROFILE]).env("LIBSQLITE3_FLAGS", SQLITE.join(" "))
}
