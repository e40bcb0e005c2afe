//! Maven: the Kotlin packages, and programs of one jar each.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::command::run;
use crate::workspace::Workspace;

/// The goal that puts one artifact into a folder.
const COPY: &str = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy";

/// What an artifact is packed as.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Jar,
    /// A library for Android
    Aar,
}

impl Kind {
    fn suffix(self) -> &'static str {
        match self {
            Self::Jar => "jar",
            Self::Aar => "aar",
        }
    }
}

/// An artifact of Maven's central repository.
pub(crate) struct Artifact<'a> {
    pub(crate) group: &'static str,
    pub(crate) name: &'static str,
    pub(crate) version: &'a str,
    /// `all` for a jar that brings what it needs.
    pub(crate) classifier: Option<&'static str>,
    pub(crate) kind: Kind,
}

impl Artifact<'_> {
    /// `group:name:version:kind[:classifier]`
    fn coordinates(&self) -> String {
        let classifier = self.classifier.map_or(String::new(), |word| format!(":{word}"));
        format!("{}:{}:{}:{}{classifier}", self.group, self.name, self.version, self.kind.suffix())
    }

    fn file_name(&self) -> String {
        let classifier = self.classifier.map_or(String::new(), |word| format!("-{word}"));
        format!("{}-{}{classifier}.{}", self.name, self.version, self.kind.suffix())
    }
}

/// Maven without its chatter.
pub(crate) fn maven() -> Command {
    let mut command = maven_with_words();
    command.arg("--quiet");
    command
}

/// Maven with it, for plugins that warn.
pub(crate) fn maven_with_words() -> Command {
    let mut command = Command::new("mvn");
    command.args(["--batch-mode", "--no-transfer-progress", "-Dstyle.color=never"]);
    command
}

/// The file of `artifact`, fetched once.
pub(crate) fn fetch(workspace: &Workspace, artifact: &Artifact<'_>) -> Result<PathBuf> {
    let folder = workspace.target().join("tools");
    let jar = folder.join(artifact.file_name());
    if !jar.exists() {
        fs::create_dir_all(&folder)?;
        let mut command = maven();
        command.current_dir(&folder).arg(COPY).arg(format!("-Dartifact={}", artifact.coordinates()));
        run(command.arg(format!("-DoutputDirectory={}", folder.display())))
            .with_context(|| format!("cannot get {}", artifact.coordinates()))?;
    }
    Ok(jar)
}

/// `java -jar` with a jar that was fetched, in a folder.
pub(crate) fn java(jar: &Path, work: &Path, arguments: &[impl AsRef<OsStr>]) -> Command {
    let mut command = Command::new("java");
    command.current_dir(work).arg("-jar").arg(jar).args(arguments);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_artifact_is_asked_for_and_found_by_its_parts() {
        let kind = Kind::Jar;
        let mut artifact =
            Artifact { group: "a.b", name: "c", version: "1.2", classifier: Some("all"), kind };
        assert_eq!(artifact.coordinates(), "a.b:c:1.2:jar:all");
        assert_eq!(artifact.file_name(), "c-1.2-all.jar");
        artifact.classifier = None;
        assert_eq!(artifact.coordinates(), "a.b:c:1.2:jar");
        assert_eq!(artifact.file_name(), "c-1.2.jar");
        artifact.kind = Kind::Aar;
        assert_eq!(artifact.coordinates(), "a.b:c:1.2:aar");
        assert_eq!(artifact.file_name(), "c-1.2.aar");
    }
}
