//! Files in and out: an output file is there whole or not at all.

use std::fs::{self, File, OpenOptions};
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
    let written = create(&draft).and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()));
    if let Err(error) = written.and_then(|()| fs::rename(&draft, path)) {
        // What is left of the draft is of no use to anybody; why it failed is.
        let _ = fs::remove_file(&draft);
        return Err(error);
    }
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    Ok(())
}

/// A file that is nobody else's to read: it may open a door. What lies in its place goes first, also a link to elsewhere.
fn create(draft: &Path) -> io::Result<File> {
    match fs::remove_file(draft) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(draft)
}

/// `.NAME.new` in the same folder: what a killed run left is taken away by the next.
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
    #[cfg(unix)]
    fn a_file_is_for_its_owner_only_and_a_planted_draft_leads_nowhere() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().unwrap();
        let elsewhere = folder.path().join("elsewhere");
        fs::write(&elsewhere, b"as it was").unwrap();
        symlink(&elsewhere, folder.path().join(".ticket.mgr.new")).unwrap();
        let path = folder.path().join("ticket.mgr");
        write(&path, b"opens a door").unwrap();
        assert_eq!(fs::read(&elsewhere).unwrap(), b"as it was");
        let meta = fs::symlink_metadata(&path).unwrap();
        assert!(meta.is_file() && meta.permissions().mode().trailing_zeros() >= 6);
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
