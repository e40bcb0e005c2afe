//! The core's sources.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Group, TokenStream, TokenTree};
use syn::{ImplItem, ImplItemFn, Item, ItemEnum, ItemImpl, Type};

/// `core/src`.
pub(crate) struct Core(PathBuf);

impl Core {
    /// The core of the workspace that a crate is in.
    pub(crate) fn of(crate_folder: &Path) -> Self {
        let core =
            crate_folder.ancestors().map(|folder| folder.join("core/src")).find(|folder| folder.is_dir());
        Self(core.unwrap_or_else(|| panic!("{} is in no workspace with the core", crate_folder.display())))
    }

    /// Everything that is written in one room, tests apart. A room of one file is `ports.rs`.
    pub(crate) fn items(&self, room: &str) -> Vec<Item> {
        let folder = self.0.join(room);
        let room = if folder.is_dir() { folder } else { folder.with_extension("rs") };
        println!("cargo::rerun-if-changed={}", room.display());
        let sources = if room.is_dir() { sources(&room) } else { vec![room] };
        sources.iter().flat_map(|source| read(source)).collect()
    }
}

pub(crate) fn read(source: &Path) -> Vec<Item> {
    let text = fs::read_to_string(source).unwrap_or_default();
    syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", source.display())).items
}

fn sources(room: &Path) -> Vec<PathBuf> {
    let paths = fs::read_dir(room).into_iter().flatten().filter_map(Result::ok).map(|entry| entry.path());
    let below = |path: PathBuf| if path.is_dir() { sources(&path) } else { vec![path] };
    let found = paths.filter(|path| path.file_stem().is_some_and(|name| name != "tests")).flat_map(below);
    found.filter(|path| path.extension().is_some_and(|kind| kind == "rs")).collect()
}

/// The enumeration of this name.
pub(crate) fn enumeration<'a>(items: &'a [Item], name: &str) -> &'a ItemEnum {
    let found = items.iter().find_map(|item| match item {
        Item::Enum(item) if item.ident == name => Some(item),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("there is no enumeration {name}"))
}

/// A method of a type.
pub(crate) fn method<'a>(items: &'a [Item], of: &str, name: &str) -> &'a ImplItemFn {
    let inherent = |item: &'a Item| match item {
        Item::Impl(ItemImpl { self_ty, trait_: None, items, .. }) if is_named(self_ty, of) => Some(items),
        _ => None,
    };
    let methods = items.iter().filter_map(inherent).flatten();
    let found = methods.filter_map(|item| match item {
        ImplItem::Fn(method) if method.sig.ident == name => Some(method),
        _ => None,
    });
    found.into_iter().next().unwrap_or_else(|| panic!("the core's {of} has no {name}"))
}

fn is_named(ty: &Type, name: &str) -> bool {
    matches!(ty, Type::Path(path) if path.path.is_ident(name))
}

/// `super::Time` is `Time` where everything is imported.
pub(crate) fn last_names(path: TokenStream) -> TokenStream {
    let mut kept: Vec<TokenTree> = Vec::new();
    for token in path {
        let ends_a_separator = matches!(kept.as_slice(), [.., _, TokenTree::Punct(a), TokenTree::Punct(b)]
            if a.as_char() == ':' && b.as_char() == ':');
        if ends_a_separator {
            kept.truncate(kept.len() - 3);
        }
        kept.push(match token {
            TokenTree::Group(group) => Group::new(group.delimiter(), last_names(group.stream())).into(),
            other => other,
        });
    }
    kept.into_iter().collect()
}
