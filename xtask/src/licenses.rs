//! The notices of what is inside the phones' library, for an app's settings screen: from cargo's metadata and the crates'
//! own files. They are a resource of the packages, so that the library does not grow by them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::command::{cargo, read};
use crate::workspace::Workspace;

/// Systems whose dependencies differ.
const SYSTEMS: [&str; 3] = ["aarch64-linux-android", "aarch64-apple-ios", "x86_64-unknown-linux-gnu"];
/// Where the packages have it.
const PLACES: [&str; 2] = [
    "bindings/swift/Sources/Mogiri/Resources/Licenses.txt",
    "bindings/kotlin/sdk/src/main/resources/dev/mogiri/licenses.txt",
];
const HEAD: &str = "Software of others in Mogiri's library. Made by `cargo xtask licenses`.\n";
/// Compiled into the library where the system brings none.
const SQLITE: &str = "SQLite: its authors have put it into the public domain.\n";

/// Writes the notices.
pub(crate) fn regenerate(workspace: &Workspace) -> Result<()> {
    let text = notices(workspace)?;
    for place in PLACES {
        let place = workspace.root().join(place);
        fs::create_dir_all(place.with_file_name(""))?;
        fs::write(&place, &text).with_context(|| format!("cannot write {}", place.display()))?;
    }
    Ok(())
}

/// Fails when a package has other notices than what is locked asks for.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let text = notices(workspace)?;
    for place in PLACES {
        let here = fs::read_to_string(workspace.root().join(place)).unwrap_or_default();
        ensure!(here == text, "stale, run `cargo xtask licenses`: {place}");
    }
    Ok(())
}

fn notices(workspace: &Workspace) -> Result<String> {
    let mut crates = BTreeMap::new();
    for system in SYSTEMS {
        crates.extend(inside(workspace, system)?);
    }
    let mut by_text: BTreeMap<String, Vec<Notice>> = BTreeMap::new();
    for (name, package) in &crates {
        for notice in Notice::of(workspace, name, package)? {
            by_text.entry(notice.text.clone()).or_default().push(notice);
        }
    }
    let mut text = format!("{HEAD}\n{SQLITE}");
    for (licence, notices) in by_text {
        let names: Vec<&str> = notices.iter().map(|notice| notice.name.as_str()).collect();
        // Writing to a string does not fail.
        let _ = write!(text, "\n{}\n{}\n\n", "-".repeat(60), names.join(", "));
        let holders: BTreeSet<&String> = notices.iter().flat_map(|notice| &notice.holders).collect();
        for holder in holders {
            let _ = writeln!(text, "{holder}");
        }
        let _ = writeln!(text, "\n{licence}");
    }
    Ok(text)
}

/// What a crate asks to be shown.
struct Notice {
    name: String,
    holders: Vec<String>,
    text: String,
}

impl Notice {
    /// Of the licences that a crate offers the shortest is taken: MIT, where it is one.
    fn of(workspace: &Workspace, name: &str, package: &Package) -> Result<Vec<Self>> {
        let files = licence_files(&package.folder)?;
        let is_mit = package.licence.contains("MIT");
        let mit = files.iter().filter(|path| is_mit && file_name(path).contains("MIT"));
        let mut chosen: Vec<&PathBuf> = mit.collect();
        if chosen.is_empty() {
            chosen = files.iter().collect();
        }
        if chosen.is_empty() {
            return Ok(vec![Self::without_file(workspace, name, package)?]);
        }
        chosen.into_iter().map(|path| Self::read(name, path)).collect()
    }

    /// The text of MIT is the same for everybody, and its holders are whom the crate names; Mozilla's asks to say where text
    /// and source are.
    fn without_file(workspace: &Workspace, name: &str, package: &Package) -> Result<Self> {
        let Package { licence, authors, source, .. } = package;
        match licence.as_str() {
            "MIT" => {
                let ours = Self::read(name, &workspace.root().join("LICENSE-MIT"))?;
                Ok(Self { holders: vec![format!("Copyright (c) {authors}")], ..ours })
            }
            "MPL-2.0" => {
                let text =
                    format!("Mozilla Public License 2.0, https://mozilla.org/MPL/2.0/. Its source: {source}");
                Ok(Self { name: name.to_owned(), holders: Vec::new(), text })
            }
            _ => bail!("{name} ({licence}) has no licence file"),
        }
    }

    fn read(name: &str, path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        let is_holder = |line: &&str| line.to_lowercase().starts_with("copyright (c)");
        let (holders, rest): (Vec<&str>, Vec<&str>) =
            text.lines().map(str::trim).partition(|line| is_holder(line));
        let text = rest.join("\n");
        let paragraphs =
            text.split("\n\n").map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" "));
        let paragraphs: Vec<String> = paragraphs.filter(|paragraph| !paragraph.is_empty()).collect();
        let holders = holders.into_iter().map(str::to_owned).collect();
        Ok(Self { name: name.to_owned(), holders, text: paragraphs.join("\n\n") })
    }
}

fn licence_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("no {}", folder.display()))?;
    let mut files: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    files.retain(|path| {
        let name = file_name(path);
        path.is_file()
            && ["LICENSE", "LICENCE", "COPYING", "NOTICE"].iter().any(|start| name.starts_with(start))
    });
    files.sort();
    Ok(files)
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().to_uppercase()
}

struct Package {
    licence: String,
    authors: String,
    source: String,
    folder: PathBuf,
}

/// Crates of others that are compiled into the library for one system, by name and version.
fn inside(workspace: &Workspace, system: &str) -> Result<BTreeMap<String, Package>> {
    let mut command = cargo();
    command.current_dir(workspace.root());
    command.args(["metadata", "--format-version", "1", "--locked", "--filter-platform", system]);
    let metadata: Value = serde_json::from_str(&read(&mut command)?)?;
    let packages = by_id(&metadata, "/packages");
    let nodes = by_id(&metadata, "/resolve/nodes");
    let door = packages.iter().find(|(_, package)| package["name"] == "mogiri-ffi");
    let Some((door, _)) = door else { bail!("cargo knows no mogiri-ffi") };
    let mut found = BTreeSet::new();
    let mut next = vec![*door];
    while let Some(id) = next.pop() {
        let runs = packages.get(id).is_some_and(|package| !is_macro(package));
        if runs && found.insert(id) {
            next.extend(nodes.get(id).into_iter().flat_map(|node| linked(node)));
        }
    }
    let others =
        found.into_iter().filter_map(|id| packages.get(id)).filter(|package| !package["source"].is_null());
    others.map(|package| named(package)).collect()
}

/// A macro runs in the compiler and is not in the library, nor is what it is made of.
fn is_macro(package: &Value) -> bool {
    let kinds =
        package["targets"].as_array().into_iter().flatten().filter_map(|target| target["kind"].as_array());
    kinds.flatten().any(|kind| kind == "proc-macro")
}

fn named(package: &Value) -> Result<(String, Package)> {
    let text = |key: &str| package[key].as_str().unwrap_or_default().to_owned();
    let folder = PathBuf::from(text("manifest_path")).with_file_name("");
    ensure!(!text("license").is_empty(), "{} says no licence", text("name"));
    let authors = package["authors"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let authors = authors.collect::<Vec<_>>().join(", ");
    let name = format!("{} {}", text("name"), text("version"));
    Ok((name, Package { licence: text("license"), authors, source: text("repository"), folder }))
}

fn by_id<'a>(metadata: &'a Value, place: &str) -> BTreeMap<&'a str, &'a Value> {
    let items = metadata.pointer(place).and_then(Value::as_array).into_iter().flatten();
    items.filter_map(|item| Some((item["id"].as_str()?, item))).collect()
}

/// What is linked with a crate: neither what builds it nor what tests it.
fn linked(node: &Value) -> impl Iterator<Item = &str> {
    let all = node["deps"].as_array().into_iter().flatten();
    let normal = all
        .filter(|dep| dep["dep_kinds"].as_array().into_iter().flatten().any(|kind| kind["kind"].is_null()));
    normal.filter_map(|dep| dep["pkg"].as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_notices_are_those_of_what_is_locked() {
        check(&Workspace::locate().unwrap()).unwrap();
    }

    #[test]
    fn two_crates_of_one_licence_have_its_text_once_and_both_holders() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("LICENSE-MIT");
        fs::write(&path, "Copyright (c) 2020 A\n\nPermission is\ngranted.\n").unwrap();
        let notice = Notice::read("a 1.0.0", &path).unwrap();
        assert_eq!(
            (notice.holders, notice.text),
            (vec!["Copyright (c) 2020 A".to_owned()], "Permission is granted.".to_owned())
        );
    }
}
