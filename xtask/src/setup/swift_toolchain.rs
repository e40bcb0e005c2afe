//! The Swift that tests run with: this machine's, or one in a Debian root of its own.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::tool;

/// A Swift from 6.0.
pub(crate) enum SwiftToolchain {
    /// `swift` on the path.
    Native,
    /// `swift` inside this root.
    Root(PathBuf),
}

/// This machine's own Swift, if it is new enough.
pub(super) fn native() -> Option<SwiftToolchain> {
    tool::SWIFT.is_there().then_some(SwiftToolchain::Native)
}

/// Mounts what a program in the root needs, then becomes it. `$1` is the root, `$2` the folder to work in, then come
/// the folders to show at the same place inside, `--`, and the words to run.
///
/// The mounts live in a namespace of their own and end with the last process in it, however that ends: nothing is
/// left mounted, and nothing outside can be deleted through the root.
const ENTER: &str = r#"
root=$1 work=$2
shift 2
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
while [ "$1" != -- ]; do
    mkdir -p "$root$1"
    mount --bind "$1" "$root$1"
    shift
done
shift
exec chroot "$root" env --chdir="$work" "$@"
"#;

/// Becomes the program `$1` of the toolchain.
const BESIDE_SWIFT: &str = r#"
name=$1
shift
exec "$(dirname "$(readlink -f "$(command -v swift)")")/$name" "$@"
"#;

impl SwiftToolchain {
    /// `swift` with `work` as its folder, able to see `folders` where they are.
    pub(crate) fn command(&self, work: &Path, folders: &[&Path]) -> Command {
        match self {
            Self::Native => {
                let mut command = Command::new("swift");
                command.current_dir(work);
                command
            }
            Self::Root(root) => in_root(root, work, folders, "swift"),
        }
    }

    /// A program that stands beside `swift`, where a search path does not lead.
    pub(crate) fn tool(&self, name: &str, work: &Path, folders: &[&Path]) -> Command {
        let mut command = match self {
            Self::Native => {
                let mut command = Command::new("sh");
                command.current_dir(work);
                command
            }
            Self::Root(root) => in_root(root, work, folders, "sh"),
        };
        command.args(["-euc", BESIDE_SWIFT, name, name]);
        command
    }
}

/// `program` inside `root`.
pub(super) fn in_root(root: &Path, work: &Path, folders: &[&Path], program: &str) -> Command {
    let mut command = private_mounts();
    command.args(["sh", "-euc", ENTER, "sh"]).arg(root).arg(work).args(folders).arg("--").arg(program);
    // The host's search path, home and language mean nothing inside.
    command.env("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    command.env("HOME", "/root").env("LC_ALL", "C.UTF-8").env_remove("TMPDIR");
    command
}

/// A program whose mounts nobody else sees.
pub(super) fn private_mounts() -> Command {
    let mut command = Command::new("unshare");
    command.args(["--mount", "--propagation", "private", "--"]);
    command
}
