//! A released framework, as the Swift package names it: the address of its zip, and the zip's checksum.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

/// How the line begins that names it.
const LINE: &str = "let released: (address: String, checksum: String)? =";

/// Writes address and checksum into the package's manifest.
pub(super) fn name(manifest: &Path, address: &str, checksum: &str) -> Result<()> {
    let before = fs::read_to_string(manifest).with_context(|| format!("no {}", manifest.display()))?;
    fs::write(manifest, named(&before, address, checksum)?)?;
    println!("{} names {address}", manifest.display());
    Ok(())
}

fn named(manifest: &str, address: &str, checksum: &str) -> Result<String> {
    let plain = |c: char| c.is_ascii_graphic() && !"\"\\".contains(c);
    ensure!(address.starts_with("https://") && address.chars().all(plain), "{address} is no https address");
    let ending = Path::new(address).extension();
    ensure!(
        ending.is_some_and(|ending| ending == "zip"),
        "{address} does not end with .zip, as Swift's package manager asks"
    );
    ensure!(manifest.matches(LINE).count() == 1, "the manifest has not one line {LINE:?}");
    let release = format!("{LINE} (\"{address}\", \"{checksum}\")");
    let line = |line: &str| format!("{}\n", if line.starts_with(LINE) { &release } else { line });
    Ok(manifest.lines().map(line).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESS: &str = "https://example.org/mogiri/0.1.0/MogiriFFI.xcframework.zip";

    fn manifest() -> String {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        fs::read_to_string(root.join("../bindings/swift/Package.swift")).unwrap()
    }

    #[test]
    fn the_package_names_the_sum_of_the_zip_and_nothing_else_changes() {
        let once = named(&manifest(), ADDRESS, "aa11").unwrap();
        assert!(once.contains(&format!("{LINE} (\"{ADDRESS}\", \"aa11\")\n")));
        let different =
            once.lines().zip(manifest().lines().map(str::to_owned)).filter(|(a, b)| a != b).count();
        assert_eq!((different, once.lines().count()), (1, manifest().lines().count()));
        let again = named(&once, ADDRESS, "bb22").unwrap();
        assert_eq!(again, once.replace("aa11", "bb22"));
    }

    #[test]
    fn what_swift_would_not_take_is_refused_before_anything_is_written() {
        for bad in ["http://example.org/a.zip", "https://example.org/a.tar", "https://example.org/\"a.zip"] {
            assert!(named(&manifest(), bad, "aa11").is_err(), "{bad}");
        }
        assert!(named("let package = 1\n", ADDRESS, "aa11").is_err());
    }
}
