//! How hand-written Kotlin and Swift look: what generators write is left alone.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::command::run;
use crate::maven::{Artifact, Kind, fetch, java};
use crate::setup::SwiftToolchain;
use crate::workspace::Workspace;

const KTLINT: Artifact<'static> = Artifact {
    group: "com.pinterest.ktlint",
    name: "ktlint-cli",
    version: "1.8.0",
    classifier: Some("all"),
    kind: Kind::Jar,
};

const DETEKT: Artifact<'static> = Artifact {
    group: "io.gitlab.arturbosch.detekt",
    name: "detekt-cli",
    version: "1.23.8",
    classifier: Some("all"),
    kind: Kind::Jar,
};

/// ktlint for the form, detekt for what smells.
pub(crate) fn kotlin(workspace: &Workspace) -> Result<()> {
    let work = workspace.kotlin();
    let sources = ["*/src/main/kotlin/**/*.kt", "*/src/test/kotlin/**/*.kt"];
    run(&mut java(&fetch(workspace, &KTLINT)?, &work, &sources))?;
    detekt(workspace, &work, "detekt.yml")
}

/// The same for the demo apps, whose screens have rules of their own on top.
pub(crate) fn demo(workspace: &Workspace) -> Result<()> {
    let work = workspace.root().join("android-demo");
    run(&mut java(&fetch(workspace, &KTLINT)?, &work, &["*/src/**/*.kt", "*.gradle.kts", "*/*.gradle.kts"]))?;
    detekt(workspace, &work, "../bindings/kotlin/detekt.yml,detekt.yml")
}

fn detekt(workspace: &Workspace, work: &Path, config: &str) -> Result<()> {
    let words = ["--build-upon-default-config", "--config", config, "--input", "."];
    let written = ["--excludes", "**/generated/**,**/target/**"];
    run(&mut java(&fetch(workspace, &DETEKT)?, work, &[words.as_slice(), written.as_slice()].concat()))
}

/// `swift format`, with the rules of `.swift-format`.
pub(crate) fn swift(workspace: &Workspace, toolchain: &SwiftToolchain) -> Result<()> {
    let mut command = toolchain.command(&workspace.swift(), &[workspace.root()]);
    command.args(["format", "lint", "--strict", "--parallel", "--recursive", "Package.swift", "Tests"]);
    run(command.args(["Sources/Mogiri/Live", "Sources/Mogiri/Values", "Sources/MogiriTestkit"]))
}

/// The same for the iPhone's demo app. Its screens are `SwiftUI`, which only Apple compiles: here they are parsed.
pub(crate) fn ios_demo(workspace: &Workspace, toolchain: &SwiftToolchain) -> Result<()> {
    let (work, folders) = (workspace.ios_demo(), [workspace.root()]);
    let mut lint = toolchain.command(&work, &folders);
    lint.args(["format", "lint", "--strict", "--parallel", "--recursive", "Package.swift", "Tests", "App"]);
    lint.args(
        ["Codes", "Evening", "Host", "Presenter", "Words"].map(|part| format!("Sources/MogiriDemo/{part}")),
    );
    run(lint.args([
        "Sources/MogiriDemo/Tokens/Look.swift",
        "Sources/MogiriDemoSandbox",
        "Sources/MakeEvening",
    ]))?;
    let mut parse = toolchain.tool("swiftc", &work, &folders);
    run(parse.arg("-frontend").arg("-parse").args(sources(&work.join("App"))?))
}

/// Every Swift file below a folder.
fn sources(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(sources(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "swift") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
