//! `cargo xtask test|bench|fixtures|fuzz|bindings|words|tokens|demo|snippets|licenses|api|docs|xcframework|aar|apk|setup`: every chore of this repository.

mod aar;
mod apk;
mod archive;
mod bench;
mod bindings;
mod command;
mod docs;
mod fixtures;
mod fuzz;
mod jvm_bench;
mod kotlin;
mod licenses;
mod maven;
mod phone;
mod report;
mod rust;
mod scenarios;
mod setup;
mod shrink;
mod snippets;
mod style;
mod surface;
mod swift;
mod test;
mod tokens;
mod words;
mod workspace;
mod xcframework;
mod xunit;

use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::{Parser, Subcommand};

use crate::setup::SwiftToolchain;
use crate::test::Runner;
use crate::workspace::Workspace;

/// The chores of this repository.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Set up what is missing, then check and test everything this machine can run
    Test(Choice),
    /// Print what the work costs, as ratios to named baselines measured in the same run
    Bench(Groups),
    /// Keep the folders that this release leaves on a device, for later ones to open
    Fixtures,
    /// Fuzz the decoders for longer than `test` does
    Fuzz(Campaign),
    /// Generate the Swift and Kotlin sources again
    Bindings,
    /// Build the library for iOS; this needs no Mac, and Rust's targets for iOS
    Xcframework(Slices),
    /// Pack the library for Android; its native part needs an NDK and cargo-ndk
    Aar(Android),
    /// Make everything that is made from words/*.toml again
    Words,
    /// Cut the READMEs' examples from their tests again
    Snippets,
    /// Write the public surface of each language to docs/api again
    Api,
    /// Make the reference pages of each language; fails when something public is not documented
    Docs,
    /// Collect the notices of what is inside the phones' library again
    Licenses,
    /// Make what is made from tokens/tokens.toml again
    Tokens,
    /// Open the demo app in a window
    Demo,
    /// Pack the Android demo and sign it with a key made on the spot; without our native libraries
    Apk,
    /// Set up what `test` needs, without testing
    Setup(Choice),
}

#[derive(clap::Args)]
struct Choice {
    /// Only these; not with CI=true
    #[arg(long, value_enum, num_args = 1.., value_delimiter = ',')]
    only: Vec<Runner>,
}

#[derive(clap::Args)]
struct Groups {
    /// Only these groups of rows: code, mdoc, durable, rows, opening, gate, jvm
    names: Vec<String>,
}

#[derive(clap::Args)]
struct Slices {
    /// Only these; an app needs both to run everywhere
    #[arg(long, value_enum, num_args = 1.., value_delimiter = ',')]
    only: Vec<xcframework::Slice>,
    /// Names the zip in Package.swift by the address where it will lie, and by its checksum
    #[arg(long, value_name = "ADDRESS", conflicts_with = "only")]
    release: Option<String>,
}

#[derive(clap::Args)]
struct Android {
    /// Where the native libraries come from
    #[arg(long, value_enum, default_value = "build")]
    natives: aar::Natives,
}

#[derive(clap::Args)]
struct Campaign {
    /// Only targets whose names begin so
    #[arg(default_value = "")]
    prefix: String,
    /// Inputs for each target
    #[arg(long, default_value_t = 1_000_000)]
    runs: u32,
}

fn main() -> ExitCode {
    match run(Cli::parse().chore) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(chore: Chore) -> Result<ExitCode> {
    let workspace = Workspace::locate()?;
    match chore {
        Chore::Test(choice) => test::run(&workspace, &choice.only),
        Chore::Bench(groups) => bench::compare(&workspace, &groups.names).map(|()| ExitCode::SUCCESS),
        Chore::Fixtures => fixtures::keep().map(|()| ExitCode::SUCCESS),
        Chore::Fuzz(campaign) => {
            setup::run(&[Runner::Fuzz])?;
            let tally = fuzz::test(&workspace, &campaign.prefix, campaign.runs)?;
            println!("\n{} passed, {} failed", tally.passed, tally.failed);
            Ok(if tally.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        Chore::Bindings => bindings::regenerate(&workspace).map(|()| ExitCode::SUCCESS),
        Chore::Xcframework(slices) => {
            xcframework::make(&workspace, &slices.only, slices.release.as_deref()).map(|()| ExitCode::SUCCESS)
        }
        Chore::Aar(android) => aar::make(&workspace, android.natives).map(|()| ExitCode::SUCCESS),
        Chore::Words => words::regenerate(&workspace).map(|()| ExitCode::SUCCESS),
        Chore::Snippets => snippets::regenerate(&workspace).map(|()| ExitCode::SUCCESS),
        Chore::Api => surface::regenerate(&workspace, &swift()?).map(|()| ExitCode::SUCCESS),
        Chore::Docs => docs::make(&workspace, &swift()?).map(|()| ExitCode::SUCCESS),
        Chore::Licenses => licenses::regenerate(&workspace).map(|()| ExitCode::SUCCESS),
        Chore::Tokens => tokens::regenerate(&workspace).map(|()| ExitCode::SUCCESS),
        Chore::Demo => {
            setup::run(&[Runner::Kotlin])?;
            bindings::build(&workspace)?;
            kotlin::open_demo(&workspace).map(|()| ExitCode::SUCCESS)
        }
        Chore::Apk => {
            setup::run(&[Runner::Demo])?;
            apk::make(&workspace).map(|()| ExitCode::SUCCESS)
        }
        Chore::Setup(choice) => {
            let runners = test::chosen(&choice.only)?;
            setup::run(&runners)?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// The Swift to work with; the other languages' tools are set up with it.
fn swift() -> Result<SwiftToolchain> {
    let toolchains = setup::run(&[Runner::Rust, Runner::Kotlin, Runner::Swift])?;
    toolchains.swift.context("no Swift was set up")
}
