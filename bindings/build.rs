//! Writes the declarations by which `UniFFI` takes the core's types as they are: read from the core's own sources, so
//! that no field, case or sentence can drift.

#![allow(clippy::panic, reason = "a build that cannot read the core has to stop")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::{ToTokens as _, format_ident, quote};
use syn::{Attribute, Expr, ExprLit, Fields, Item, ItemMacro, Lit, Meta, Visibility};

/// What crosses: a line `room: Type, Type` for each room of the core.
const LIST: &str = "remote.txt";

/// Enumerations that a macro of the core declares: the macro's name, theirs and their documentation. Each of its statements
/// begins with a case, `docs Name …;`.
const BY_MACRO: [(&str, &str, &str); 2] = [
    (
        "reasons",
        "Reason",
        " Why a code did not open the door. The protocol has a table of them (docs/protocol.md, table P).",
    ),
    ("samples", "SampleKind", " Every answer that a code alone, or codes before it, can bring about."),
];

type Declarations = BTreeMap<String, TokenStream>;

fn main() {
    let folder = |key| PathBuf::from(env::var_os(key).unwrap_or_else(|| panic!("cargo sets {key}")));
    let (here, out) = (folder("CARGO_MANIFEST_DIR"), folder("OUT_DIR"));
    println!("cargo::rerun-if-changed={LIST}");
    let core = here.ancestors().map(|folder| folder.join("core/src")).find(|folder| folder.is_dir());
    let core = core.unwrap_or_else(|| panic!("{} is in no workspace with the core", here.display()));
    let list = fs::read_to_string(here.join(LIST)).unwrap_or_else(|error| panic!("{LIST}: {error}"));
    let rooms = list.lines().filter_map(|line| line.split_once(": "));
    let declared: TokenStream = rooms.map(|(room, names)| declare(&core.join(room), names)).collect();
    fs::write(out.join("remote.rs"), declared.to_string())
        .unwrap_or_else(|error| panic!("remote.rs: {error}"));
}

/// The declarations of one room's types.
fn declare(room: &Path, names: &str) -> TokenStream {
    println!("cargo::rerun-if-changed={}", room.display());
    let mut found = Declarations::new();
    for source in sources(room) {
        let text = fs::read_to_string(&source).unwrap_or_default();
        let file = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", source.display()));
        file.items.iter().filter_map(declaration).for_each(|(name, item)| drop(found.insert(name, item)));
    }
    let module = format_ident!("{}", room.file_name().unwrap_or_default().to_string_lossy());
    let declare = |name| {
        let item = found.get(name).unwrap_or_else(|| panic!("{} has no {name}", room.display()));
        let name = format_ident!("{name}");
        quote! { pub(crate) use mogiri::#module::#name; #item }
    };
    names.split(", ").map(declare).collect()
}

fn sources(room: &Path) -> Vec<PathBuf> {
    let paths = fs::read_dir(room).into_iter().flatten().filter_map(Result::ok).map(|entry| entry.path());
    let below = |path: PathBuf| if path.is_dir() { sources(&path) } else { vec![path] };
    let found = paths.filter(|path| path.file_stem().is_some_and(|name| name != "tests")).flat_map(below);
    found.filter(|path| path.extension().is_some_and(|kind| kind == "rs")).collect()
}

/// A public type, as `UniFFI` wants it declared.
fn declaration(item: &Item) -> Option<(String, TokenStream)> {
    match item {
        Item::Struct(item) if matches!(item.vis, Visibility::Public(_)) => {
            let (docs, name) = (docs(&item.attrs), &item.ident);
            let fields = fields(&item.fields, &item.vis, &TokenStream::new());
            Some((name.to_string(), quote! { #docs #[uniffi::remote(Record)] pub struct #name #fields }))
        }
        Item::Enum(item) if matches!(item.vis, Visibility::Public(_)) => {
            let cases = item.variants.iter().map(|case| {
                let (docs, name) = (docs(&case.attrs), &case.ident);
                let fields = fields(&case.fields, &Visibility::Inherited, &docs);
                quote! { #docs #name #fields, }
            });
            Some(enumeration(&item.ident.to_string(), &docs(&item.attrs), &cases.collect()))
        }
        Item::Macro(item) => by_macro(item),
        _ => None,
    }
}

fn enumeration(name: &str, docs: &TokenStream, cases: &TokenStream) -> (String, TokenStream) {
    let of = format_ident!("{name}");
    (name.to_owned(), quote! { #docs #[uniffi::remote(Enum)] pub enum #of { #cases } })
}

/// The cases of one of those macros: of each statement the documentation and the first name.
fn by_macro(item: &ItemMacro) -> Option<(String, TokenStream)> {
    let (_, name, about) = BY_MACRO.iter().find(|(of, ..)| item.mac.path.is_ident(of))?;
    let mut cases = TokenStream::new();
    let mut is_head = true;
    for token in item.mac.tokens.clone() {
        match &token {
            TokenTree::Punct(mark) if mark.as_char() == ';' => is_head = true,
            TokenTree::Ident(name) if is_head => {
                cases.extend(quote! { #name, });
                is_head = false;
            }
            TokenTree::Group(attribute) if is_head && attribute.delimiter() == Delimiter::Bracket => {
                let attribute: Attribute = syn::parse_quote! { # #attribute };
                cases.extend(docs(&[attribute]));
            }
            _ => {}
        }
    }
    Some(enumeration(name, &quote! { #[doc = #about] }, &cases))
}

/// What a case holds without a name is documented as the case is.
fn fields(fields: &Fields, visibility: &Visibility, about: &TokenStream) -> TokenStream {
    let declared = fields.iter().map(|field| {
        let (docs, of) = (docs(&field.attrs), last_names(field.ty.to_token_stream()));
        if let Some(name) = &field.ident {
            quote! { #docs #visibility #name: #of, }
        } else {
            quote! { #about #docs #of, }
        }
    });
    match fields {
        Fields::Named(_) => quote! { { #(#declared)* } },
        Fields::Unnamed(_) => quote! { ( #(#declared)* ) },
        Fields::Unit => TokenStream::new(),
    }
}

/// `super::Time` is `Time` where everything is imported.
fn last_names(path: TokenStream) -> TokenStream {
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

/// The documentation for readers who have no links and no rules at hand.
fn docs(attributes: &[Attribute]) -> TokenStream {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::NameValue(meta) if meta.path.is_ident("doc") => match &meta.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    });
    let text = lines.collect::<Vec<_>>().join("\n");
    let lines = plain(&text).lines().map(|line| quote! { #[doc = #line] }).collect::<Vec<_>>();
    quote! { #(#lines)* }
}

/// Without links, `(H-04)`, `(protocol §7)`, `(STALE)` and a leading `P-03, P-05: `.
fn plain(text: &str) -> String {
    let text = text.replace("[`", "").replace("`]", "");
    let mut text = without_rule_ahead(&text);
    while let Some(note) = note(&text) {
        text = text.replacen(&note, "", 1);
    }
    text
}

fn without_rule_ahead(text: &str) -> String {
    let Some((rules, rest)) = text.split_once(": ") else { return text.to_owned() };
    if !rules.trim().split(", ").all(is_rule) {
        return text.to_owned();
    }
    let mut letters = rest.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    core::iter::once(' ').chain(first).chain(letters).collect()
}

/// ` (P-16)`, ` (protocol §7)` or ` (STALE)`, the first there is.
fn note(text: &str) -> Option<String> {
    text.match_indices(" (").find_map(|(at, _)| {
        let rest = text.get(at..)?;
        let note = rest.get(..=rest.find(')')?)?;
        let inside = note.trim_start_matches(" (").trim_end_matches(')');
        let is_code = inside.chars().all(|letter| letter.is_ascii_uppercase() || "`_".contains(letter));
        let names_a_rule = inside.starts_with("protocol §") || inside.split(", ").all(is_rule);
        (is_code || names_a_rule).then(|| note.to_owned())
    })
}

/// `P-16`
fn is_rule(word: &str) -> bool {
    word.split_once('-').is_some_and(|(table, number)| {
        table.len() <= 2
            && table.chars().all(|letter| letter.is_ascii_uppercase())
            && !number.is_empty()
            && number.chars().all(|digit| digit.is_ascii_digit())
    })
}
