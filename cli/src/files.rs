//! Files in and out: an output file is there whole or not at all.

use std::fs::{self, File};
use std::io::{self, IsTerminal as _, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::error::CliError;

/// The largest file there is: a journal (protocol §2).
const MAX_BYTES: u64 = 256 * 1024 * 1024;
/// The argument that means standard input or output.
pub(crate) const DASH: &str = "-";

/// The bytes of a file, or of standard input for `-`.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, CliError> {
    let fail = |error: io::Error| CliError::file(path, &error);
    let mut bytes = Vec::new();
    let read = if is_dash(path) {
        io::stdin().lock().take(MAX_BYTES.saturating_add(1)).read_to_end(&mut bytes)
    } else {
        let file = File::open(path).map_err(fail)?;
        file.take(MAX_BYTES.saturating_add(1)).read_to_end(&mut bytes)
    };
    match read.map_err(fail)? {
        count if count as u64 > MAX_BYTES => Err(fail(io::ErrorKind::FileTooLarge.into())),
        _ => Ok(bytes),
    }
}

/// Writes a file so that it is whole and durable, or not there; for `-` to standard output.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), CliError> {
    if is_dash(path) {
        return write_stdout(bytes).map(drop);
    }
    replace(path, bytes).map_err(|error| CliError::file(path, &error))
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    let draft = draft(path).ok_or(io::ErrorKind::InvalidFilename)?;
    let mut file = File::create(&draft)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&draft, path)?;
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    Ok(())
}

/// `.NAME.new` in the same folder: what a killed run left is written over by the next.
fn draft(path: &Path) -> Option<PathBuf> {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name()?);
    name.push(".new");
    Some(path.with_file_name(name))
}

/// Makes a folder and the ones above it.
pub(crate) fn make_folder(path: &Path) -> Result<(), CliError> {
    fs::create_dir_all(path).map_err(|error| CliError::file(path, &error))
}

/// Writes bytes to standard output.
pub(crate) fn write_stdout(bytes: &[u8]) -> Result<ExitCode, CliError> {
    let mut out = io::stdout().lock();
    let written = out.write_all(bytes).and_then(|()| out.flush());
    written.map(|()| ExitCode::SUCCESS).map_err(|error| CliError::file(DASH, &error))
}

/// Whether a path means standard input or output.
pub(crate) fn is_dash(path: &Path) -> bool {
    path == Path::new(DASH)
}

/// Whether standard output shows colours and blocks.
pub(crate) fn drawable() -> bool {
    io::stdout().is_terminal()
}

/// Whether progress is worth drawing.
pub(crate) fn watched() -> bool {
    io::stderr().is_terminal()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_leaves_no_draft() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("催し.mgr");
        for bytes in [b"first".as_slice(), b"second"] {
            write(&path, bytes).unwrap();
            assert_eq!(read(&path).unwrap(), bytes);
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_a_killed_run_left_is_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("event.mgr");
        fs::write(folder.path().join(".event.mgr.new"), b"half a file, and longer").unwrap();
        write(&path, b"whole").unwrap();
        assert_eq!(read(&path).unwrap(), b"whole");
    }
}
