//! What the library costs on the JVM, beside `UniFFI` and `SQLite` with nothing of mogiri (`bench/bare`). Times are
//! printed with their target and decide nothing.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::env::join_paths;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::command::{cargo, read, run};
use crate::shrink::libraries;
use crate::test::Runner;
use crate::workspace::Workspace;
use crate::{bindings, kotlin, phone, rust, setup};

/// Processes of each side. They run in turn, and who begins alternates.
const PROCESSES: usize = 20;
/// One in so many is passed over as lucky, as in the other rows.
const LUCKY: usize = 10;
const CALL: f64 = 1.1;
const COLD: f64 = 1.5;

/// Builds both sides as they are shipped, and prints the rows.
pub(crate) fn compare(workspace: &Workspace) -> Result<()> {
    setup::run(&[Runner::Kotlin])?;
    build(workspace)?;
    let jvm = Jvm { classes: classes(workspace)?, natives: natives(workspace)? };
    let folder = workspace.target().join("bare/folder");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    read(&mut jvm.command("make", &folder))?;
    let calls = read(&mut jvm.command("calls", &folder))?;
    let (ours, bare) = calls.trim().split_once(' ').context("the calls were not measured")?;
    let (ours, bare) = (ours.parse::<f64>()? / 1e3, bare.parse::<f64>()? / 1e3);
    print("call a method that has nothing to do", "bare UniFFI", ours, bare, CALL);
    let (ours, bare) = cold(&jvm, &folder)?;
    print("open to the first code, a JVM that is cold", "bare UniFFI and one SQLite open", ours, bare, COLD);
    Ok(())
}

fn build(workspace: &Workspace) -> Result<()> {
    let package = workspace.bench().join("bare");
    rust::lint_package(workspace, &package)?;
    bindings::build(workspace)?;
    let mut command = cargo();
    command.args(["build", "--release", "--manifest-path"]).arg(package.join("Cargo.toml"));
    run(command.arg("--target-dir").arg(workspace.target()))?;
    generate(workspace, &package)?;
    kotlin::compile_bench(workspace)
}

/// The other side's Kotlin, by the generator that ours comes from.
fn generate(workspace: &Workspace, package: &Path) -> Result<()> {
    let mut command = cargo();
    command.current_dir(package).args([
        "run",
        "--quiet",
        "--profile",
        "bindgen",
        "--package",
        "mogiri-bindgen",
    ]);
    command.arg("--manifest-path").arg(workspace.root().join("Cargo.toml"));
    command.arg("--target-dir").arg(workspace.target());
    command.args(["--", "generate", "--language", "kotlin", "--no-format", "--out-dir"]);
    command.arg(workspace.target().join("bare/kotlin"));
    run(command.arg(release(workspace).join(format!("{DLL_PREFIX}mogiri_bare{DLL_SUFFIX}"))))
}

fn release(workspace: &Workspace) -> PathBuf {
    workspace.target().join("release")
}

/// What a JVM loads and where from.
struct Jvm {
    classes: OsString,
    natives: OsString,
}

impl Jvm {
    fn command(&self, work: &str, folder: &Path) -> Command {
        let mut natives = OsString::from("-Djna.library.path=");
        natives.push(&self.natives);
        let mut command = Command::new("java");
        command.arg(natives).arg("-cp").arg(&self.classes);
        command.arg("dev.mogiri.bench.MainKt").arg(work).arg(folder);
        command
    }

    fn timed(&self, work: &str, folder: &Path) -> Result<Duration> {
        let start = Instant::now();
        read(&mut self.command(work, folder))?;
        Ok(start.elapsed())
    }
}

fn classes(workspace: &Workspace) -> Result<OsString> {
    let modules =
        ["bench", "sdk", "organizer"].map(|module| workspace.kotlin().join(module).join("target/classes"));
    Ok(join_paths(modules.into_iter().chain(libraries(workspace)?))?)
}

/// Ours as it is shipped, the other side, and the organizer that makes the ticket.
fn natives(workspace: &Workspace) -> Result<OsString> {
    Ok(join_paths([phone::folder(workspace), release(workspace), workspace.build()])?)
}

/// Microseconds of a whole process, of ours and of the other side.
fn cold(jvm: &Jvm, folder: &Path) -> Result<(f64, f64)> {
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for round in 0..PROCESSES {
        if round % 2 == 0 {
            ours.push(jvm.timed("mogiri", folder)?);
            bare.push(jvm.timed("bare", folder)?);
        } else {
            bare.push(jvm.timed("bare", folder)?);
            ours.push(jvm.timed("mogiri", folder)?);
        }
    }
    Ok((undisturbed(ours), undisturbed(bare)))
}

fn undisturbed(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times.get(times.len() / LUCKY).map_or(f64::NAN, |time| time.as_secs_f64() * 1e6)
}

/// A row as `bench/src/table.rs` prints them; times are microseconds.
fn print(work: &str, against: &str, ours: f64, baseline: f64, most: f64) {
    let ratio = ours / baseline;
    let verdict = if ratio <= most { "met" } else { "missed" };
    println!("{work:<42} {against:<58} {ours:>9.1} {baseline:>9.1} {ratio:>11.3} x  <= {most} {verdict}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_twenty_processes_the_third_fastest_counts() {
        let times = (1..=20).rev().map(Duration::from_micros).collect();
        assert!((undisturbed(times) - 3.0).abs() < 1e-9);
    }
}
