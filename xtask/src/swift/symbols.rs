//! What the Swift products show, as the compiler tells it: symbol graphs, one file a module.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::command::{read as read_from, run};
use crate::setup::SwiftToolchain;
use crate::workspace::Workspace;

/// The products' own modules.
pub(crate) const MODULES: [&str; 3] = ["Mogiri", "MogiriOrganizer", "MogiriTestkit"];

/// Something public.
pub(crate) struct Symbol {
    /// `swift.method`, `swift.init`, …
    pub(crate) kind: String,
    /// Names from the outermost type on.
    pub(crate) path: Vec<String>,
    /// As it is declared, without attributes.
    pub(crate) declaration: String,
    /// The protocols that it says it conforms to.
    pub(crate) conforms_to: BTreeSet<String>,
    pub(crate) is_documented: bool,
}

#[derive(Deserialize)]
struct Graph {
    symbols: Vec<Node>,
    relationships: Vec<Relationship>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Node {
    identifier: Identifier,
    kind: NodeKind,
    path_components: Vec<String>,
    declaration_fragments: Vec<Fragment>,
    doc_comment: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct Identifier {
    precise: String,
}

#[derive(Deserialize)]
struct NodeKind {
    identifier: String,
}

#[derive(Deserialize)]
struct Fragment {
    spelling: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Relationship {
    kind: String,
    source: String,
    target: String,
    target_fallback: Option<String>,
}

/// Writes the graphs of what is public and gives their folder. Builds what is not built yet.
pub(crate) fn dump(workspace: &Workspace, toolchain: &SwiftToolchain) -> Result<PathBuf> {
    let scratch = workspace.target().join("swift");
    let folders = [workspace.root(), workspace.target()];
    let mut command = toolchain.command(&workspace.swift(), &folders);
    command.arg("package").arg("--scratch-path").arg(&scratch).args(super::linking(&workspace.build()));
    command.arg("dump-symbol-graph");
    run(command.args(["--minimum-access-level", "public", "--skip-synthesized-members"]))?;
    let mut command = toolchain.command(&workspace.swift(), &folders);
    command.args(["build", "--show-bin-path", "--scratch-path"]).arg(&scratch);
    let bin = read_from(command.args(super::linking(&workspace.build())))?;
    let place = Path::new(bin.trim()).with_file_name("symbolgraph");
    fs::metadata(&place).with_context(|| format!("no symbol graphs in {}", place.display()))?;
    Ok(place)
}

/// The public symbols of one module, but for what its generator needs for itself.
pub(crate) fn read(folder: &Path, module: &str) -> Result<Vec<Symbol>> {
    let text = fs::read(folder.join(format!("{module}.symbols.json")))?;
    parse(&text).with_context(|| format!("the symbol graph of {module}"))
}

fn parse(text: &[u8]) -> Result<Vec<Symbol>> {
    let Graph { symbols, relationships } = serde_json::from_slice(text)?;
    let mut protocols: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let names: BTreeMap<_, _> = symbols
        .iter()
        .map(|node| (node.identifier.precise.clone(), node.path_components.join(".")))
        .collect();
    for Relationship { source, target, target_fallback, .. } in
        relationships.into_iter().filter(|relationship| relationship.kind == "conformsTo")
    {
        let name = names.get(&target).cloned().or(target_fallback).unwrap_or(target);
        protocols.entry(source).or_default().insert(name);
    }
    let symbols = symbols.into_iter().filter(|node| !is_plumbing(&node.path_components));
    Ok(symbols.map(|node| Symbol::new(node, &mut protocols)).collect())
}

fn is_plumbing(path: &[String]) -> bool {
    path.iter().any(|name| {
        name.starts_with("uniffi") || name.starts_with("Uniffi") || name.starts_with("FfiConverter")
    })
}

impl Symbol {
    fn new(node: Node, protocols: &mut BTreeMap<String, BTreeSet<String>>) -> Self {
        Self {
            kind: node.kind.identifier,
            path: node.path_components,
            declaration: node.declaration_fragments.into_iter().map(|fragment| fragment.spelling).collect(),
            conforms_to: protocols.remove(&node.identifier.precise).unwrap_or_default(),
            is_documented: node.doc_comment.is_some(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GRAPH: &str = r#"{
        "symbols": [
            {"identifier": {"precise": "a"}, "kind": {"identifier": "swift.class"}, "pathComponents": ["Wallet"],
             "declarationFragments": [{"spelling": "class"}, {"spelling": " "}, {"spelling": "Wallet"}],
             "docComment": {"lines": []}},
            {"identifier": {"precise": "b"}, "kind": {"identifier": "swift.func"}, "pathComponents": ["uniffiThing()"],
             "declarationFragments": []}
        ],
        "relationships": [
            {"kind": "conformsTo", "source": "a", "target": "s:x", "targetFallback": "Swift.Sendable"},
            {"kind": "memberOf", "source": "a", "target": "s:y"}
        ]
    }"#;

    #[test]
    fn a_symbol_has_its_declaration_its_protocols_and_whether_it_is_documented() {
        let symbols = parse(GRAPH.as_bytes()).unwrap();
        let [symbol] = symbols.as_slice() else { panic!("plumbing is left out") };
        assert_eq!(symbol.declaration, "class Wallet");
        assert_eq!(symbol.conforms_to.iter().collect::<Vec<_>>(), ["Swift.Sendable"]);
        assert!(symbol.is_documented);
    }
}
