//! The codes that the core and the door can give, read from their sources: a code that nobody lists is found all the same.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};

/// The codes of each `room::Type`, and the words of each public list.
pub(super) type Codes = BTreeMap<String, BTreeSet<String>>;

/// Codes that nobody is told.
pub(super) const NOT_TOLD: [&str; 1] = ["code::Profile"];

/// Everything below `core/src`, tests apart, and what the door for apps says by itself as the room `door`.
pub(super) fn all(core: &Path, door: &Path) -> Result<Codes> {
    let mut codes = of_core(core)?;
    let mut found = Room::default();
    read(door, &mut found)?;
    codes.extend(found.codes().map(|(of, codes)| (format!("door::{of}"), codes)));
    Ok(codes)
}

fn of_core(folder: &Path) -> Result<Codes> {
    let mut codes = Codes::new();
    for room in fs::read_dir(folder).context("no core/src")? {
        let room = room?.path();
        let name = room.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let mut found = Room::default();
        read(&room, &mut found)?;
        codes.extend(found.codes().map(|(of, codes)| (format!("{name}::{of}"), codes)));
    }
    Ok(codes)
}

fn read(path: &Path, room: &mut Room) -> Result<()> {
    if path.is_dir() && !path.ends_with("tests") {
        for entry in fs::read_dir(path)? {
            read(&entry?.path(), room)?;
        }
    } else if path.extension().is_some_and(|kind| kind == "rs") && !path.ends_with("tests.rs") {
        let source = fs::read_to_string(path)?;
        let file = syn::parse_file(&source).with_context(|| format!("cannot read {}", path.display()))?;
        room.visit_file(&file);
    }
    Ok(())
}

/// What was found in one room.
#[derive(Default)]
struct Room {
    /// Literals of `fn code` and names that it calls, by type.
    types: BTreeMap<String, Body>,
    /// The same of free functions, which a `fn code` may call.
    functions: BTreeMap<String, Body>,
    lists: Codes,
    of: String,
}

#[derive(Default)]
struct Body {
    literals: BTreeSet<String>,
    names: BTreeSet<String>,
}

impl Room {
    fn codes(self) -> impl Iterator<Item = (String, BTreeSet<String>)> {
        let Self { types, functions, lists, .. } = self;
        let with_helpers = move |(of, body): (String, Body)| {
            let helped = body.names.iter().filter_map(|name| functions.get(name));
            let literals = helped.flat_map(|helper| helper.literals.iter().cloned()).collect::<Vec<_>>();
            (of, body.literals.into_iter().chain(literals).collect())
        };
        types.into_iter().map(with_helpers).chain(lists)
    }
}

impl<'a> Visit<'a> for Room {
    fn visit_item_impl(&mut self, item: &'a syn::ItemImpl) {
        if let (syn::Type::Path(path), None) = (&*item.self_ty, &item.trait_) {
            self.of = path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
            visit::visit_item_impl(self, item);
        }
    }

    fn visit_impl_item_fn(&mut self, function: &'a syn::ImplItemFn) {
        if function.sig.ident == "code" && gives_text(&function.sig.output) {
            self.types.insert(self.of.clone(), body(&function.block));
        }
    }

    fn visit_item_fn(&mut self, function: &'a syn::ItemFn) {
        if gives_text(&function.sig.output) {
            self.functions.insert(function.sig.ident.to_string(), body(&function.block));
        }
    }

    fn visit_item_macro(&mut self, item: &'a syn::ItemMacro) {
        // `reasons! { Malformed = "MALFORMED", Refuse; … }`
        if item.mac.path.is_ident("reasons") {
            let literals = literals(item.mac.tokens.clone(), &|kind| kind == '=');
            self.types.insert("Reason".to_owned(), Body { literals, names: BTreeSet::new() });
        }
    }

    fn visit_item_const(&mut self, item: &'a syn::ItemConst) {
        if matches!(item.vis, syn::Visibility::Public(_)) {
            self.list(item.ident.to_string(), &item.ty, &item.expr);
        }
    }

    fn visit_impl_item_const(&mut self, item: &'a syn::ImplItemConst) {
        if matches!(item.vis, syn::Visibility::Public(_)) {
            self.list(format!("{}::{}", self.of, item.ident), &item.ty, &item.expr);
        }
    }
}

impl Room {
    /// A public list of words is one that people choose from.
    fn list(&mut self, name: String, ty: &syn::Type, value: &syn::Expr) {
        let is_list = matches!(ty, syn::Type::Array(_) | syn::Type::Reference(_));
        let mut found = Literals::default();
        found.visit_expr(value);
        if is_list && matches!(value, syn::Expr::Array(_)) && !found.body.literals.is_empty() {
            self.lists.insert(name, found.body.literals);
        }
    }
}

fn gives_text(output: &syn::ReturnType) -> bool {
    let syn::ReturnType::Type(_, ty) = output else { return false };
    matches!(&**ty, syn::Type::Reference(to) if matches!(&*to.elem, syn::Type::Path(path) if path.path.is_ident("str")))
}

fn body(block: &syn::Block) -> Body {
    let mut found = Literals::default();
    found.visit_block(block);
    found.body
}

#[derive(Default)]
struct Literals {
    body: Body,
}

impl<'a> Visit<'a> for Literals {
    fn visit_lit_str(&mut self, literal: &'a syn::LitStr) {
        self.body.literals.insert(literal.value());
    }

    fn visit_path(&mut self, path: &'a syn::Path) {
        self.body.names.extend(path.get_ident().map(ToString::to_string));
        visit::visit_path(self, path);
    }
}

/// String literals that stand right after a punctuation mark.
fn literals(tokens: TokenStream, after: &dyn Fn(char) -> bool) -> BTreeSet<String> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let pairs = tokens.windows(2).filter_map(|pair| match pair {
        [TokenTree::Punct(mark), TokenTree::Literal(literal)] if after(mark.as_char()) => {
            syn::parse_str::<syn::LitStr>(&literal.to_string()).ok()
        }
        _ => None,
    });
    pairs.map(|literal| literal.value()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_found_however_it_is_written() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("room/tests")).unwrap();
        let source = r#"
            reasons! { A = "ONE", Refuse; }
            pub const WHY: [&str; 1] = ["CHOSEN"];
            pub enum Outcome { A, B, C }
            impl Outcome {
                pub const fn code(&self) -> &'static str {
                    match self { Self::A => "TWO", Self::B => helped(), Self::C => inner.code() }
                }
                fn other(&self) -> &'static str { "not a code" }
            }
            const fn helped() -> &'static str { "THREE" }
            impl Display for Outcome { fn code(&self) -> &'static str { "of a trait" } }
        "#;
        std::fs::write(folder.path().join("room/a.rs"), source).unwrap();
        std::fs::write(
            folder.path().join("room/tests/b.rs"),
            "impl X { fn code(&self) -> &'static str { \"T\" } }",
        )
        .unwrap();
        let set = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect::<BTreeSet<_>>();
        let expected = [
            ("room::Outcome".to_owned(), set(&["TWO", "THREE"])),
            ("room::Reason".to_owned(), set(&["ONE"])),
            ("room::WHY".to_owned(), set(&["CHOSEN"])),
        ];
        assert_eq!(of_core(folder.path()).unwrap(), Codes::from(expected));
    }
}
