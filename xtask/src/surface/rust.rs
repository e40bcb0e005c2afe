//! The crate `mogiri`, as rustdoc sees it.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use public_api::{Builder, PublicApi};

use super::Surface;
use crate::command::{cargo, run};
use crate::workspace::Workspace;

/// rustdoc writes JSON only when it is told that it may be unstable. Only rustdoc: were cargo told so, half of the
/// dependencies would be built anew, and anew again by the next build.
const RUSTDOC: &str = "#!/bin/sh\nRUSTC_BOOTSTRAP=1 exec rustdoc \"$@\"\n";

pub(super) fn surfaces(workspace: &Workspace) -> Result<Vec<Surface>> {
    let json = rustdoc_json(workspace)?;
    let builder = Builder::from_rustdoc_json(json).omit_blanket_impls(true).omit_auto_trait_impls(true);
    let api =
        builder.omit_auto_derived_impls(true).build().context("rustdoc's JSON is of another version")?;
    Ok(vec![Surface { name: "mogiri.rs.txt".to_owned(), text: text(&api) }])
}

fn text(api: &PublicApi) -> String {
    api.items().flat_map(|item| [item.to_string(), "\n".to_owned()]).collect()
}

/// Without the feature `testing`, which is for this workspace only.
fn rustdoc_json(workspace: &Workspace) -> Result<PathBuf> {
    let mut command = cargo();
    command.args(["rustdoc", "--quiet", "--package", "mogiri", "--lib", "--features", "sandbox"]);
    command.arg("--target-dir").arg(workspace.target());
    command.args(["--", "-Z", "unstable-options", "--output-format", "json"]);
    run(command.env("RUSTDOC", wrapper(workspace)?))?;
    Ok(workspace.target().join("doc/mogiri.json"))
}

fn wrapper(workspace: &Workspace) -> Result<PathBuf> {
    let place = workspace.target().join("tools/rustdoc-json");
    fs::create_dir_all(place.with_file_name(""))?;
    fs::write(&place, RUSTDOC)?;
    make_executable(&place)?;
    Ok(place)
}

#[cfg(unix)]
fn make_executable(place: &std::path::Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;

    Ok(fs::set_permissions(place, fs::Permissions::from_mode(0o755))?)
}

#[cfg(not(unix))]
fn make_executable(_: &std::path::Path) -> Result<()> {
    anyhow::bail!("needs a shell")
}
