//! The programs that the chores call.

use std::fmt;
use std::process::Command;

use anyhow::Result;

use crate::command::{ask, run};

/// Where the packers of Android's apps come from elsewhere.
const ANDROID: &str = "the build tools of Android's SDK, on the PATH";

/// A program, how to see that it is there, and where it comes from.
#[derive(Clone, Copy)]
pub(super) struct Tool {
    pub(super) name: &'static str,
    /// What to call, and what to call it with, to see that it is there.
    probe: (&'static str, &'static [&'static str]),
    /// The lowest first number that its version may begin with.
    at_least: u32,
    /// Debian's package.
    pub(super) package: Option<&'static str>,
    /// rustup's component.
    pub(super) component: Option<&'static str>,
    /// How to get it where neither helps.
    advice: &'static str,
}

pub(super) const C_COMPILER: Tool =
    debian("a C compiler", ("cc", &["--version"]), "build-essential", "gcc or clang");
pub(super) const CXX_COMPILER: Tool =
    debian("a C++ compiler", ("c++", &["--version"]), "build-essential", "g++ or clang++");
pub(super) const PKG_CONFIG: Tool = debian(
    "pkg-config",
    ("pkg-config", &["--version"]),
    "pkg-config",
    "https://www.freedesktop.org/wiki/Software/pkg-config/",
);
pub(super) const MAVEN: Tool =
    debian("Maven", ("mvn", &["--version"]), "maven", "https://maven.apache.org/install.html");
pub(super) const STRACE: Tool = debian("strace", ("strace", &["--version"]), "strace", "https://strace.io");
pub(super) const ZBAR: Tool =
    debian("zbarimg", ("zbarimg", &["--version"]), "zbar-tools", "`brew install zbar`");
pub(super) const POPPLER: Tool =
    debian("Poppler's tools", ("pdftotext", &["-v"]), "poppler-utils", "`brew install poppler`");
pub(super) const AAPT: Tool = debian("aapt", ("aapt", &["version"]), "aapt", ANDROID);
pub(super) const AAPT2: Tool = debian("aapt2", ("aapt2", &["version"]), "aapt", ANDROID);
pub(super) const APKSIGNER: Tool = debian("apksigner", ("apksigner", &["--version"]), "apksigner", ANDROID);
/// It has nothing to say that is no error.
pub(super) const ZIPALIGN: Tool =
    debian("zipalign", ("sh", &["-c", "command -v zipalign"]), "zipalign", ANDROID);
pub(super) const DEBOOTSTRAP: Tool =
    debian("debootstrap", ("debootstrap", &["--version"]), "debootstrap", "apt");
pub(super) const UNSHARE: Tool = debian("unshare", ("unshare", &["--version"]), "util-linux", "apt");
pub(super) const JDK: Tool = Tool {
    at_least: 17,
    ..debian("a JDK from 17", ("javac", &["-version"]), "default-jdk-headless", "https://adoptium.net")
};
pub(super) const SWIFT: Tool = Tool {
    at_least: 6,
    package: None,
    ..debian(
        "Swift from 6.0",
        ("swift", &["--version"]),
        "",
        "https://www.swift.org/install (on Debian as root it is set up by itself)",
    )
};
pub(super) const RUSTFMT: Tool = component("rustfmt", ("cargo", &["fmt", "--version"]));
pub(super) const CLIPPY: Tool = component("clippy", ("cargo", &["clippy", "--version"]));

const fn debian(
    name: &'static str,
    probe: (&'static str, &'static [&'static str]),
    package: &'static str,
    advice: &'static str,
) -> Tool {
    Tool { name, probe, at_least: 0, package: Some(package), component: None, advice }
}

const fn component(name: &'static str, probe: (&'static str, &'static [&'static str])) -> Tool {
    Tool { name, probe, at_least: 0, package: None, component: Some(name), advice: "`rustup component add`" }
}

impl Tool {
    pub(super) fn is_there(&self) -> bool {
        let (program, arguments) = self.probe;
        ask(program, arguments)
            .is_some_and(|answer| self.at_least == 0 || major_version(&answer) >= self.at_least)
    }
}

impl fmt::Display for Tool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.advice)?;
        match self.package {
            Some(package) => write!(f, "; Debian: `apt-get install {package}`"),
            None => Ok(()),
        }
    }
}

/// Adds what rustup can add; a machine without rustup has its toolchain from elsewhere.
pub(super) fn add_components(missing: &[Tool]) -> Result<()> {
    let components: Vec<&str> = missing.iter().filter_map(|tool| tool.component).collect();
    match ask("rustup", &["--version"]) {
        Some(_) => run(Command::new("rustup").args(["component", "add"]).args(components)),
        None => Ok(()),
    }
}

/// The first number with a point after it: `javac 17.0.15`, `Swift version 6.0.3 (swift-6.0.3-RELEASE)`.
fn major_version(answer: &str) -> u32 {
    let words = answer.split(|c: char| c.is_whitespace() || c == '(' || c == '-');
    let numbers = words.filter_map(|word| word.split_once('.')?.0.parse().ok());
    numbers.into_iter().next().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_number_of_a_version_is_found() {
        assert_eq!(major_version("javac 17.0.15\n"), 17);
        assert_eq!(major_version("javac 1.8.0_402\n"), 1);
        assert_eq!(major_version("Swift version 6.0.3 (swift-6.0.3-RELEASE)\nTarget: x86_64\n"), 6);
        assert_eq!(major_version("Apple Swift version 5.10 (swiftlang-5.10.0.13 clang-1500.3.9.4)"), 5);
        assert_eq!(major_version("no number"), 0);
    }

    #[test]
    fn a_missing_tool_says_how_to_get_it() {
        assert_eq!(
            MAVEN.to_string(),
            "Maven: https://maven.apache.org/install.html; Debian: `apt-get install maven`"
        );
    }

    #[test]
    fn a_program_that_does_not_exist_is_not_there() {
        let tool = debian("none", ("mogiri-no-such-program", &[]), "none", "nowhere");
        assert!(!tool.is_there());
    }
}
