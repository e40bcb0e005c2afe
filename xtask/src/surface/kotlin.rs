//! The Kotlin packages, by Kotlin's own tool for binary compatibility.

use std::env::join_paths;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use super::Surface;
use crate::command::read;
use crate::kotlin::jar;
use crate::maven::{Artifact, Kind, fetch};
use crate::shrink::property;
use crate::workspace::Workspace;

/// One program of one file, which `java` compiles by itself.
const DUMP: &str = include_str!("AbiDump.java");
const LIBRARIES: [&str; 4] = ["abi-tools", "abi-tools-api", "kotlin-metadata-jvm", "kotlin-stdlib"];
/// Modules and what they are published as.
const PACKAGES: [(&str, &str); 3] =
    [("sdk", "mogiri-jvm"), ("organizer", "mogiri-organizer"), ("testkit", "mogiri-testkit")];

pub(super) fn surfaces(workspace: &Workspace) -> Result<Vec<Surface>> {
    let work = workspace.target().join("api");
    fs::create_dir_all(&work)?;
    let program = work.join("AbiDump.java");
    fs::write(&program, DUMP)?;
    let libraries = libraries(workspace)?;
    let surface = |(module, name): (&str, &str)| {
        let mut command = Command::new("java");
        command.arg("-cp").arg(join_paths(&libraries)?).arg(&program).arg(jar(workspace, module, &work)?);
        Ok(Surface { name: format!("{name}.kt.txt"), text: read(&mut command)? })
    };
    PACKAGES.into_iter().map(surface).collect()
}

fn libraries(workspace: &Workspace) -> Result<Vec<PathBuf>> {
    let pom = fs::read_to_string(workspace.kotlin().join("pom.xml"))?;
    let version = property(&pom, "kotlin.version")?;
    let library = |name| {
        let group = "org.jetbrains.kotlin";
        fetch(workspace, &Artifact { group, name, version: &version, classifier: None, kind: Kind::Jar })
    };
    LIBRARIES.into_iter().map(library).collect()
}
