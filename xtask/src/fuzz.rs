//! The fuzz targets of `fuzz/`: built with coverage and run for a bounded number of inputs.
//!
//! libFuzzer only needs code that counts its edges, which a stable compiler can make. What cargo-fuzz adds is the
//! address sanitizer of a nightly one, and there is no `unsafe` here for it to look at.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::command::{ask, cargo, run};
use crate::report::Tally;
use crate::workspace::Workspace;

/// Inputs that each target is given in `cargo xtask test`: the seeds first, then what libFuzzer makes of them. A number
/// of inputs and a seed of randomness, not seconds: the same run everywhere.
pub(crate) const SMOKE_RUNS: u32 = 10_000;

/// What cargo-fuzz passes to the compiler, less its sanitizer.
const COVERAGE: [&str; 6] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "--cfg=fuzzing",
];

/// Runs every target whose name begins with `prefix` and names those that found something.
pub(crate) fn test(workspace: &Workspace, prefix: &str, runs: u32) -> Result<Tally> {
    let build = build(workspace)?;
    let targets = targets(workspace)?;
    let chosen: Vec<&String> = targets.iter().filter(|name| name.starts_with(prefix)).collect();
    if chosen.is_empty() {
        bail!("no fuzz target begins with {prefix}: {}", targets.join(", "));
    }
    let mut tally = Tally::default();
    for target in chosen {
        match fuzz(workspace, &build, target, runs) {
            Ok(()) => tally.passed += 1,
            Err(error) => {
                eprintln!("error: {error:#}");
                tally.failed += 1;
                tally.told.push(format!("{error:#}"));
            }
        }
    }
    Ok(tally)
}

/// Gives the folder of the built targets. With `--target` the flags stay away from build scripts, which have no fuzzer
/// to link with.
fn build(workspace: &Workspace) -> Result<PathBuf> {
    let host = host()?;
    let folder = workspace.target().join("fuzz");
    let mut command = cargo();
    command.current_dir(workspace.fuzz()).args(["build", "--release", "--target", &host]);
    command.env("CARGO_ENCODED_RUSTFLAGS", COVERAGE.join("\u{1f}"));
    run(command.arg("--target-dir").arg(&folder))?;
    Ok(folder.join(host).join("release"))
}

fn host() -> Result<String> {
    let version = ask("rustc", &["-vV"]).context("rustc does not say its version")?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).context("rustc does not say its host")
}

/// The names in `fuzz/fuzz_targets`.
fn targets(workspace: &Workspace) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for file in fs::read_dir(workspace.fuzz().join("fuzz_targets"))? {
        let path = file?.path();
        names.extend(path.file_stem().map(|name| name.to_string_lossy().into_owned()));
    }
    names.sort();
    Ok(names)
}

/// Runs one target; an input that breaks it is kept in `fuzz/artifacts`.
fn fuzz(workspace: &Workspace, build: &Path, target: &str, runs: u32) -> Result<()> {
    let artifacts = workspace.fuzz().join("artifacts").join(target);
    let found = build.join("corpus").join(target);
    if found.exists() {
        fs::remove_dir_all(&found)?;
    }
    fs::create_dir_all(&found)?;
    fs::create_dir_all(&artifacts)?;
    let mut command = Command::new(build.join(target));
    command.arg(format!("-artifact_prefix={}/", artifacts.display()));
    command.args([format!("-runs={runs}"), "-seed=1".into(), "-max_len=4096".into(), "-timeout=120".into()]);
    // What else it would read or order by is the clock's and the file system's.
    command.args(["-reload=0", "-shuffle=0"]);
    command.args(["-print_final_stats=1".as_ref(), found.as_os_str(), seeds(workspace, target).as_os_str()]);
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("cannot start {target}"))?;
    let log = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        bail!("{target} failed: {}\n{}", output.status, last_lines(&log, 40));
    }
    println!("{target:<32} {}", summary(&log));
    Ok(())
}

/// Raw targets start from good messages, structured ones from bytes to draw from.
fn seeds(workspace: &Workspace, target: &str) -> PathBuf {
    let folder = target.strip_suffix("_raw").unwrap_or("entropy");
    workspace.fuzz().join("seeds").join(folder)
}

/// `#10000  DONE   cov: 834 ft: 2010 corp: 171/38Kb …`
fn summary(log: &str) -> &str {
    log.lines().find(|line| line.contains("DONE")).unwrap_or("no summary")
}

fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines.get(lines.len().saturating_sub(count)..).unwrap_or_default().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_fuzzer_says_at_its_end_is_shown() {
        let log = "#2 INITED cov: 3\n#10000\tDONE   cov: 834 ft: 2010\nDone 10000 runs in 1 second(s)\n";
        assert_eq!(summary(log), "#10000\tDONE   cov: 834 ft: 2010");
        assert_eq!(summary("killed"), "no summary");
    }

    #[test]
    fn a_failure_shows_the_end_of_the_log() {
        assert_eq!(last_lines("a\nb\nc", 2), "b\nc");
        assert_eq!(last_lines("a", 40), "a");
    }
}
