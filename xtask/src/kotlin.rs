//! The Kotlin packages on the JVM.

use std::env::consts::{ARCH, DLL_PREFIX, DLL_SUFFIX, OS};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::command::{Success, run, tee};
use crate::maven::maven;
use crate::phone;
use crate::report::Tally;
use crate::scenarios;
use crate::test::Runner;
use crate::workspace::Workspace;
use crate::xunit;

/// The goal that runs a class of a module; the others of the build skip it.
const EXEC: &str = "org.codehaus.mojo:exec-maven-plugin:3.5.1:java";

/// Compiles the packages and runs their tests on the phones' library in this folder, found on the class path as in an app.
pub(crate) fn test(workspace: &Workspace, phone: &Path) -> Result<Tally> {
    let mut command = modules_on(workspace, phone)?;
    command.env(scenarios::LIST, scenarios::fresh_list(workspace, Runner::Kotlin)?);
    tested(&[workspace.kotlin().join("tests")], command.arg("test"))
}

/// The demo apps: every flow by clicks, without a screen, on the same library.
pub(crate) fn demo(workspace: &Workspace) -> Result<Tally> {
    let folder = workspace.root().join("android-demo");
    let entries = fs::read_dir(&folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    let parts: Vec<_> = entries.into_iter().filter(|path| path.join("pom.xml").is_file()).collect();
    // As the build's own file names them: Maven knows no other way to a module outside its folder.
    let names = parts.iter().filter_map(|path| path.file_name()).map(|name| name.display());
    let projects: Vec<_> = names.map(|name| format!("../../android-demo/{name}")).collect();
    let mut command = modules(workspace)?;
    tested(&parts, command.args(["-Pdemo", "--projects", &projects.join(","), "--also-make", "test"]))
}

/// Compiles the demo for Android, without running a test.
pub(crate) fn compile_demo(workspace: &Workspace) -> Result<()> {
    let mut command = modules(workspace)?;
    command.args(["-Pdemo", "--projects", "../../android-demo/app", "--also-make", "-DskipTests"]);
    run(command.arg("test-compile"))
}

/// The demo app in a window. Who closes it ends the command.
pub(crate) fn open_demo(workspace: &Workspace) -> Result<()> {
    let mut command = modules(workspace)?;
    command.args(["-Pdemo", "--projects", "../../android-demo/ui", "--also-make", "-DskipTests"]);
    run(command.args(["process-classes", EXEC]))
}

/// Runs `command` and counts the tests whose reports are in these modules afterwards.
fn tested(modules: &[PathBuf], command: &mut Command) -> Result<Tally> {
    let reports: Vec<_> = modules.iter().map(|module| module.join("target/surefire-reports")).collect();
    for old in reports.iter().filter(|folder| folder.exists()) {
        fs::remove_dir_all(old)?;
    }
    let (_, success) = tee(command)?;
    let mut tally = Tally::default();
    for folder in reports.iter().filter(|folder| folder.exists()) {
        tally += xunit::count_folder(folder)?;
    }
    match success {
        Success::No(status) if tally.failed == 0 => bail!("mvn failed: {status}"),
        _ if tally.passed == 0 => bail!("no test ran"),
        _ => Ok(tally),
    }
}

/// Compiles the packages on the library that cargo built, without running a test.
pub(crate) fn compile(workspace: &Workspace) -> Result<()> {
    run(modules(workspace)?.args(["--projects", "testkit", "--also-make", "compile"]))
}

/// Compiles what the rows of the benchmarks run on a JVM.
pub(crate) fn compile_bench(workspace: &Workspace) -> Result<()> {
    let mut command = modules_on(workspace, &phone::folder(workspace))?;
    command.arg(format!("-Dmogiri.bare={}", workspace.target().join("bare/kotlin").display()));
    run(command.args(["--activate-profiles", "bench", "--projects", "bench", "--also-make", "compile"]))
}

/// The classes that Maven compiled of a module, as a jar in a folder.
pub(crate) fn jar(workspace: &Workspace, module: &str, folder: &Path) -> Result<PathBuf> {
    let jar = folder.join(format!("{module}.jar"));
    let mut command = Command::new("jar");
    command.args(["--create", "--no-manifest", "--file"]).arg(&jar).arg("-C");
    run(command.arg(workspace.kotlin().join(module).join("target/classes")).arg("dev"))?;
    Ok(jar)
}

/// Maven over all modules, with the native libraries of this build in the jars.
fn modules(workspace: &Workspace) -> Result<Command> {
    modules_on(workspace, &workspace.build())
}

/// The same on the phones' library of another build, in cargo's folder `phone`.
fn modules_on(workspace: &Workspace, phone: &Path) -> Result<Command> {
    let natives = Natives::stage(workspace, phone, &workspace.build())?;
    let mut command = maven();
    command.arg("--file").arg(workspace.kotlin().join("pom.xml"));
    command.arg(format!("-Dmogiri.natives={}", natives.phone.display()));
    command.arg(format!("-Dmogiri.organizer.natives={}", natives.organizer.display()));
    command.arg(format!("-Dmogiri.build={}", workspace.build().display()));
    Ok(command)
}

/// What goes into the jars: the phones' library and the organizer's, each into its own.
struct Natives {
    phone: PathBuf,
    organizer: PathBuf,
}

impl Natives {
    fn stage(workspace: &Workspace, phone: &Path, organizer: &Path) -> Result<Self> {
        Ok(Self {
            phone: stage(workspace, phone, "natives", "mogiri_ffi")?,
            organizer: stage(workspace, organizer, "natives-organizer", "mogiri_organizer")?,
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
