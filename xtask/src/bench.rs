//! The benchmarks, which are a package with a lockfile of their own, and the size of what an app carries.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::fs;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::command::{cargo, run};
use crate::workspace::Workspace;
use crate::{jvm_bench, rust};

/// The library for one processor, `SQLite` inside and stripped: what an app grows by at most.
const LARGEST_LIBRARY: u64 = 2_500_000;

/// Lints them, builds them as the library is shipped and runs them. Fails when a size is missed; times are printed.
pub(crate) fn compare(workspace: &Workspace) -> Result<()> {
    rust::lint_package(workspace, &workspace.bench())?;
    let library = measure_library(workspace);
    run(cargo()
        .args(["run", "--release", "--manifest-path"])
        .arg(workspace.bench().join("Cargo.toml"))
        .arg("--target-dir")
        .arg(workspace.target()))?;
    jvm_bench::compare(workspace)?;
    library
}

/// The shipped copy is stripped; cargo's own keeps the names that the generator reads.
fn measure_library(workspace: &Workspace) -> Result<()> {
    let mut command = cargo();
    command.args(["build", "--release", "--package", "mogiri-ffi", "--target-dir"]).arg(workspace.target());
    run(&mut command)?;
    let name = format!("{DLL_PREFIX}mogiri_ffi{DLL_SUFFIX}");
    let shipped = workspace.target().join("stripped").join(&name);
    fs::create_dir_all(shipped.with_file_name(""))?;
    run(Command::new("strip")
        .arg("-x")
        .arg("-o")
        .arg(&shipped)
        .arg(workspace.target().join("release").join(&name)))?;
    let size = fs::metadata(&shipped).with_context(|| format!("no {}", shipped.display()))?.len();
    println!("{name}, stripped, with SQLite inside: {size} bytes, at most {LARGEST_LIBRARY}");
    ensure!(size <= LARGEST_LIBRARY, "{name} is too large: {size} bytes");
    Ok(())
}
