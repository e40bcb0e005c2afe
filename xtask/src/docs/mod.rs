//! `cargo xtask docs`: the reference pages of each language as a site, and nothing public without words.

mod kotlin;
mod rust;
mod swift;

use anyhow::{Result, ensure};

use crate::setup::SwiftToolchain;
use crate::workspace::Workspace;

/// Makes the three sites below `target/docs` and fails when something public has no documentation.
pub(crate) fn make(workspace: &Workspace, toolchain: &SwiftToolchain) -> Result<()> {
    rust::make(workspace)?;
    let undocumented = [kotlin::make(workspace)?, swift::make(workspace, toolchain)?].concat();
    ensure!(undocumented.is_empty(), "no documentation:\n  {}", undocumented.join("\n  "));
    Ok(())
}
