//! `cargo xtask xcframework`: the Rust library for iOS, as Xcode and the Swift package manager take it.

mod bundle;
mod fat;
mod library;

use std::fs;

use anyhow::{Context, Result, ensure};

use crate::archive;
use crate::workspace::Workspace;
use library::Target;

/// The folder's name; the Swift package looks for it beside its manifest.
const NAME: &str = "MogiriFFI.xcframework";

/// What one library of the framework runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub(crate) enum Slice {
    /// iPhones and iPads
    Device,
    /// The simulators of Macs of both kinds
    Simulator,
}

impl Slice {
    const ALL: [Self; 2] = [Self::Device, Self::Simulator];

    fn identifier(self) -> &'static str {
        match self {
            Self::Device => "ios-arm64",
            Self::Simulator => "ios-arm64_x86_64-simulator",
        }
    }

    fn targets(self) -> &'static [Target] {
        match self {
            Self::Device => &library::DEVICE,
            Self::Simulator => &library::SIMULATOR,
        }
    }

    /// The slice's library: of one processor as it is, of several joined.
    fn build(self, workspace: &Workspace, oldest: &str) -> Result<Vec<u8>> {
        let parts = self.targets().iter().map(|target| target.build(workspace, oldest));
        let mut parts = parts.collect::<Result<Vec<_>>>()?;
        if parts.len() > 1 { fat::join(&parts) } else { Ok(parts.remove(0).library) }
    }
}

/// Builds the framework into the Swift package, and its zip into the target folder. Prints the zip's checksum.
pub(crate) fn make(workspace: &Workspace, only: &[Slice]) -> Result<()> {
    let slices = if only.is_empty() { Slice::ALL.to_vec() } else { only.to_vec() };
    for target in slices.iter().flat_map(|slice| slice.targets()) {
        target.provide().context("or narrow the framework with --only")?;
    }
    let oldest = workspace.oldest("ios")?;
    let mut built = Vec::new();
    for slice in slices {
        built.push((slice, slice.build(workspace, &oldest)?));
    }
    let files = bundle::files(&workspace.swift(), &built)?;
    bundle::write(&workspace.swift().join(NAME), &files)?;
    let zip = bundle::zip(NAME, &files)?;
    ensure!(zip == bundle::zip(NAME, &files)?, "the same files made another zip");
    let place = workspace.target().join("apple").join(format!("{NAME}.zip"));
    fs::write(&place, &zip)?;
    println!("{} bytes, sha256 {}\n{}", zip.len(), archive::checksum(&zip), place.display());
    Ok(())
}
