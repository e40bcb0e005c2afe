//! A Debian root with Swift in it, made once and remembered between runs.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::swift_toolchain::{SwiftToolchain, in_root, private_mounts};
use crate::command::{read, run};

/// Debian's first release with Swift 6.
const SUITE: &str = "trixie";
const PACKAGES: &str = "swiftlang,ca-certificates,git,libc6-dev,libstdc++-14-dev";
/// Part of the root's name: count up when what is in it changes.
const LAYOUT: u32 = 1;

/// The root, made if there is none that works. It takes 3.4 GB and a minute or two.
pub(super) fn provide() -> Result<SwiftToolchain> {
    let cache = cache_folder()?;
    fs::create_dir_all(&cache).with_context(|| format!("cannot make {}", cache.display()))?;
    let lock = File::create(cache.join("swift.lock"))?;
    lock.lock().context("cannot wait for the run that is making the Swift root")?;
    let root = cache.join(format!("swift-{SUITE}-{LAYOUT}"));
    if !works(&root) {
        make(&root)?;
    }
    Ok(SwiftToolchain::Root(root))
}

/// Makes the root beside its place and moves it there when it is whole: an interrupted run leaves only a part.
fn make(root: &Path) -> Result<()> {
    let part = root.with_extension("part");
    remove(root)?;
    remove(&part)?;
    let mut command = private_mounts();
    command.args(["debootstrap", "--variant=minbase"]).arg(format!("--include={PACKAGES}"));
    run(command.arg(SUITE).arg(&part)).context("cannot make a Debian root with Swift")?;
    // The packages stay unpacked; the archives they came in do not.
    remove(&part.join("var/cache/apt/archives"))?;
    fs::rename(&part, root)?;
    if !works(root) {
        bail!("Swift in {} does not start", root.display());
    }
    Ok(())
}

fn works(root: &Path) -> bool {
    root.is_dir() && read(in_root(root, Path::new("/"), &[], "swift").arg("--version")).is_ok()
}

/// Deletes a root, but nothing that is mounted in it.
fn remove(folder: &Path) -> Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    run(Command::new("rm").args(["--recursive", "--force", "--one-file-system", "--"]).arg(folder))
}

fn cache_folder() -> Result<PathBuf> {
    let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let base = absolute("XDG_CACHE_HOME").or_else(|| Some(absolute("HOME")?.join(".cache")));
    let base = base.context("neither XDG_CACHE_HOME nor HOME says where a Swift root can be kept")?;
    Ok(base.join("mogiri"))
}
