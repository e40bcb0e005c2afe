//! Every public method of a facade that may write has a row: a new one without it fails here.

use std::collections::BTreeSet;
use std::fs;
use std::str::FromStr;

use mogiri_tests::faults::operations;
use mogiri_tests::sources::rust_files;
use proc_macro2::{Delimiter, TokenStream, TokenTree};

const FACADES: [&str; 5] = ["Wallet", "Gate", "Issuer", "Root", "IssuerVault"];
/// Whose free functions take a folder.
const ROOMS: [&str; 4] = ["wallet", "gate", "issuer", "store"];

/// `Facade::method` for each `pub fn` that does not take `&self`: only `&mut self`, `self`, and what makes a facade
/// reach the store's transactions.
fn methods(source: &str) -> BTreeSet<String> {
    let tokens: Vec<TokenTree> =
        TokenStream::from_str(source).expect("a source is balanced").into_iter().collect();
    let mut found = BTreeSet::new();
    for window in tokens.windows(3) {
        let [TokenTree::Ident(keyword), TokenTree::Ident(name), TokenTree::Group(body)] = window else {
            continue;
        };
        let is_block = keyword == "impl" && body.delimiter() == Delimiter::Brace;
        if is_block && FACADES.iter().any(|facade| name == facade) {
            let methods = public(body.stream(), |arguments| !arguments.starts_with("&self"));
            found.extend(methods.into_iter().map(|method| format!("{name}::{method}")));
        }
    }
    found
}

/// `room::function` for each `pub fn` on a folder that belongs to no type.
fn free(room: &str, source: &str) -> BTreeSet<String> {
    let tokens = TokenStream::from_str(source).expect("a source is balanced");
    let found = public(tokens, |arguments| arguments.contains("folder:&Path"));
    found.into_iter().map(|function| format!("{room}::{function}")).collect()
}

/// The `pub fn` right in these tokens whose arguments are such, without their spaces.
fn public(tokens: TokenStream, such: impl Fn(&str) -> bool) -> Vec<String> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let is = |at: usize, word: &str| matches!(tokens.get(at), Some(TokenTree::Ident(ident)) if ident == word);
    let mut found = Vec::new();
    for at in 0..tokens.len() {
        // `pub const fn` reaches no store; `pub(super) fn` has a group in between.
        if !(is(at, "pub") && is(at + 1, "fn")) {
            continue;
        }
        let arguments = tokens[at + 3..].iter().find_map(|token| match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => Some(group.stream()),
            _ => None,
        });
        let arguments = arguments.expect("a function has arguments").to_string();
        if such(&arguments.split_whitespace().collect::<String>()) {
            found.push(tokens[at + 2].to_string());
        }
    }
    found
}

fn written() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for room in ROOMS {
        for file in rust_files(&format!("core/src/{room}")) {
            let source = fs::read_to_string(file).expect("a source is UTF-8");
            found.extend(methods(&source));
            found.extend(free(room, &source));
        }
    }
    found
}

#[test]
fn the_reader_of_sources_finds_what_may_write_and_nothing_else() {
    let source = "impl Wallet { pub fn a(&mut self) {} pub fn b(&self) {} pub(super) fn c(&mut self) {}
        pub fn d<T: Fn() -> u8>(self, t: T) {} fn e(&mut self) {} pub const fn f() {} }
        impl Other { pub fn g(&mut self) {} } impl fmt::Debug for Wallet { fn fmt(&self) {} }
        impl Gate { pub fn open(folder: &Path) {} }";
    let found: Vec<String> = methods(source).into_iter().collect();
    assert_eq!(found, ["Gate::open", "Wallet::a", "Wallet::d"]);
    let source = "pub fn a(folder: &Path) {} fn b(folder: &Path) {} pub(super) fn c(folder: &Path) {}
        pub fn d(bytes: &[u8]) {} impl Other { pub fn e(folder: &Path) {} }
        pub fn f<T>(folder: &Path, t: T) -> u8 { 1 }";
    let found: Vec<String> = free("room", source).into_iter().collect();
    assert_eq!(found, ["room::a", "room::f"]);
}

#[test]
fn every_public_method_that_may_write_is_tried() {
    let tried: BTreeSet<String> = operations().iter().map(|row| row.method.to_owned()).collect();
    let written = written();
    assert!(written.len() > 40, "only {} methods were found", written.len());
    let missing: Vec<_> = written.difference(&tried).collect();
    assert!(missing.is_empty(), "without a row in tests/src/faults: {missing:?}");
    let unknown: Vec<_> = tried.difference(&written).collect();
    assert!(unknown.is_empty(), "rows of methods that are not there: {unknown:?}");
}

#[test]
fn every_row_has_a_name_of_its_own() {
    let names: Vec<String> = operations().iter().map(mogiri_tests::faults::Operation::name).collect();
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
}
