//! `cargo xtask aar`: the Kotlin package as an Android app takes it.

mod bundle;
mod native;
mod resources;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::archive;
use crate::bindings;
use crate::command::run;
use crate::kotlin;
use crate::maven::{Artifact, Kind, fetch};
use crate::shrink::{java_home, libraries, property, r8};
use crate::workspace::Workspace;

/// Where the native libraries of an AAR come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Natives {
    /// cargo-ndk builds one for each processor
    Build,
    /// The AAR has none, and says so in its name: no app starts on it
    None,
}

/// Compiles the Kotlin packages and packs the AAR with its POM. Prints its checksum.
pub(crate) fn make(workspace: &Workspace, natives: Natives) -> Result<()> {
    if natives == Natives::Build {
        native::toolchain().context("or pack all else with --natives none")?;
    }
    bindings::build(workspace)?;
    kotlin::compile(workspace)?;
    let place = pack(workspace, natives)?;
    println!("{} bytes, sha256 {}", fs::metadata(&place)?.len(), archive::checksum(&fs::read(&place)?));
    println!("{}", place.display());
    Ok(())
}

/// Packs what the Kotlin step compiled, without our native libraries, and tries all that can be tried on this machine.
pub(crate) fn prove(workspace: &Workspace) -> Result<()> {
    let place = pack(workspace, Natives::None)?;
    let files = archive::unzip(&fs::read(&place)?)?;
    bundle::read_back(&files)?;
    dex(workspace, &files)?;
    pages_of_jna(workspace)
}

/// The AAR and its POM, in cargo's target folder.
fn pack(workspace: &Workspace, natives: Natives) -> Result<PathBuf> {
    let folder = workspace.target().join("android");
    let libraries = match natives {
        Natives::Build => native::build(workspace, &folder)?,
        Natives::None => Vec::new(),
    };
    let files = bundle::files(workspace, libraries)?;
    let aar = archive::zip(&files)?;
    ensure!(aar == archive::zip(&files)?, "the same files made another archive");
    let pom = fs::read_to_string(workspace.kotlin().join("android/pom.xml"))?;
    let name = format!("mogiri-android-{}", version(&pom)?);
    fs::create_dir_all(&folder)?;
    fs::write(folder.join(format!("{name}.pom")), pom)?;
    let suffix = if natives == Natives::None { "-without-natives" } else { "" };
    let place = folder.join(format!("{name}{suffix}.aar"));
    fs::write(&place, aar)?;
    Ok(place)
}

fn version(pom: &str) -> Result<String> {
    property(pom, "version").context("bindings/kotlin/android/pom.xml")
}

/// The oldest Android takes these classes: D8 makes its bytecode of them.
fn dex(workspace: &Workspace, files: &[archive::File]) -> Result<()> {
    let work = workspace.target().join("android/dex");
    fs::create_dir_all(&work)?;
    let classes = work.join("classes.jar");
    fs::write(&classes, bundle::find(files, bundle::CLASSES)?)?;
    let mut command = Command::new("java");
    command.arg("-cp").arg(r8(workspace)?).arg("com.android.tools.r8.D8");
    command
        .args(["--release", "--min-api", workspace.oldest("android")?.as_str(), "--lib"])
        .arg(java_home()?);
    command.args(libraries(workspace)?.iter().flat_map(|jar| [Path::new("--classpath"), jar]));
    run(command.arg("--output").arg(&work).arg(&classes))?;
    let dex = fs::read(work.join("classes.dex"))?;
    ensure!(dex.starts_with(b"dex\n"), "D8 made no Android bytecode");
    Ok(())
}

/// JNA's own libraries travel into the same app: theirs must have large pages too.
fn pages_of_jna(workspace: &Workspace) -> Result<()> {
    let parent = fs::read_to_string(workspace.kotlin().join("pom.xml"))?;
    let version = property(&parent, "jna.version")?;
    let (group, name, kind) = ("net.java.dev.jna", "jna", Kind::Aar);
    let aar = fetch(workspace, &Artifact { group, name, version: &version, classifier: None, kind })?;
    let read = native::check_all(&archive::unzip(&fs::read(aar)?)?).context("JNA")?;
    ensure!(read > 0, "JNA's AAR has no library for Android's 64-bit processors");
    Ok(())
}
