//! The benchmarks, which are a package with a lockfile of their own, and the size of what an app carries.

use std::process::Command;

use anyhow::Result;

use crate::command::{cargo, run};
use crate::workspace::Workspace;
use crate::{jvm_bench, phone, rust};

/// A peer that links another `SQLite`: a package and a process of its own.
const MATRIX: &str = "matrix";

/// The rows on a JVM, which are not in the package.
const JVM: &str = "jvm";

/// Lints them, builds them as the library is shipped and runs them. Fails when a size is missed; times are printed.
pub(crate) fn compare(workspace: &Workspace, groups: &[String]) -> Result<()> {
    let all = groups.is_empty();
    let jvm = all || groups.iter().any(|group| group == JVM);
    let rest: Vec<&String> = groups.iter().filter(|group| *group != JVM).collect();
    let library = phone::measure(workspace);
    if all || !rest.is_empty() {
        rows(workspace, &rest)?;
    }
    if jvm {
        jvm_bench::compare(workspace)?;
    }
    library
}

/// The rows in Rust.
fn rows(workspace: &Workspace, groups: &[&String]) -> Result<()> {
    rust::lint_package(workspace, &workspace.bench())?;
    rust::lint_package(workspace, &workspace.bench().join(MATRIX))?;
    run(&mut package(workspace, "build", MATRIX))?;
    let matrix = workspace.target().join("release").join("mogiri-bench-matrix");
    let mut rows = package(workspace, "run", "");
    run(phone::with_sqlite(&mut rows).env("MOGIRI_BENCH_MATRIX", matrix).arg("--").args(groups))
}

/// Cargo on a package below `bench/`, as the library is shipped.
fn package(workspace: &Workspace, verb: &str, folder: &str) -> Command {
    let mut command = cargo();
    command.args([verb, "--release", "--manifest-path"]);
    command.arg(workspace.bench().join(folder).join("Cargo.toml"));
    command.arg("--target-dir").arg(workspace.target());
    command
}
