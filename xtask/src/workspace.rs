//! Where things are.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::command::{cargo, read};

/// The folders of this repository that the chores work in.
pub(crate) struct Workspace {
    root: PathBuf,
    target: PathBuf,
}

impl Workspace {
    /// Asks cargo, so that `CARGO_TARGET_DIR` and configuration files count.
    pub(crate) fn locate() -> Result<Self> {
        let text = read(cargo().args(["metadata", "--no-deps", "--format-version", "1"]))?;
        let metadata: Value = serde_json::from_str(&text).context("cargo metadata did not print JSON")?;
        Ok(Self {
            root: folder(&metadata, "workspace_root")?,
            target: folder(&metadata, "target_directory")?,
        })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Cargo's target folder.
    pub(crate) fn target(&self) -> &Path {
        &self.target
    }

    /// Where cargo puts the library and the command that the other languages are tested with.
    pub(crate) fn build(&self) -> PathBuf {
        self.target.join("debug")
    }

    /// The package of the fuzz targets, a workspace of its own.
    pub(crate) fn fuzz(&self) -> PathBuf {
        self.root.join("fuzz")
    }

    /// The package of the benchmarks, a workspace of its own.
    pub(crate) fn bench(&self) -> PathBuf {
        self.root.join("bench")
    }

    pub(crate) fn kotlin(&self) -> PathBuf {
        self.root.join("bindings/kotlin")
    }

    pub(crate) fn swift(&self) -> PathBuf {
        self.root.join("bindings/swift")
    }

    /// The presenters and screens of the iPhone's demo app.
    pub(crate) fn ios_demo(&self) -> PathBuf {
        self.root.join("ios-demo")
    }

    /// The oldest system that a release runs on, as `bindings/support.toml` says of `key`.
    pub(crate) fn oldest(&self, key: &str) -> Result<String> {
        let text = fs::read_to_string(self.root.join("bindings/support.toml"))?;
        let table: toml::Table = text.parse().context("bindings/support.toml is not TOML")?;
        match table.get(key) {
            Some(toml::Value::String(version)) => Ok(version.clone()),
            Some(toml::Value::Integer(level)) => Ok(level.to_string()),
            _ => bail!("bindings/support.toml has no {key}"),
        }
    }
}

fn folder(metadata: &Value, key: &str) -> Result<PathBuf> {
    let path = metadata.get(key).and_then(Value::as_str);
    path.map(PathBuf::from).with_context(|| format!("cargo metadata has no {key}"))
}
