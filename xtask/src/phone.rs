//! The library as an app carries it: small where nobody waits, fast where a gate does.

use std::process::Command;

/// The profile, which is also the name of cargo's folder for it.
pub(crate) const PROFILE: &str = "phone";

/// What `SQLite` is built without: nothing here searches texts, maps or JSON, and there is one connection.
const SQLITE: [&str; 10] = [
    "-USQLITE_ENABLE_FTS3",
    "-USQLITE_ENABLE_FTS3_PARENTHESIS",
    "-USQLITE_ENABLE_FTS5",
    "-USQLITE_ENABLE_RTREE",
    "-USQLITE_ENABLE_DBSTAT_VTAB",
    "-USQLITE_SOUNDEX",
    "-USQLITE_ENABLE_STAT4",
    "-DSQLITE_OMIT_DEPRECATED",
    "-DSQLITE_OMIT_JSON",
    "-DSQLITE_OMIT_SHARED_CACHE",
];

/// Tells cargo to build for an app.
pub(crate) fn small(cargo: &mut Command) -> &mut Command {
    cargo.args(["--profile", PROFILE]).env("LIBSQLITE3_FLAGS", SQLITE.join(" "))
}
