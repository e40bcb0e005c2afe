//! The crate, by rustdoc. That nothing public is without words is a lint of the workspace; here links must lead somewhere.

use std::fs;

use anyhow::Result;

use crate::command::{cargo, run};
use crate::workspace::Workspace;

pub(super) fn make(workspace: &Workspace) -> Result<()> {
    let mut command = cargo();
    command.args(["doc", "--no-deps", "--package", "mogiri", "--features", "sandbox", "--target-dir"]);
    run(command.arg(workspace.target()).env("RUSTDOCFLAGS", "-D warnings"))?;
    let (made, place) = (workspace.target().join("doc"), workspace.target().join("docs/rust"));
    fs::create_dir_all(place.with_file_name(""))?;
    if place.exists() {
        fs::remove_dir_all(&place)?;
    }
    Ok(fs::rename(made, place)?)
}
