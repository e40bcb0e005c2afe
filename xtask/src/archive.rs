//! Zips that are the same bytes for the same files.

use std::fmt::Write as _;
use std::io::{Cursor, Read as _, Write as _};

use anyhow::Result;
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// A file of an archive: its path in it, and its bytes.
pub(crate) type File = (String, Vec<u8>);

/// No clock, no owner, and the order of `files`.
pub(crate) fn zip<'a>(files: impl IntoIterator<Item = &'a File>) -> Result<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(name.as_str(), options)?;
        archive.write_all(bytes)?;
    }
    Ok(archive.finish()?.into_inner())
}

/// Every file of a zip.
pub(crate) fn unzip(bytes: &[u8]) -> Result<Vec<File>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes))?;
    let mut files = Vec::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index)?;
        if entry.is_file() {
            let mut content = Vec::new();
            entry.read_to_end(&mut content)?;
            files.push((entry.name()?.into_owned(), content));
        }
    }
    Ok(files)
}

/// SHA-256 in hexadecimal: what `swift package compute-checksum` prints of a zip.
pub(crate) fn checksum(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_files_make_the_same_zip() {
        let files = vec![("a/b".to_owned(), vec![1; 1000]), ("c".to_owned(), Vec::new())];
        assert_eq!(checksum(&zip(&files).unwrap()), checksum(&zip(&files).unwrap()));
        assert_eq!(unzip(&zip(&files).unwrap()).unwrap(), files);
    }

    #[test]
    fn a_checksum_is_that_of_the_standard() {
        assert_eq!(checksum(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
