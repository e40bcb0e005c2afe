//! A small app, shrunk by R8 with the rules that customers get, must still call the real library.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use roxmltree::Document;

use crate::command::{Success, ask, run, tee};
use crate::kotlin::jar;
use crate::maven::{Artifact, Kind, fetch};
use crate::workspace::Workspace;

const R8: Artifact<'static> =
    Artifact { group: "com.android.tools", name: "r8", version: "9.1.31", classifier: None, kind: Kind::Jar };

/// What the app says when everything that it called answered as it should.
const WORKS: &str = "shrunk, and works";

/// Shrinks what the Kotlin step compiled, and runs what is left on the library that cargo built.
pub(crate) fn prove(workspace: &Workspace) -> Result<()> {
    let work = workspace.target().join("shrunk");
    fs::create_dir_all(&work)?;
    let app = work.join("app.jar");
    let mut command = Command::new("java");
    command.arg("-cp").arg(r8(workspace)?).arg("com.android.tools.r8.R8");
    command.args(["--release", "--classfile", "--lib"]).arg(java_home()?);
    command.arg("--pg-conf").arg(workspace.kotlin().join("sdk/consumer-rules.pro"));
    command.arg("--pg-conf").arg(workspace.kotlin().join("shrunk/app.pro"));
    run(command.arg("--output").arg(&app).args(modules(workspace, &work)?).args(libraries(workspace)?))?;
    let mut command = Command::new("java");
    command.arg(format!("-Djna.library.path={}", workspace.build().display())).arg("-cp").arg(&app);
    let (said, success) = tee(command.arg("dev.mogiri.shrunk.MainKt"))?;
    ensure!(matches!(success, Success::Yes) && said.contains(WORKS), "the shrunk app does not work");
    Ok(())
}

/// The jar with R8 and D8.
pub(crate) fn r8(workspace: &Workspace) -> Result<PathBuf> {
    fetch(workspace, &R8)
}

/// Our own classes, as jars, because R8 takes no folders.
fn modules(workspace: &Workspace, work: &Path) -> Result<Vec<PathBuf>> {
    ["shrunk", "testkit", "organizer", "sdk"].iter().map(|module| jar(workspace, module, work)).collect()
}

/// What an app with the library brings too, in the parent POM's versions.
pub(crate) fn libraries(workspace: &Workspace) -> Result<Vec<PathBuf>> {
    let pom = fs::read_to_string(workspace.kotlin().join("pom.xml"))?;
    let (jna, kotlin) = (property(&pom, "jna.version")?, property(&pom, "kotlin.version")?);
    let coroutines = property(&pom, "coroutines.version")?;
    let artifact =
        |group, name, version| Artifact { group, name, version, classifier: None, kind: Kind::Jar };
    let libraries = [
        artifact("net.java.dev.jna", "jna", jna.as_str()),
        artifact("org.jetbrains.kotlin", "kotlin-stdlib", kotlin.as_str()),
        artifact("org.jetbrains.kotlinx", "kotlinx-coroutines-core-jvm", coroutines.as_str()),
        artifact("org.jetbrains", "annotations", "13.0"),
    ];
    libraries.iter().map(|library| fetch(workspace, library)).collect()
}

pub(crate) fn property(pom: &str, name: &str) -> Result<String> {
    let document = Document::parse(pom)?;
    let node = document.descendants().find(|node| node.tag_name().name() == name);
    node.and_then(|node| node.text())
        .map(str::to_owned)
        .with_context(|| format!("the parent POM has no {name}"))
}

/// Where this machine's Java keeps its own classes.
pub(crate) fn java_home() -> Result<String> {
    let settings = ask("java", &["-XshowSettings:properties", "-version"]).context("java does not start")?;
    let home = settings.lines().find_map(|line| line.trim().strip_prefix("java.home = "));
    home.map(str::to_owned).context("java does not say its home")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_property_of_the_parent_is_found() {
        let pom = "<project><properties><jna.version>5.17.0</jna.version></properties></project>";
        assert_eq!(property(pom, "jna.version").unwrap(), "5.17.0");
        assert!(property(pom, "none").is_err());
    }
}
