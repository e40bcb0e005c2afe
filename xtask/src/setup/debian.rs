//! Packages on Debian and its children, when we may install them.

use std::fs;
use std::process::Command;

use anyhow::Result;

use super::tool::Tool;
use crate::command::{ask, run};

/// Whether apt may be used: elsewhere a missing tool is only named.
pub(super) fn is_root_on_debian() -> bool {
    is_debian(&fs::read_to_string("/etc/os-release").unwrap_or_default()) && is_root()
}

/// Installs the packages of `missing` and nothing that they only recommend.
pub(super) fn install(missing: &[Tool]) -> Result<()> {
    let packages: Vec<&str> = missing.iter().filter_map(|tool| tool.package).collect();
    if packages.is_empty() {
        return Ok(());
    }
    run(apt().arg("update"))?;
    run(apt().args(["install", "--yes", "--no-install-recommends"]).args(packages))
}

fn apt() -> Command {
    let mut command = Command::new("apt-get");
    command.arg("--quiet").env("DEBIAN_FRONTEND", "noninteractive");
    command
}

fn is_root() -> bool {
    ask("id", &["-u"]).is_some_and(|id| id.trim() == "0")
}

fn is_debian(os_release: &str) -> bool {
    let values =
        os_release.lines().filter_map(|line| line.strip_prefix("ID=").or(line.strip_prefix("ID_LIKE=")));
    values.flat_map(|value| value.trim_matches('"').split(' ')).any(|id| id == "debian")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debian_and_its_children_are_known_by_os_release() {
        assert!(is_debian("PRETTY_NAME=\"Debian GNU/Linux 12\"\nID=debian\n"));
        assert!(is_debian("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n"));
        assert!(!is_debian("ID=fedora\nID_LIKE=\"rhel\"\n"));
        assert!(!is_debian(""));
    }
}
