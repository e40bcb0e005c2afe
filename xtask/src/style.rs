//! How hand-written Kotlin and Swift look: what generators write is left alone.

use anyhow::Result;

use crate::command::run;
use crate::maven::{Artifact, fetch, java};
use crate::setup::SwiftToolchain;
use crate::workspace::Workspace;

const KTLINT: Artifact<'static> =
    Artifact { group: "com.pinterest.ktlint", name: "ktlint-cli", version: "1.8.0", classifier: Some("all") };

const DETEKT: Artifact<'static> = Artifact {
    group: "io.gitlab.arturbosch.detekt",
    name: "detekt-cli",
    version: "1.23.8",
    classifier: Some("all"),
};

/// ktlint for the form, detekt for what smells.
pub(crate) fn kotlin(workspace: &Workspace) -> Result<()> {
    let work = workspace.kotlin();
    let sources = ["*/src/main/kotlin/**/*.kt", "*/src/test/kotlin/**/*.kt"];
    run(&mut java(&fetch(workspace, &KTLINT)?, &work, &sources))?;
    run(&mut java(&fetch(workspace, &KTLINT)?, &workspace.root().join("android-demo"), &["src/**/*.kt"]))?;
    let config = ["--build-upon-default-config", "--config", "detekt.yml", "--input", "."];
    let written = ["--excludes", "**/generated/**,**/target/**"];
    run(&mut java(&fetch(workspace, &DETEKT)?, &work, &[config.as_slice(), written.as_slice()].concat()))
}

/// `swift format`, with the rules of `.swift-format`.
pub(crate) fn swift(workspace: &Workspace, toolchain: &SwiftToolchain) -> Result<()> {
    let mut command = toolchain.command(&workspace.swift(), &[workspace.root()]);
    command.args(["format", "lint", "--strict", "--parallel", "--recursive", "Package.swift", "Tests"]);
    run(command.arg("Sources/MogiriTestkit"))
}
