//! What the core says of itself, for readers of Swift and Kotlin.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Expr, ExprLit, Lit, Meta};

/// The documentation for readers who have no links and no rules at hand.
pub(crate) fn docs(attributes: &[Attribute]) -> TokenStream {
    written(&text(attributes))
}

fn text(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::NameValue(meta) if meta.path.is_ident("doc") => match &meta.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Of an act or an error only the first paragraph: layouts, and what goes wrong, are for readers of Rust.
pub(crate) fn first_paragraph(attributes: &[Attribute]) -> TokenStream {
    let text = text(attributes);
    written(text.split("\n\n").next().unwrap_or_default())
}

fn written(text: &str) -> TokenStream {
    let lines = plain(text).lines().map(|line| quote! { #[doc = #line] }).collect::<Vec<_>>();
    quote! { #(#lines)* }
}

/// Without links, `(H-04)`, `(protocol §7)`, `(type 9)`, `(STALE)` and a leading `P-03, P-05: `.
fn plain(text: &str) -> String {
    let mut text = without_rule_ahead(&without_links(text));
    while let Some(note) = note(&text) {
        text = text.replacen(&note, "", 1);
    }
    text
}

/// [`Gate::take_time`] is `takeTime` outside, [`super::Verdict`] is `Verdict`.
fn without_links(text: &str) -> String {
    let mut parts = text.split("[`");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (link, rest) = part.split_once("`]").unwrap_or((part, ""));
        plain.push_str(&outside(link.rsplit("::").next().unwrap_or_default()));
        plain.push_str(rest);
    }
    plain
}

/// `take_time` in the letters of the other languages; a list `VOID_REASONS` is what `voidReasons` gives there.
fn outside(name: &str) -> String {
    let is_constant = name.chars().all(|letter| !letter.is_ascii_lowercase());
    let name = if is_constant { name.to_ascii_lowercase() } else { name.to_owned() };
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let (first, others) = word.split_at(word.len().min(1));
        name + &first.to_uppercase() + others
    })
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

/// ` (P-16)`, ` (protocol §7)`, ` (type 9)` or ` (STALE)`, the first there is.
fn note(text: &str) -> Option<String> {
    text.match_indices(" (").find_map(|(at, _)| {
        let rest = text.get(at..)?;
        let note = rest.get(..=rest.find(')')?)?;
        let inside = note.trim_start_matches(" (").trim_end_matches(')');
        let is_code = inside.chars().all(|letter| letter.is_ascii_uppercase() || "`_-".contains(letter));
        let names_a_rule = ["protocol §", "type "].iter().any(|start| inside.starts_with(start))
            || inside.split(", ").all(is_rule);
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
