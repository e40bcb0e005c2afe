//! `cargo xtask test`: every check and every runner, then one table.

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::report::{Outcome, Report};
use crate::workspace::Workspace;
use crate::{
    aar, apk, bindings, docs, fuzz, kotlin, licenses, phone, rust, scenarios, setup, shrink, snippets, style,
    surface, swift, tokens, words,
};

/// A language whose tests can be run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Runner {
    /// Format, lints and tests of the workspace
    Rust,
    /// Every decoder against what libFuzzer makes of good messages
    Fuzz,
    /// The Kotlin package on this machine's JVM
    Kotlin,
    /// The demo apps: every flow by clicks, the gallery, the photograph
    Demo,
    /// The Swift package, in a Debian root of its own where this machine has no Swift
    Swift,
}

impl Runner {
    const ALL: [Self; 5] = [Self::Rust, Self::Fuzz, Self::Kotlin, Self::Demo, Self::Swift];
}

/// What to run: what was asked for, or everything.
pub(crate) fn chosen(only: &[Runner]) -> Result<Vec<Runner>> {
    if only.is_empty() {
        return Ok(Runner::ALL.to_vec());
    }
    if nothing_may_be_skipped() {
        bail!("with CI=true nothing may be skipped: leave out --only");
    }
    Ok(Runner::ALL.into_iter().filter(|runner| only.contains(runner)).collect())
}

/// Sets up, runs what was chosen and prints the table.
pub(crate) fn run(workspace: &Workspace, only: &[Runner]) -> Result<ExitCode> {
    let runners = chosen(only)?;
    let mut report = Report::new(nothing_may_be_skipped());
    let toolchains = report.timed("set-up", || setup::run(&runners))?;
    if runners.contains(&Runner::Rust) {
        report.step("format", || rust::format(workspace).map(checked));
        report.step("lints", || rust::lint(workspace).map(checked));
        report.step("words", || words::check(workspace).map(checked));
        report.step("snippets", || snippets::check(workspace).map(checked));
        report.step("api rs", || surface::check_rust(workspace).map(checked));
        report.step("licenses", || licenses::check(workspace).map(checked));
        report.step("tokens", || tokens::check(workspace).map(checked));
        report.step("rust", || rust::test(workspace).map(Outcome::Tests));
    }
    if runners.contains(&Runner::Fuzz) {
        report.step("fuzz", || fuzz::test(workspace, "", fuzz::SMOKE_RUNS).map(Outcome::Tests));
    }
    report.step("library", || bindings::build(workspace).map(checked));
    report.step("bindings", || bindings::check(workspace).map(checked));
    if runners.contains(&Runner::Kotlin) {
        report.step("style kt", || style::kotlin(workspace).map(checked));
        // Two minutes more: on the library as it is shipped.
        if nothing_may_be_skipped() {
            report.step("small", || phone::build(workspace).map(drop).map(checked));
            report.step("kotlin", || kotlin::test(workspace, &phone::folder(workspace)).map(Outcome::Tests));
        } else {
            report.step("kotlin", || kotlin::test(workspace, &workspace.build()).map(Outcome::Tests));
        }
        report.step("api kt", || surface::check_kotlin(workspace).map(checked));
        report.step("shrunk", || shrink::prove(workspace).map(checked));
        report.step("aar", || aar::prove(workspace).map(checked));
    }
    if runners.contains(&Runner::Demo) {
        report.step("style demo", || style::demo(workspace).map(checked));
        report.step("demo", || kotlin::demo(workspace).map(Outcome::Tests));
        // Two minutes of D8 that nobody has to wait for twice a day.
        if nothing_may_be_skipped() {
            report.step("apk", || apk::prove(workspace).map(|_| Outcome::Checked));
        }
    }
    if let Some(toolchain) = &toolchains.swift {
        report.step("style sw", || style::swift(workspace, toolchain).map(checked));
        report.step("swift", || swift::test(workspace, toolchain).map(Outcome::Tests));
        report.step("style ios", || style::ios_demo(workspace, toolchain).map(checked));
        report.step("ios demo", || swift::demo(workspace, toolchain).map(Outcome::Tests));
        report.step("api sw", || surface::check_swift(workspace, toolchain).map(checked));
        // A minute or two that nobody has to wait for twice a day.
        if nothing_may_be_skipped() {
            report.step("docs", || docs::make(workspace, toolchain).map(checked));
        }
    }
    report.step("scenarios", || scenarios::check(workspace, &runners).map(checked));
    print!("{report}");
    Ok(report.exit_code())
}

fn checked((): ()) -> Outcome {
    Outcome::Checked
}

fn nothing_may_be_skipped() -> bool {
    std::env::var_os("CI").is_some_and(|value| value == "true")
}
