//! Errors: one flat enumeration for each of the core's, with what only the door can say beside it.

use std::collections::BTreeSet;
use std::path::Path;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens as _, format_ident, quote};
use syn::{Arm, Expr, ExprLit, ExprMatch, Fields, Item, ItemEnum, Lit, Pat, Stmt, Type, Variant};

use crate::docs::first_paragraph;
use crate::source::{Core, enumeration, method, read};

/// What only the door can say is written there, as an enumeration of this name.
const OWN: (&str, &str) = ("src/error.rs", "Own");
/// What the operating system said stays inside.
const KEPT_INSIDE: &str = "ErrorKind";

/// Declares each of `room::Type: OwnCase, OwnCase`; a type without cases is one that a host throws.
pub(crate) fn declare(
    core: &Core,
    list: &[(String, Vec<String>)],
    crossing: &BTreeSet<&str>,
    here: &Path,
) -> TokenStream {
    let own = if list.is_empty() { Vec::new() } else { read(&here.join(OWN.0)) };
    let each = list.iter().map(|(path, cases)| {
        let (room, name) = path.split_once("::").unwrap_or_else(|| panic!("{path} names no room"));
        let items = core.items(room);
        if cases.is_empty() {
            return thrown(room, enumeration(&items, name));
        }
        let families = Families::read(&items, name);
        let own =
            enumeration(&own, OWN.1).variants.iter().filter(|case| cases.contains(&case.ident.to_string()));
        let kinds = enumeration(&items, name).variants.iter().map(|case| Case::of(case, crossing)).collect();
        Told { room, item: enumeration(&items, name), kinds, own: own.collect(), families }.declare()
    });
    each.collect()
}

/// An error of a host's callback: anything it throws that is none of the cases is the last, and no text is kept.
fn thrown(room: &str, item: &ItemEnum) -> TokenStream {
    let (room, name, docs) = (format_ident!("{room}"), &item.ident, first_paragraph(&item.attrs));
    let names: Vec<&Ident> = item.variants.iter().map(|case| &case.ident).collect();
    let cases = item.variants.iter().map(|case| {
        let (docs, name) = (first_paragraph(&case.attrs), &case.ident);
        quote! { #docs #name, }
    });
    quote! {
        #docs
        #[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Error)]
        pub enum #name { #(#cases)* }

        impl From<#name> for mogiri::#room::#name {
            fn from(error: #name) -> Self {
                match error { #(#name::#names => Self::#names,)* }
            }
        }

        impl std::fmt::Display for #name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(&mogiri::#room::#name::from(*self), f)
            }
        }

        impl std::error::Error for #name {}

        impl From<uniffi::UnexpectedUniFFICallbackError> for #name {
            fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self { Self::Broken }
        }
    }
}

/// One case, and how it crosses.
struct Case<'a> {
    case: &'a Variant,
    holds: Holds<'a>,
}

enum Holds<'a> {
    Nothing,
    /// What is not for an app.
    Inside(&'a Type),
    /// Fields that cross as they are.
    Fields(Vec<&'a Ident>),
    /// A value that crosses as it is.
    Reason(&'a Type),
    /// An error below, of which the stable code crosses.
    Code,
}

impl<'a> Case<'a> {
    fn of(case: &'a Variant, crossing: &BTreeSet<&str>) -> Self {
        let holds = match &case.fields {
            Fields::Unit => Holds::Nothing,
            Fields::Named(fields) => {
                Holds::Fields(fields.named.iter().filter_map(|field| field.ident.as_ref()).collect())
            }
            Fields::Unnamed(fields) => fields.unnamed.first().map_or(Holds::Nothing, |field| {
                let name = field.ty.to_token_stream().to_string();
                match name.as_str() {
                    KEPT_INSIDE => Holds::Inside(&field.ty),
                    name if crossing.contains(name) => Holds::Reason(&field.ty),
                    _ => Holds::Code,
                }
            }),
        };
        Self { case, holds }
    }

    fn declared(&self) -> TokenStream {
        let (docs, name) = (first_paragraph(&self.case.attrs), &self.case.ident);
        let fields = match &self.holds {
            Holds::Nothing | Holds::Inside(_) => TokenStream::new(),
            Holds::Reason(ty) => quote! { { #[doc = " Why."] reason: #ty } },
            Holds::Code => {
                quote! { { #[doc = " The stable code, as the command line prints it."] code: String } }
            }
            Holds::Fields(_) => {
                let fields = self.case.fields.iter().map(|field| {
                    let (docs, name, ty) = (first_paragraph(&field.attrs), &field.ident, &field.ty);
                    quote! { #docs #name: #ty, }
                });
                quote! { { #(#fields)* } }
            }
        };
        quote! { #docs #name #fields, }
    }

    /// From the core's case.
    fn taken(&self) -> TokenStream {
        let name = &self.case.ident;
        match &self.holds {
            Holds::Nothing => quote! { Core::#name => Self::#name, },
            Holds::Inside(_) => quote! { Core::#name(_) => Self::#name, },
            Holds::Fields(fields) => quote! { Core::#name { #(#fields),* } => Self::#name { #(#fields),* }, },
            Holds::Reason(_) => quote! { Core::#name(reason) => Self::#name { reason }, },
            Holds::Code => quote! { Core::#name(_) => Self::#name { code }, },
        }
    }

    /// Back to the core's case, which knows family and code.
    fn told(&self, families: &Families) -> TokenStream {
        let (name, family) = (&self.case.ident, families.of(&self.case.ident));
        match &self.holds {
            Holds::Nothing => quote! { Self::#name => Core::#name, },
            Holds::Inside(ty) => quote! { Self::#name => Core::#name(std::io::#ty::Other), },
            Holds::Fields(fields) => quote! {
                Self::#name { #(#fields),* } => Core::#name { #(#fields: *#fields),* },
            },
            Holds::Reason(_) => quote! { Self::#name { reason } => Core::#name(*reason), },
            Holds::Code => quote! { Self::#name { code } => return (#family, code.clone()), },
        }
    }
}

/// An error that the door gives.
struct Told<'a> {
    room: &'a str,
    item: &'a ItemEnum,
    kinds: Vec<Case<'a>>,
    own: Vec<&'a Variant>,
    families: Families,
}

impl Told<'_> {
    fn declare(&self) -> TokenStream {
        let (docs, name) = (first_paragraph(&self.item.attrs), &self.item.ident);
        let room = format_ident!("{}", self.room);
        let cases = self.kinds.iter().map(Case::declared);
        let own: Vec<&Ident> = self.own.iter().map(|case| &case.ident).collect();
        let own_cases = self.own.iter().map(|case| {
            let (docs, name) = (first_paragraph(&case.attrs), &case.ident);
            quote! { #docs #name, }
        });
        let (taken, told) =
            (self.kinds.iter().map(Case::taken), self.kinds.iter().map(|case| case.told(&self.families)));
        let said = said(name);
        quote! {
            #docs
            #[derive(Debug, Clone, PartialEq, Eq, uniffi::Error)]
            pub enum #name { #(#cases)* #(#own_cases)* }

            impl From<mogiri::#room::#name> for #name {
                fn from(error: mogiri::#room::#name) -> Self {
                    use mogiri::#room::#name as Core;
                    let code = error.code().to_owned();
                    match error { #(#taken)* }
                }
            }

            impl From<crate::session::Gone> for #name {
                fn from(gone: crate::session::Gone) -> Self {
                    match gone {
                        crate::session::Gone::Released => Self::Released,
                        crate::session::Gone::CalledBack => Self::Busy,
                    }
                }
            }

            impl #name {
                /// Family and code of its words.
                fn told(&self) -> (&'static str, String) {
                    use mogiri::#room::#name as Core;
                    let core = match self {
                        #(#told)*
                        #(Self::#own => return ("door", crate::error::Own::#own.code().to_owned()),)*
                    };
                    (core.family(), core.code().to_owned())
                }
            }

            #said
        }
    }
}

/// What every error of the door can be asked.
fn said(name: &Ident) -> TokenStream {
    quote! {
        #[uniffi::export]
        impl #name {
            /// The stable code, as the command line prints it: for logs and for a supporter.
            pub fn code(&self) -> String { self.told().1 }

            /// Family and code of its words: `gate.NOT_READY` is `mogiri_gate_not_ready_staff` in the catalogues, and
            /// stands in docs/errors.md.
            pub fn key(&self) -> String {
                let (family, code) = self.told();
                format!("{family}.{code}")
            }

            /// What to do about it.
            pub fn action(&self) -> Action {
                let (family, code) = self.told();
                mogiri::words::action(family, &code)
            }
        }

        impl std::fmt::Display for #name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(&self.key()) }
        }

        impl std::error::Error for #name {}
    }
}

/// The family of each case's words, as `fn family` of the core's error says.
struct Families(Vec<(String, String)>);

impl Families {
    fn read(items: &[Item], of: &str) -> Self {
        match method(items, of, "family").block.stmts.as_slice() {
            [Stmt::Expr(Expr::Match(ExprMatch { arms, .. }), None)] => {
                Self(arms.iter().map(family).collect())
            }
            _ => panic!("{of}::family is more than one match"),
        }
    }

    fn of(&self, case: &Ident) -> &str {
        let found = self.0.iter().find(|(name, _)| case == name || name == "_");
        found.map_or_else(|| panic!("{case} has no family"), |(_, family)| family.as_str())
    }
}

fn family(arm: &Arm) -> (String, String) {
    let Expr::Lit(ExprLit { lit: Lit::Str(family), .. }) = &*arm.body else {
        panic!("a family is a literal")
    };
    let name = match &arm.pat {
        Pat::Wild(_) => "_".to_owned(),
        Pat::TupleStruct(of) => {
            of.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default()
        }
        _ => panic!("a family is said of one case"),
    };
    (name, family.value())
}
