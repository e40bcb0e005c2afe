//! What lies in an AAR.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::{native, resources};
use crate::archive::{self, File};
use crate::workspace::Workspace;

/// The compiled package.
pub(super) const CLASSES: &str = "classes.jar";

const MANIFEST: &str = "AndroidManifest.xml";
const RULES: &str = "proguard.txt";
const NAMES: &str = "R.txt";
const METADATA: &str = "META-INF/com/android/build/gradle/aar-metadata.properties";

/// Every file, in the order of their names: `libraries` are native ones.
pub(super) fn files(workspace: &Workspace, libraries: Vec<File>) -> Result<Vec<File>> {
    let sdk = workspace.kotlin().join("sdk");
    let words = resources::files(&workspace.kotlin().join("android/src/main/res"))?;
    let rules = fs::read(sdk.join("consumer-rules.pro")).context("no consumer-rules.pro")?;
    let mut files = vec![
        (MANIFEST.to_owned(), manifest(&workspace.oldest("android")?).into_bytes()),
        (CLASSES.to_owned(), classes(&sdk.join("target/classes"))?),
        (RULES.to_owned(), rules),
        (NAMES.to_owned(), resources::names(&words)?.into_bytes()),
        (METADATA.to_owned(), b"aarFormatVersion=1.0\naarMetadataVersion=1.0\n".to_vec()),
    ];
    files.extend(words);
    files.extend(libraries);
    files.sort();
    Ok(files)
}

/// What an AAR cannot be without is there, and its native libraries are what their folders say.
pub(super) fn read_back(files: &[File]) -> Result<()> {
    for name in [MANIFEST, CLASSES, RULES, NAMES, METADATA] {
        find(files, name)?;
    }
    native::check_all(files)?;
    let classes = archive::unzip(find(files, CLASSES)?)?;
    let foreign =
        classes.iter().find(|(name, _)| !name.starts_with("dev/mogiri/") && !name.starts_with("META-INF/"));
    ensure!(foreign.is_none(), "{CLASSES} has {:?}, which is not ours", foreign.map(|(name, _)| name));
    Ok(())
}

pub(super) fn find<'a>(files: &'a [File], name: &str) -> Result<&'a [u8]> {
    let found = files.iter().find(|(path, _)| path == name);
    found.map(|(_, bytes)| bytes.as_slice()).with_context(|| format!("the AAR has no {name}"))
}

/// The library asks for no permission: what an app needs a camera for is the app's.
fn manifest(oldest: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="utf-8"?>
<manifest xmlns:android="http://schemas.android.com/apk/res/android" package="dev.mogiri">
    <uses-sdk android:minSdkVersion="{oldest}" />
</manifest>
"#
    )
}

/// The jar's classes without the native libraries of desktop systems, which lie beside them.
fn classes(compiled: &Path) -> Result<Vec<u8>> {
    let mut files = Vec::new();
    for part in ["META-INF", "dev"] {
        collect(compiled, &compiled.join(part), &mut files).with_context(|| {
            format!("{} is not compiled: run `cargo xtask test --only kotlin`", compiled.display())
        })?;
    }
    files.sort();
    archive::zip(&files)
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<File>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, files)?;
        } else {
            let name = path.strip_prefix(root)?.to_str().context("a class's name is not UTF-8")?;
            files.push((name.to_owned(), fs::read(&path)?));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_names_the_oldest_android_and_no_permission() {
        let text = manifest("26");
        let document = roxmltree::Document::parse(&text).unwrap();
        let sdk = document.descendants().find(|node| node.has_tag_name("uses-sdk")).unwrap();
        let android = "http://schemas.android.com/apk/res/android";
        assert_eq!(sdk.attribute((android, "minSdkVersion")), Some("26"));
        assert_eq!(document.root_element().children().filter(roxmltree::Node::is_element).count(), 1);
    }

    #[test]
    fn an_aar_without_classes_is_refused() {
        let fault = read_back(&[(MANIFEST.to_owned(), Vec::new())]).unwrap_err();
        assert_eq!(fault.to_string(), "the AAR has no classes.jar");
    }
}
