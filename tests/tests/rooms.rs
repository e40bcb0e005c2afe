//! The rooms of `core/src` have one direction: a lower one never imports a higher one.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::str::FromStr;

use mogiri_tests::sources::{rust_files, workspace};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Which rooms a room may use besides itself.
fn allowed(room: &str) -> &'static [&'static str] {
    match room {
        // A hash covers a wire value, and a wire envelope has a signature: these two are one floor.
        "crypto" | "wire" | "ticket" => &["order", "crypto", "ports", "wire"],
        "code" => &["crypto", "ports", "wire", "words", "ticket"],
        "stamp" => &["order", "crypto", "ports", "wire", "words", "ticket", "code"],
        "transfer" => &["order", "crypto", "ports", "wire", "words", "ticket", "code", "stamp"],
        "store" => &["ports"],
        "issuer" | "wallet" | "gate" => {
            &["order", "crypto", "ports", "wire", "words", "ticket", "code", "stamp", "transfer", "store"]
        }
        // What an app is tried with: an organizer, and codes for every verdict.
        "sandbox" => &["crypto", "ports", "wire", "ticket", "code", "stamp", "transfer", "issuer"],
        _ => &[],
    }
}

/// What the tests of a room may use too: the sandbox's play its codes on the doors that it does not import itself.
fn in_tests(room: &str) -> &'static [&'static str] {
    if room == "sandbox" { &["testing", "wallet", "gate"] } else { &["testing"] }
}

const ROOMS: [&str; 15] = [
    "order", "crypto", "ports", "wire", "ticket", "code", "stamp", "transfer", "store", "issuer", "wallet",
    "gate", "sandbox", "testing", "words",
];

/// Names of rooms that a source at `module` (`["gate", "journal", "file"]`) mentions by a path.
fn mentioned(source: &str, module: &[String]) -> BTreeSet<String> {
    let tokens = TokenStream::from_str(source).expect("a source of the workspace has balanced tokens");
    let mut found = BTreeSet::new();
    walk(tokens, &mut module.to_vec(), &mut found);
    found
}

fn walk(tokens: TokenStream, module: &mut Vec<String>, found: &mut BTreeSet<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) => {
                let inline = inline_module(&tokens[..at]).filter(|_| group.delimiter() == Delimiter::Brace);
                let depth = module.len();
                module.extend(inline);
                walk(group.stream(), module, found);
                module.truncate(depth);
            }
            TokenTree::Ident(_) => read_path(&tokens, at, module, found),
            _ => {}
        }
    }
}

/// `mod name` right before a brace.
fn inline_module(before: &[TokenTree]) -> Option<String> {
    match before {
        [.., TokenTree::Ident(keyword), TokenTree::Ident(name)] if keyword == "mod" => Some(name.to_string()),
        _ => None,
    }
}

/// Resolves a path that begins at `at` with `crate` or `super`.
fn read_path(tokens: &[TokenTree], at: usize, module: &[String], found: &mut BTreeSet<String>) {
    let is = |index: usize, word: &str| matches!(tokens.get(index), Some(TokenTree::Ident(i)) if i == word);
    // In the middle of a path: it was read at its beginning.
    if at >= 2 && is_separator(tokens, at - 2) {
        return;
    }
    let (mut next, mut base) = (at, module.to_vec());
    if is(at, "crate") || is(at, "mogiri") {
        base.clear();
        next += 1;
    } else if is(at, "super") {
        while is(next, "super") {
            base.pop();
            next += if is_separator(tokens, next + 1) && is(next + 3, "super") { 3 } else { 1 };
        }
    } else {
        return;
    }
    if base.is_empty() && is_separator(tokens, next) {
        found.extend(first_names(tokens.get(next + 2)));
    }
}

fn is_separator(tokens: &[TokenTree], at: usize) -> bool {
    let colon = |index| matches!(tokens.get(index), Some(TokenTree::Punct(p)) if p.as_char() == ':');
    colon(at) && colon(at + 1)
}

/// `a` of `a::b`, or `a` and `b` of `{a::x, b}`.
fn first_names(token: Option<&TokenTree>) -> Vec<String> {
    match token {
        Some(TokenTree::Ident(name)) => vec![name.to_string()],
        Some(TokenTree::Group(group)) => {
            let inside: Vec<TokenTree> = group.stream().into_iter().collect();
            let is_comma = |token: &TokenTree| matches!(token, TokenTree::Punct(p) if p.as_char() == ',');
            inside.split(is_comma).flat_map(|part| first_names(part.first())).collect()
        }
        _ => Vec::new(),
    }
}

/// `core/src/gate/journal/file.rs` is `gate::journal::file`.
fn module_of(path: &Path) -> Vec<String> {
    let below =
        path.strip_prefix(workspace().join("core/src")).expect("the file is core's").with_extension("");
    let mut names: Vec<String> = below.iter().map(|name| name.to_string_lossy().into_owned()).collect();
    if names.last().is_some_and(|name| name == "mod" || name == "lib") {
        names.pop();
    }
    names
}

/// Files whose declaration in their parent stands under `#[cfg(test)]`.
fn is_test_file(module: &[String]) -> bool {
    module.iter().any(|name| name == "tests")
}

fn without_tests(source: &str) -> &str {
    source.split_once("#[cfg(test)]\nmod tests {").map_or(source, |(code, _)| code)
}

fn violations(module: &[String], source: &str) -> Vec<String> {
    let Some(room) = module.first().filter(|room| *room != "testing") else { return Vec::new() };
    let tests = is_test_file(module);
    let source = if tests { source } else { without_tests(source) };
    let may = |other: &String| {
        let other = other.as_str();
        other == room || allowed(room).contains(&other) || (tests && in_tests(room).contains(&other))
    };
    let rooms = mentioned(source, module).into_iter().filter(|name| ROOMS.contains(&name.as_str()));
    rooms.filter(|other| !may(other)).map(|other| format!("{} imports {other}", module.join("::"))).collect()
}

fn at(module: &str) -> Vec<String> {
    module.split("::").map(str::to_owned).collect()
}

#[test]
fn the_scanner_finds_every_way_to_import_a_higher_room() {
    for source in [
        "use crate::gate::Gate;",
        "use crate::{crypto, gate::{Gate, Verdict}};",
        "fn f() { let x = crate::gate::Gate::open(); }",
        "use super::super::gate::Gate;",
        "mod inner { use super::super::super::gate::Gate; }",
        "fn f() { assert!(matches!(v, crate::gate::Verdict::Admitted(_))); }",
        "use mogiri::gate::Gate;",
        "macro_rules! m { () => { crate::gate::Gate } }",
    ] {
        assert_eq!(violations(&at("ticket::chain"), source), ["ticket::chain imports gate"], "{source}");
    }
    assert_eq!(violations(&at("wallet"), "use super::gate::Gate;"), ["wallet imports gate"]);
    assert_eq!(violations(&at("sandbox::code"), "use crate::gate::Gate;"), ["sandbox::code imports gate"]);
    assert_eq!(violations(&at("wallet"), "use crate::testing::FixedClock;"), ["wallet imports testing"]);
}

#[test]
fn the_scanner_leaves_permitted_imports_alone() {
    for (module, source) in [
        ("gate::journal::file", "use super::gate; use super::super::wallet;"),
        ("gate", "use crate::{crypto::sha256, store::Store}; fn gate() { self::wallet::x(); }"),
        ("gate::tests::admit", "use crate::testing::FixedClock; use super::super::Gate;"),
        ("sandbox::tests", "use crate::gate::Gate; use crate::testing::FixedClock;"),
        ("ticket", "// use crate::gate\nfn f() { \"crate::gate\"; }"),
        ("store", "fn f() {}\n\n#[cfg(test)]\nmod tests {\n    use crate::testing::FixedClock;\n}"),
    ] {
        assert_eq!(violations(&at(module), source), Vec::<String>::new(), "{source}");
    }
}

#[test]
fn no_room_imports_a_higher_one() {
    let files = rust_files("core/src");
    assert!(files.len() > 50, "only {} sources were found", files.len());
    let read = |path: &Path| fs::read_to_string(path).expect("a source is UTF-8");
    let found: Vec<String> = files.iter().flat_map(|f| violations(&module_of(f), &read(f))).collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn every_folder_of_the_core_is_a_room_with_a_place() {
    for path in rust_files("core/src") {
        let module = module_of(&path);
        let Some(room) = module.first() else { continue };
        assert!(ROOMS.contains(&room.as_str()), "{room} has no place in the order of rooms");
    }
}

#[test]
fn the_core_names_no_clock_and_no_randomness_of_its_own() {
    const AMBIENT: [&str; 6] = ["SystemTime", "Instant", "getrandom", "SysRng", "OsRng", "thread_rng"];
    for path in rust_files("core/src") {
        let source = fs::read_to_string(&path).expect("a source is UTF-8");
        let tokens = TokenStream::from_str(&source).expect("a source has balanced tokens");
        let mut names = BTreeSet::new();
        identifiers(tokens, &mut names);
        let found: Vec<_> = AMBIENT.iter().filter(|name| names.contains(**name)).collect();
        assert!(found.is_empty(), "{} names {found:?}", path.display());
    }
}

fn identifiers(tokens: TokenStream, names: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(name) => drop(names.insert(name.to_string())),
            TokenTree::Group(group) => identifiers(group.stream(), names),
            _ => {}
        }
    }
}

#[test]
fn no_source_is_longer_than_600_lines() {
    let lines = |path: &Path| fs::read_to_string(path).expect("a source is UTF-8").lines().count();
    for folder in ["core", "cli", "bindings", "tests", "xtask"] {
        // The table of words is made, not written.
        for path in rust_files(folder).into_iter().filter(|path| !path.ends_with("words/table.rs")) {
            assert!(lines(&path) <= 600, "{} has {} lines", path.display(), lines(&path));
        }
    }
}
