//! The Kotlin packages on the JVM.

use std::env::consts::{ARCH, DLL_PREFIX, DLL_SUFFIX, OS};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::command::{self, Success, tee};
use crate::maven::maven;
use crate::report::Tally;
use crate::workspace::Workspace;
use crate::xunit;

/// The goal that runs a class of a module; the others of the build skip it.
const EXEC: &str = "org.codehaus.mojo:exec-maven-plugin:3.5.1:java";

/// Compiles the packages and runs their tests on the library that cargo built, found on the class path as in an app.
pub(crate) fn test(workspace: &Workspace) -> Result<Tally> {
    let reports = workspace.kotlin().join("tests/target/surefire-reports");
    run(&reports, modules(workspace)?.arg("test"))
}

/// The demo app: every flow by clicks, without a screen, on the same library.
pub(crate) fn demo(workspace: &Workspace) -> Result<Tally> {
    let reports = workspace.root().join("android-demo/target/surefire-reports");
    let mut command = modules(workspace)?;
    command.args(["-Pdemo", "--projects", "../../android-demo", "--also-make", "test"]);
    run(&reports, &mut command)
}

/// The demo app in a window. Who closes it ends the command.
pub(crate) fn open_demo(workspace: &Workspace) -> Result<()> {
    let mut command = modules(workspace)?;
    command.args(["-Pdemo", "--projects", "../../android-demo", "--also-make", "-DskipTests"]);
    command::run(command.args(["process-classes", EXEC]))
}

fn run(reports: &Path, command: &mut Command) -> Result<Tally> {
    if reports.exists() {
        fs::remove_dir_all(reports)?;
    }
    let (_, success) = tee(command)?;
    let tally = xunit::count_folder(reports);
    match success {
        Success::No(status) if tally.as_ref().map_or(0, |tally| tally.failed) == 0 => {
            bail!("mvn failed: {status}")
        }
        _ => tally,
    }
}

/// Maven over all modules, with the native libraries of this build in the jars.
fn modules(workspace: &Workspace) -> Result<Command> {
    let natives = Natives::stage(workspace, &workspace.build())?;
    let mut command = maven();
    command.arg("--file").arg(workspace.kotlin().join("pom.xml"));
    command.arg(format!("-Dmogiri.natives={}", natives.phone.display()));
    command.arg(format!("-Dmogiri.organizer.natives={}", natives.organizer.display()));
    command.arg(format!("-Dmogiri.command={}", workspace.build().join("mogiri").display()));
    Ok(command)
}

/// What goes into the jars: the phones' library and the organizer's, each into its own.
struct Natives {
    phone: PathBuf,
    organizer: PathBuf,
}

impl Natives {
    fn stage(workspace: &Workspace, build: &Path) -> Result<Self> {
        Ok(Self {
            phone: stage(workspace, build, "natives", "mogiri_ffi")?,
            organizer: stage(workspace, build, "natives-organizer", "mogiri_organizer")?,
        })
    }
}

/// Copies a library from cargo's folder `build` to where its jar wants it: a folder that JNA knows this system by.
fn stage(workspace: &Workspace, build: &Path, kind: &str, library: &str) -> Result<PathBuf> {
    let profile = build.file_name().context("cargo's folder has no name")?;
    let natives = workspace.target().join(kind).join(profile);
    let folder = natives.join(jna_prefix(OS, ARCH));
    let name = format!("{DLL_PREFIX}{library}{DLL_SUFFIX}");
    fs::create_dir_all(&folder)?;
    let library = build.join(&name);
    fs::copy(&library, folder.join(&name)).with_context(|| format!("cannot copy {}", library.display()))?;
    Ok(natives)
}

/// `linux-x86-64`, `darwin-aarch64`: JNA's own words for what Rust calls `linux` and `x86_64`.
fn jna_prefix(os: &str, arch: &str) -> String {
    let os = if os == "macos" { "darwin" } else { os };
    format!("{os}-{}", arch.replace('_', "-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_has_the_name_that_jna_looks_for() {
        assert_eq!(jna_prefix("linux", "x86_64"), "linux-x86-64");
        assert_eq!(jna_prefix("macos", "aarch64"), "darwin-aarch64");
    }
}
