//! The generated Swift and Kotlin sources, which are committed.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};
use object::{Object as _, ObjectSymbol as _};

use crate::command::{cargo, run};
use crate::workspace::Workspace;

/// A crate whose library other languages load, with what the generator writes and where it is kept.
struct Door {
    library: &'static str,
    sources: [(&'static str, &'static str); 4],
}

/// The phones' library, and the organizer's.
const DOORS: [Door; 2] = [
    Door {
        library: "mogiri_ffi",
        sources: [
            ("dev/mogiri/mogiri_ffi.kt", "bindings/kotlin/sdk/src/generated/kotlin/dev/mogiri/mogiri_ffi.kt"),
            ("Mogiri.swift", "bindings/swift/Sources/Mogiri/Mogiri.swift"),
            ("MogiriFFI.h", "bindings/swift/Sources/MogiriFFI/MogiriFFI.h"),
            ("MogiriFFI.modulemap", "bindings/swift/Sources/MogiriFFI/module.modulemap"),
        ],
    },
    Door {
        library: "mogiri_organizer",
        sources: [
            (
                "dev/mogiri/organizer/mogiri_organizer.kt",
                "bindings/kotlin/organizer/src/generated/kotlin/dev/mogiri/organizer/mogiri_organizer.kt",
            ),
            ("MogiriOrganizer.swift", "bindings/swift/Sources/MogiriOrganizer/MogiriOrganizer.swift"),
            ("MogiriOrganizerFFI.h", "bindings/swift/Sources/MogiriOrganizerFFI/MogiriOrganizerFFI.h"),
            ("MogiriOrganizerFFI.modulemap", "bindings/swift/Sources/MogiriOrganizerFFI/module.modulemap"),
        ],
    },
];

/// Builds the libraries that the other languages load, and the tools of the vectors. The phones' library is built by
/// itself, as it is shipped: no other package of the build may bring it the organizer or what only tests use.
pub(crate) fn build(workspace: &Workspace) -> Result<()> {
    for package in ["mogiri-ffi", "mogiri-organizer", "mogiri-tests"] {
        let mut command = cargo();
        command.args(["build", "--package", package, "--target-dir"]);
        run(command.arg(workspace.target()))?;
    }
    Ok(())
}

/// Writes the sources again.
pub(crate) fn regenerate(workspace: &Workspace) -> Result<()> {
    build(workspace)?;
    let fresh = generate(workspace)?;
    for (name, place) in DOORS.iter().flat_map(|door| door.sources) {
        let place = workspace.root().join(place);
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(fresh.join(name), &place).with_context(|| format!("cannot write {}", place.display()))?;
    }
    Ok(())
}

/// Names of what no phone has, as the compiler writes paths.
const ORGANIZERS: [&str; 2] = ["6mogiri6issuer", "6mogiri7sandbox"];

/// Fails when the committed sources are not what the built libraries give, or the phones' has the organizer in it.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let phones = symbols_of(workspace, "mogiri_ffi", &ORGANIZERS)?;
    ensure!(phones == 0, "the phones' library has {phones} functions of the organizer");
    ensure!(symbols_of(workspace, "mogiri_organizer", &ORGANIZERS)? > 0, "no name is as it was expected");
    let fresh = generate(workspace)?;
    let mut stale = Vec::new();
    for (name, place) in DOORS.iter().flat_map(|door| door.sources) {
        let made = fs::read(fresh.join(name)).with_context(|| format!("the generator wrote no {name}"))?;
        if fs::read(workspace.root().join(place)).ok() != Some(made) {
            stale.push(place);
        }
    }
    if !stale.is_empty() {
        bail!("stale, run `cargo xtask bindings`: {}", stale.join(", "));
    }
    Ok(())
}

/// How many symbols of a library have one of these in their names.
fn symbols_of(workspace: &Workspace, library: &str, parts: &[&str]) -> Result<usize> {
    let path = workspace.build().join(format!("{DLL_PREFIX}{library}{DLL_SUFFIX}"));
    let bytes = fs::read(&path).with_context(|| format!("no {}", path.display()))?;
    let file = object::File::parse(bytes.as_slice())?;
    let names = file.symbols().filter_map(|symbol| symbol.name().ok());
    Ok(names.filter(|name| parts.iter().any(|part| name.contains(part))).count())
}

fn generate(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.target().join("bindings");
    for door in DOORS {
        let library = workspace.build().join(format!("{DLL_PREFIX}{}{DLL_SUFFIX}", door.library));
        let mut command = cargo();
        command.current_dir(workspace.root());
        command.args([
            "run",
            "--quiet",
            "--profile",
            "bindgen",
            "--package",
            "mogiri-bindgen",
            "--",
            "generate",
        ]);
        command.args(["--language", "kotlin", "--language", "swift", "--no-format", "--out-dir"]);
        run(command.arg(&folder).arg(library))?;
    }
    Ok(folder)
}
