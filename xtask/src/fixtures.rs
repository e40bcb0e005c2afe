//! The folders of each release in `tests/fixtures`, which later releases must open.

use anyhow::Result;

use crate::command::{cargo, run};

/// Writes those of this release and lets the tests open them. Only until it is out: then they are what people have.
pub(crate) fn keep() -> Result<()> {
    let mut command = cargo();
    command.args(["test", "--quiet", "--package", "mogiri-tests", "--test", "fixtures"]);
    // The folders are written by one of the tests, so that one runs before the others.
    let first = ["the_folders_of_this_release_are_kept", "--", "--exact"];
    run(command.args(first).env("MOGIRI_WRITE_FIXTURES", "1"))?;
    run(cargo().args(["test", "--quiet", "--package", "mogiri-tests", "--test", "fixtures"]))
}
