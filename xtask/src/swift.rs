//! The Swift package.

pub(crate) mod symbols;

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::command::{Success, tee};
use crate::report::Tally;
use crate::scenarios;
use crate::setup::SwiftToolchain;
use crate::test::Runner;
use crate::workspace::Workspace;
use crate::xunit;

/// Builds the package and runs its tests on the library that cargo built.
pub(crate) fn test(workspace: &Workspace, toolchain: &SwiftToolchain) -> Result<Tally> {
    let list = scenarios::fresh_list(workspace, Runner::Swift)?;
    test_package(workspace, toolchain, &workspace.swift(), "swift", |command| {
        command.env(scenarios::LIST, list);
    })
}

/// The same for the presenters of the iPhone's demo app.
pub(crate) fn demo(workspace: &Workspace, toolchain: &SwiftToolchain) -> Result<Tally> {
    test_package(workspace, toolchain, &workspace.ios_demo(), "swift-demo", |_| ())
}

fn test_package(
    workspace: &Workspace,
    toolchain: &SwiftToolchain,
    package: &Path,
    name: &str,
    prepare: impl FnOnce(&mut Command),
) -> Result<Tally> {
    let scratch = workspace.target().join(name);
    let reports = scratch.join("reports");
    if reports.exists() {
        fs::remove_dir_all(&reports)?;
    }
    fs::create_dir_all(&reports)?;
    let folders = [workspace.root(), workspace.target()];
    let mut command = toolchain.command(package, &folders);
    command.env("MOGIRI_BUILD", workspace.build());
    prepare(&mut command);
    let (_, success) = tee(command.args(arguments(&workspace.build(), &scratch, &reports)))?;
    let tally = xunit::count_folder(&reports)?;
    match success {
        Success::No(status) if tally.failed == 0 => bail!("swift test failed: {status}"),
        _ => Ok(tally),
    }
}

fn arguments(build: &Path, scratch: &Path, reports: &Path) -> Vec<OsString> {
    // Swift Testing's report stands beside the file named here, and 6.0 writes none with --disable-xctest.
    let report = reports.join("tests.xml");
    let mut words: Vec<OsString> =
        vec!["test".into(), "--scratch-path".into(), scratch.into(), "--xunit-output".into(), report.into()];
    words.extend(linking(build));
    words
}

/// Where the library is. Said to every command of one scratch folder: what a command without it planned is what a later one
/// builds by.
pub(crate) fn linking(build: &Path) -> impl Iterator<Item = OsString> {
    let words = [joined("-L", build), "-rpath".into(), build.into()];
    words.into_iter().flat_map(|word| ["-Xlinker".into(), word])
}

fn joined(option: &str, path: &Path) -> OsString {
    let mut word = OsString::from(option);
    word.push(path);
    word
}
