//! The folder that Xcode reads, and its zip.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::Slice;
use crate::archive::{self, File};

/// The C module's folder in `Headers`. A module map that lies in `Headers` itself collides with the next library's.
const MODULE: &str = "MogiriFFI";
const LIBRARY: &str = "libmogiri_ffi.a";

/// Every file of the framework by its path, sorted: a slice's library is joined already.
pub(super) fn files(swift: &Path, slices: &[(Slice, Vec<u8>)]) -> Result<Vec<File>> {
    let read = |path: PathBuf| fs::read(&path).with_context(|| format!("no {}", path.display()));
    let mut files = vec![("Info.plist".to_owned(), info(slices).into_bytes())];
    for (slice, library) in slices {
        let folder = slice.identifier();
        files.push((format!("{folder}/{LIBRARY}"), library.clone()));
        files.push((
            format!("{folder}/PrivacyInfo.xcprivacy"),
            read(swift.join("Sources/Mogiri/PrivacyInfo.xcprivacy"))?,
        ));
        for header in ["MogiriFFI.h", "module.modulemap"] {
            let place = format!("{folder}/Headers/{MODULE}/{header}");
            files.push((place, read(swift.join("Sources").join(MODULE).join(header))?));
        }
    }
    files.sort();
    Ok(files)
}

/// Writes them below `folder`, which is made anew.
pub(super) fn write(folder: &Path, files: &[File]) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    for (name, bytes) in files {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

/// The files below the framework's own folder, zipped.
pub(super) fn zip(root: &str, files: &[File]) -> Result<Vec<u8>> {
    let below: Vec<File> =
        files.iter().map(|(name, bytes)| (format!("{root}/{name}"), bytes.clone())).collect();
    archive::zip(&below)
}

fn info(slices: &[(Slice, Vec<u8>)]) -> String {
    let libraries: String = slices.iter().map(|(slice, _)| entry(*slice)).collect();
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<key>AvailableLibraries</key>
	<array>
{libraries}	</array>
	<key>CFBundlePackageType</key>
	<string>XFWK</string>
	<key>XCFrameworkFormatVersion</key>
	<string>1.0</string>
</dict>
</plist>
"#
    )
}

fn entry(slice: Slice) -> String {
    let arches: String = slice
        .targets()
        .iter()
        .fold(String::new(), |text, target| format!("{text}\t\t\t\t<string>{}</string>\n", target.arch));
    let variant = match slice {
        Slice::Device => "",
        Slice::Simulator => "\t\t\t<key>SupportedPlatformVariant</key>\n\t\t\t<string>simulator</string>\n",
    };
    format!(
        "\t\t<dict>
\t\t\t<key>BinaryPath</key>
\t\t\t<string>{LIBRARY}</string>
\t\t\t<key>HeadersPath</key>
\t\t\t<string>Headers</string>
\t\t\t<key>LibraryIdentifier</key>
\t\t\t<string>{}</string>
\t\t\t<key>LibraryPath</key>
\t\t\t<string>{LIBRARY}</string>
\t\t\t<key>SupportedArchitectures</key>
\t\t\t<array>
{arches}\t\t\t</array>
\t\t\t<key>SupportedPlatform</key>
\t\t\t<string>ios</string>
{variant}\t\t</dict>
",
        slice.identifier()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use roxmltree::{Document, ParsingOptions};

    fn both() -> Vec<(Slice, Vec<u8>)> {
        vec![(Slice::Device, b"device".to_vec()), (Slice::Simulator, b"simulator".to_vec())]
    }

    #[test]
    fn the_property_list_names_each_slice_with_its_processors() {
        let text = info(&both());
        let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
        let list = Document::parse_with_options(&text, options).unwrap();
        let strings: Vec<_> = list
            .descendants()
            .filter(|node| node.has_tag_name("string"))
            .filter_map(|node| node.text())
            .collect();
        for word in ["ios-arm64", "ios-arm64_x86_64-simulator", "x86_64", "simulator", "XFWK"] {
            assert!(strings.contains(&word), "{word} is not in {strings:?}");
        }
    }

    #[test]
    fn the_same_files_make_the_same_zip() {
        let swift = Path::new(env!("CARGO_MANIFEST_DIR")).join("../bindings/swift");
        let make = || zip("MogiriFFI.xcframework", &files(&swift, &both()).unwrap()).unwrap();
        assert_eq!(archive::checksum(&make()), archive::checksum(&make()));
    }

    #[test]
    fn two_libraries_in_one_app_have_module_maps_of_their_own() {
        let swift = Path::new(env!("CARGO_MANIFEST_DIR")).join("../bindings/swift");
        let files = files(&swift, &both()).unwrap();
        let maps: Vec<_> =
            files.iter().map(|(name, _)| name.as_str()).filter(|name| name.ends_with(".modulemap")).collect();
        assert_eq!(maps.len(), 2);
        assert!(maps.iter().all(|name| name.ends_with("/Headers/MogiriFFI/module.modulemap")), "{maps:?}");
    }
}
