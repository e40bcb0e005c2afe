//! Values that cross as they are.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::{ToTokens as _, format_ident, quote};
use syn::{Attribute, Fields, Item, ItemMacro, Visibility};

use crate::docs::docs;
use crate::source::{Core, last_names};

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

/// Of each name what stands before it, and the item without its attributes.
type Declarations = BTreeMap<String, (TokenStream, TokenStream)>;

/// The names of the core's types in a list of `room: Type, Type=NameOutside`.
pub(crate) fn names(list: &[(String, Vec<String>)]) -> BTreeSet<&str> {
    list.iter().flat_map(|(_, types)| types).map(|of| parts(of).0).collect()
}

/// What a thing is called here and outside.
pub(crate) fn parts(of: &str) -> (&str, &str) {
    of.split_once('=').unwrap_or((of, of))
}

/// The declarations of a list of types.
pub(crate) fn declare(core: &Core, list: &[(String, Vec<String>)]) -> TokenStream {
    list.iter().map(|(room, types)| of_room(core, room, types)).collect()
}

fn of_room(core: &Core, room: &str, types: &[String]) -> TokenStream {
    let found: Declarations = core.items(room).iter().filter_map(declaration).collect();
    let module = format_ident!("{room}");
    let declare = |of: &String| {
        let (name, outside) = parts(of);
        let (above, item) = found.get(name).unwrap_or_else(|| panic!("the core's {room} has no {name}"));
        let renamed = (name != outside).then(|| quote! { #[uniffi(name = #outside)] });
        let name = format_ident!("{name}");
        quote! { pub(crate) use mogiri::#module::#name; #above #renamed #item }
    };
    types.iter().map(declare).collect()
}

/// A public type, as `UniFFI` wants it declared.
fn declaration(item: &Item) -> Option<(String, (TokenStream, TokenStream))> {
    match item {
        Item::Struct(item) if matches!(item.vis, Visibility::Public(_)) => {
            let (docs, name) = (docs(&item.attrs), &item.ident);
            let fields = fields(&item.fields, &item.vis, &TokenStream::new());
            let above = quote! { #docs #[uniffi::remote(Record)] };
            Some((name.to_string(), (above, quote! { pub struct #name #fields })))
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

fn enumeration(name: &str, docs: &TokenStream, cases: &TokenStream) -> (String, (TokenStream, TokenStream)) {
    let of = format_ident!("{name}");
    (name.to_owned(), (quote! { #docs #[uniffi::remote(Enum)] }, quote! { pub enum #of { #cases } }))
}

/// The cases of one of those macros: of each statement the documentation and the first name.
fn by_macro(item: &ItemMacro) -> Option<(String, (TokenStream, TokenStream))> {
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
