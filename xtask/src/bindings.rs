//! The generated Swift and Kotlin sources, which are committed.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::command::{cargo, run};
use crate::workspace::Workspace;

/// What the generator writes, and where it is kept.
const GENERATED: [(&str, &str); 4] = [
    ("dev/mogiri/mogiri_ffi.kt", "bindings/kotlin/sdk/src/generated/kotlin/dev/mogiri/mogiri_ffi.kt"),
    ("Mogiri.swift", "bindings/swift/Sources/Mogiri/Mogiri.swift"),
    ("MogiriFFI.h", "bindings/swift/Sources/MogiriFFI/MogiriFFI.h"),
    ("MogiriFFI.modulemap", "bindings/swift/Sources/MogiriFFI/module.modulemap"),
];

/// Builds the library that the other languages load, and the commands that their tests call. The vectors' staff is apart:
/// it takes the library with what only tests may use.
pub(crate) fn build(workspace: &Workspace) -> Result<()> {
    for packages in [["mogiri-ffi", "mogiri-cli"].as_slice(), &["mogiri-tests"]] {
        let mut command = cargo();
        command.arg("build");
        for package in packages {
            command.args(["--package", package]);
        }
        run(command.arg("--target-dir").arg(workspace.target()))?;
    }
    Ok(())
}

/// Writes the sources again.
pub(crate) fn regenerate(workspace: &Workspace) -> Result<()> {
    build(workspace)?;
    let fresh = generate(workspace)?;
    for (name, place) in GENERATED {
        let place = workspace.root().join(place);
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(fresh.join(name), &place).with_context(|| format!("cannot write {}", place.display()))?;
    }
    Ok(())
}

/// Fails when the committed sources are not what the built library gives.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let fresh = generate(workspace)?;
    let mut stale = Vec::new();
    for (name, place) in GENERATED {
        let made = fs::read(fresh.join(name)).with_context(|| format!("the generator wrote no {name}"))?;
        if fs::read(workspace.root().join(place)).ok() != Some(made) {
            stale.push(place);
        }
    }
    if !stale.is_empty() {
        bail!("stale, run `cargo xtask bindings`: {}", stale.join(", "));
    }
    Ok(())
}

fn generate(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.target().join("bindings");
    let library = workspace.build().join(format!("{DLL_PREFIX}mogiri_ffi{DLL_SUFFIX}"));
    let mut command = cargo();
    command.current_dir(workspace.root());
    command.args(["run", "--quiet", "--profile", "bindgen", "--package", "mogiri-bindgen", "--", "generate"]);
    command.args(["--language", "kotlin", "--language", "swift", "--no-format", "--out-dir"]);
    run(command.arg(&folder).arg(library))?;
    Ok(folder)
}
