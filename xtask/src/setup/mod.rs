//! Finds or installs what the runners need: by apt on Debian as root, elsewhere by saying what to install.

mod debian;
mod swift_root;
mod swift_toolchain;
mod tool;

use anyhow::{Result, bail};

use crate::test::Runner;
pub(crate) use swift_toolchain::SwiftToolchain;
use tool::Tool;

/// What was found or made.
pub(crate) struct Toolchains {
    /// The Swift to test with, if Swift was asked for.
    pub(crate) swift: Option<SwiftToolchain>,
}

/// Sets up for these runners. Run again it changes nothing.
pub(crate) fn run(runners: &[Runner]) -> Result<Toolchains> {
    let native_swift = swift_toolchain::native();
    let mut tools: Vec<Tool> = runners.iter().flat_map(|runner| needed_by(*runner)).collect();
    if runners.contains(&Runner::Swift) && native_swift.is_none() {
        tools.extend(needed_for_swift_root());
    }
    provide(&tools)?;
    let swift = match (runners.contains(&Runner::Swift), native_swift) {
        (false, _) => None,
        (true, Some(native)) => Some(native),
        (true, None) => Some(swift_root::provide()?),
    };
    Ok(Toolchains { swift })
}

fn needed_by(runner: Runner) -> Vec<Tool> {
    let mut tools = vec![tool::C_COMPILER, tool::PKG_CONFIG];
    match runner {
        Runner::Rust => tools.extend([tool::RUSTFMT, tool::CLIPPY, tool::ZBAR, tool::POPPLER]),
        Runner::Kotlin => tools.extend([tool::JDK, tool::MAVEN]),
        Runner::Demo => {
            tools.extend([tool::JDK, tool::MAVEN]);
            tools.extend([tool::AAPT, tool::AAPT2, tool::ZIPALIGN, tool::APKSIGNER]);
        }
        Runner::Fuzz => tools.push(tool::CXX_COMPILER),
        Runner::Swift => {}
    }
    if runner == Runner::Rust && cfg!(target_os = "linux") {
        tools.push(tool::STRACE);
    }
    tools
}

/// The root is made with Debian's own tools; anywhere else Swift itself is what is missing.
fn needed_for_swift_root() -> Vec<Tool> {
    if debian::is_root_on_debian() { vec![tool::DEBOOTSTRAP, tool::UNSHARE] } else { vec![tool::SWIFT] }
}

fn provide(tools: &[Tool]) -> Result<()> {
    let mut missing = missing_of(tools);
    if missing.iter().any(|tool| tool.component.is_some()) {
        tool::add_components(&missing)?;
        missing = missing_of(tools);
    }
    if !missing.is_empty() && debian::is_root_on_debian() {
        debian::install(&missing)?;
        missing = missing_of(tools);
    }
    if !missing.is_empty() {
        let list: Vec<String> = missing.iter().map(|tool| format!("  {tool}")).collect();
        bail!("missing here:\n{}\nor narrow the run with --only", list.join("\n"));
    }
    Ok(())
}

fn missing_of(tools: &[Tool]) -> Vec<Tool> {
    let mut missing: Vec<Tool> = Vec::new();
    for tool in tools {
        if !missing.iter().any(|other| other.name == tool.name) && !tool.is_there() {
            missing.push(*tool);
        }
    }
    missing
}
