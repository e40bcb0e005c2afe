//! The Swift products, by `DocC`: a catalogue each, merged to one site.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::command::run;
use crate::setup::SwiftToolchain;
use crate::swift::symbols::{self, MODULES, Symbol};
use crate::workspace::Workspace;

/// What the parts and the whole are made with, and where.
struct Press<'a> {
    workspace: &'a Workspace,
    toolchain: &'a SwiftToolchain,
    graphs: PathBuf,
    work: PathBuf,
}

/// Makes it and gives what has no documentation.
pub(super) fn make(workspace: &Workspace, toolchain: &SwiftToolchain) -> Result<Vec<String>> {
    let (graphs, work) = (symbols::dump(workspace, toolchain)?, workspace.target().join("docs/swift-parts"));
    let press = Press { workspace, toolchain, graphs, work };
    let archives = MODULES.iter().map(|module| press.convert(module)).collect::<Result<Vec<_>>>()?;
    let site = emptied(workspace.target().join("docs/swift"))?;
    let mut words = vec!["merge".as_ref()];
    words.extend(archives.iter().map(PathBuf::as_path));
    words.extend(["--output-path".as_ref(), site.as_path()]);
    press.docc(&words)?;
    undocumented(&press.graphs)
}

impl Press<'_> {
    /// One module's archive. A link that leads nowhere is an error.
    fn convert(&self, module: &str) -> Result<PathBuf> {
        let mine = self.work.join(module);
        fs::create_dir_all(&mine)?;
        let graph = format!("{module}.symbols.json");
        fs::copy(self.graphs.join(&graph), mine.join(&graph))?;
        let catalogue = self.workspace.swift().join("Docs").join(format!("{module}.docc"));
        let archive = emptied(self.work.join(format!("{module}.doccarchive")))?;
        self.docc(&[
            "convert".as_ref(),
            &catalogue,
            "--fallback-display-name".as_ref(),
            module.as_ref(),
            "--fallback-bundle-identifier".as_ref(),
            format!("dev.mogiri.{module}").as_ref(),
            "--additional-symbol-graph-dir".as_ref(),
            &mine,
            "--warnings-as-errors".as_ref(),
            "--output-path".as_ref(),
            &archive,
        ])?;
        Ok(archive)
    }

    fn docc(&self, words: &[&Path]) -> Result<()> {
        let folders = [self.workspace.root(), self.workspace.target()];
        run(self.toolchain.tool("docc", &self.workspace.swift(), &folders).args(words))
    }
}

fn emptied(folder: PathBuf) -> Result<PathBuf> {
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    Ok(folder)
}

fn undocumented(graphs: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for module in MODULES {
        let bare = bare(&symbols::read(graphs, module)?);
        names.extend(bare.into_iter().map(|name| format!("{module}.{name}")));
    }
    Ok(names)
}

/// What has no words. Not the other names of text and time, which the generator cannot document and the catalogue
/// explains, nor the initializer of a record, whose arguments are its properties.
fn bare(symbols: &[Symbol]) -> Vec<String> {
    let documented = symbols.iter().filter(|symbol| symbol.is_documented);
    let documented: BTreeSet<&[String]> = documented.map(|symbol| symbol.path.as_slice()).collect();
    let is_of_properties = |symbol: &Symbol| {
        let Some((name, of)) = symbol.path.split_last() else { return false };
        let labels = name.strip_prefix("init(").and_then(|rest| rest.strip_suffix(":)"));
        let is_known = |label: &str| documented.contains([of, &[label.to_owned()]].concat().as_slice());
        labels.is_some_and(|labels| labels.split(':').all(is_known))
    };
    let without = symbols.iter().filter(|symbol| !symbol.is_documented && symbol.kind != "swift.typealias");
    without.filter(|symbol| !is_of_properties(symbol)).map(|symbol| symbol.path.join(".")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_initializer_of_a_record_is_said_by_its_properties_and_nothing_else_is() {
        let symbol = |kind: &str, path: &[&str], is_documented| Symbol {
            kind: kind.to_owned(),
            path: path.iter().map(|name| (*name).to_owned()).collect(),
            declaration: String::new(),
            conforms_to: BTreeSet::new(),
            is_documented,
        };
        let symbols = [
            symbol("swift.property", &["Touch", "id"], true),
            symbol("swift.property", &["Touch", "phase"], true),
            symbol("swift.init", &["Touch", "init(id:phase:)"], false),
            symbol("swift.init", &["Touch", "init(id:other:)"], false),
            symbol("swift.func", &["version()"], false),
        ];
        assert_eq!(bare(&symbols), ["Touch.init(id:other:)", "version()"]);
    }
}
