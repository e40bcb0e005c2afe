//! Every public method of a facade that may write has a row: a new one without it fails here.

use std::collections::BTreeSet;
use std::fs;
use std::str::FromStr;

use mogiri_tests::faults::operations;
use mogiri_tests::sources::rust_files;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

const FACADES: [&str; 3] = ["Wallet", "Gate", "Issuer"];

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
            found.extend(public(body).into_iter().map(|method| format!("{name}::{method}")));
        }
    }
    found
}

fn public(body: &Group) -> Vec<String> {
    let tokens: Vec<TokenTree> = body.stream().into_iter().collect();
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
        if !arguments.replace(' ', "").starts_with("&self") {
            found.push(tokens[at + 2].to_string());
        }
    }
    found
}

fn written() -> BTreeSet<String> {
    let rooms = ["core/src/wallet", "core/src/gate", "core/src/issuer"];
    let files = rooms.iter().flat_map(|room| rust_files(room));
    files.flat_map(|file| methods(&fs::read_to_string(file).expect("a source is UTF-8"))).collect()
}

#[test]
fn the_reader_of_sources_finds_what_may_write_and_nothing_else() {
    let source = "impl Wallet { pub fn a(&mut self) {} pub fn b(&self) {} pub(super) fn c(&mut self) {}
        pub fn d<T: Fn() -> u8>(self, t: T) {} fn e(&mut self) {} pub const fn f() {} }
        impl Other { pub fn g(&mut self) {} } impl fmt::Debug for Wallet { fn fmt(&self) {} }
        impl Gate { pub fn open(folder: &Path) {} }";
    let found: Vec<String> = methods(source).into_iter().collect();
    assert_eq!(found, ["Gate::open", "Wallet::a", "Wallet::d"]);
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
