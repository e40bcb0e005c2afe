//! The Kotlin package on the JVM.

use std::fs;
use std::process::Command;

use anyhow::{Result, bail};

use crate::command::{Success, tee};
use crate::report::Tally;
use crate::workspace::Workspace;
use crate::xunit;

/// Compiles the package and runs its tests on the library that cargo built.
pub(crate) fn test(workspace: &Workspace) -> Result<Tally> {
    let reports = workspace.kotlin().join("target/surefire-reports");
    if reports.exists() {
        fs::remove_dir_all(&reports)?;
    }
    let mut command = Command::new("mvn");
    command.args(["--quiet", "--batch-mode", "--no-transfer-progress", "-Dstyle.color=never", "--file"]);
    command.arg(workspace.kotlin().join("pom.xml"));
    command.arg(format!("-Dmogiri.build={}", workspace.build().display())).arg("test");
    let (_, success) = tee(&mut command)?;
    let tally = xunit::count_folder(&reports);
    match success {
        Success::No(status) if tally.as_ref().map_or(0, |tally| tally.failed) == 0 => {
            bail!("mvn failed: {status}")
        }
        _ => tally,
    }
}
