//! The benchmarks, which are a package with a lockfile of their own.

use anyhow::Result;

use crate::command::{cargo, run};
use crate::workspace::Workspace;

/// Builds them as the library is shipped and runs them. Fails when a size is missed; times are printed.
pub(crate) fn compare(workspace: &Workspace) -> Result<()> {
    run(cargo()
        .args(["run", "--release", "--manifest-path"])
        .arg(workspace.root().join("bench/Cargo.toml"))
        .arg("--target-dir")
        .arg(workspace.target()))
}
