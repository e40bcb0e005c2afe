//! `cargo xtask xcframework`: the Rust library for iOS, as Xcode and the Swift package manager take it.

mod bundle;
mod fat;
mod library;
mod release;

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
        let build = |target: &Target| {
            let std = target.provide().context("or narrow the framework with --only")?;
            target.build(workspace, std, oldest)
        };
        let mut parts = self.targets().iter().map(build).collect::<Result<Vec<_>>>()?;
        if parts.len() > 1 { fat::join(&parts) } else { Ok(parts.remove(0).library) }
    }
}

/// Builds the framework into the Swift package, and its zip into the target folder. Prints the zip's checksum;
/// of a release it stands in `Package.swift` afterwards.
pub(crate) fn make(workspace: &Workspace, only: &[Slice], release: Option<&str>) -> Result<()> {
    let slices = if only.is_empty() { Slice::ALL.to_vec() } else { only.to_vec() };
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
    let sum = archive::checksum(&zip);
    println!("{} bytes, sha256 {sum}\n{}", zip.len(), place.display());
    release.map_or(Ok(()), |address| release::name(&workspace.swift().join("Package.swift"), address, &sum))
}
