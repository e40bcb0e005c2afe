//! The Swift products, as the compiler's symbol graphs tell them.

use anyhow::Result;

use super::Surface;
use crate::setup::SwiftToolchain;
use crate::swift::symbols::{self, Symbol};
use crate::workspace::Workspace;

pub(super) fn surfaces(workspace: &Workspace, toolchain: &SwiftToolchain) -> Result<Vec<Surface>> {
    let folder = symbols::dump(workspace, toolchain)?;
    let surface = |module: &&str| {
        let mut lines: Vec<String> = symbols::read(&folder, module)?.iter().map(line).collect();
        lines.sort();
        Ok(Surface { name: format!("{module}.swift.txt"), text: lines.concat() })
    };
    symbols::MODULES.iter().map(surface).collect()
}

fn line(symbol: &Symbol) -> String {
    let conformances: String = symbol.conforms_to.iter().flat_map(|name| [" + ", name]).collect();
    format!("{}: {}{conformances}\n", symbol.path.join("."), symbol.declaration)
}
