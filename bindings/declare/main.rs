//! Writes what of the core crosses as it is: values, errors and acts, declared from the core's own sources, so that no
//! field, case, name or sentence can drift.

#![allow(clippy::panic, reason = "a build that cannot read the core has to stop")]

mod acts;
mod docs;
mod errors;
mod source;
mod values;

use std::path::{Path, PathBuf};
use std::{env, fs};

use proc_macro2::TokenStream;

use source::Core;

fn main() {
    let folder = |key| PathBuf::from(env::var_os(key).unwrap_or_else(|| panic!("cargo sets {key}")));
    let (here, out) = (folder("CARGO_MANIFEST_DIR"), folder("OUT_DIR"));
    let core = Core::of(&here);
    let values = list(&here.join("remote.txt"));
    let crossing = values::names(&values);
    let mut declared = values::declare(&core, &values);
    declared.extend(errors::declare(&core, &list(&here.join("errors.txt")), &crossing, &here));
    declared.extend(acts::declare(&core, &list(&here.join("acts.txt"))));
    fs::write(out.join("remote.rs"), TokenStream::to_string(&declared))
        .unwrap_or_else(|error| panic!("remote.rs: {error}"));
}

/// The lines `name: item, item` of a list; a crate without that list has nothing of its kind.
fn list(path: &Path) -> Vec<(String, Vec<String>)> {
    println!("cargo::rerun-if-changed={}", path.display());
    let text = fs::read_to_string(path).unwrap_or_default();
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let parts = lines.map(|line| {
        let (name, items) = line.split_once(": ").unwrap_or((line, ""));
        let items = items.split(',').map(str::trim).filter(|item| !item.is_empty());
        (name, items)
    });
    parts.map(|(name, items)| (name.to_owned(), items.map(str::to_owned).collect())).collect()
}
