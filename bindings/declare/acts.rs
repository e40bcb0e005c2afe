//! Acts that cross as they are: what a method of the core takes and gives has a name outside already.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens as _, format_ident, quote};
use syn::{FnArg, GenericArgument, ImplItemFn, Pat, PathArguments, ReturnType, Type};

use crate::docs::first_paragraph;
use crate::source::{Core, last_names, method};
use crate::values::parts;

/// Declares each of `room::Type: act, act=name_outside` as a method of the door's object of the same name.
pub(crate) fn declare(core: &Core, list: &[(String, Vec<String>)]) -> TokenStream {
    let each = list.iter().map(|(path, acts)| {
        let (room, of) = path.split_once("::").unwrap_or_else(|| panic!("{path} names no room"));
        let items = core.items(room);
        let object = format_ident!("{of}");
        let acts = acts.iter().map(|act| {
            let (name, outside) = parts(act);
            declared(method(&items, of, name), &format_ident!("{outside}"), &object)
        });
        quote! { #[uniffi::export] impl #object { #(#acts)* } }
    });
    each.collect()
}

fn declared(method: &ImplItemFn, outside: &Ident, object: &Ident) -> TokenStream {
    let (docs, name) = (first_paragraph(&method.attrs), &method.sig.ident);
    let given: Vec<Parameter> = method.sig.inputs.iter().filter_map(Parameter::of).collect();
    let parameters = given.iter().map(|Parameter { name, outside, .. }| quote! { #name: #outside });
    let arguments = given.iter().map(|Parameter { inside, .. }| inside);
    let call = quote! { object.#name(#(#arguments),*) };
    let (answer, error, call) = match answer(&method.sig.output) {
        (answer, Some(error)) => (answer, error, call),
        (answer, None) => (answer, format_ident!("{object}Error").into_token_stream(), quote! { Ok(#call) }),
    };
    quote! {
        #docs
        pub fn #outside(&self, #(#parameters),*) -> Result<#answer, #error> {
            self.with(|object| #call)
        }
    }
}

/// What a method gives, and its error if it may fail.
fn answer(output: &ReturnType) -> (TokenStream, Option<TokenStream>) {
    let ReturnType::Type(_, ty) = output else { return (quote! { () }, None) };
    let Type::Path(path) = &**ty else { panic!("{} does not cross", ty.to_token_stream()) };
    let last = path.path.segments.last();
    match last.map(|last| (last.ident == "Result", &last.arguments)) {
        Some((true, PathArguments::AngleBracketed(arguments))) => {
            let mut types = arguments.args.iter().filter_map(|argument| match argument {
                GenericArgument::Type(ty) => Some(last_names(ty.to_token_stream())),
                _ => None,
            });
            (types.next().unwrap_or_default(), types.next())
        }
        _ => (last_names(ty.to_token_stream()), None),
    }
}

/// A parameter: its name, its type outside, and how the core is given it.
struct Parameter {
    name: Ident,
    outside: TokenStream,
    inside: TokenStream,
}

impl Parameter {
    fn of(input: &FnArg) -> Option<Self> {
        let FnArg::Typed(typed) = input else { return None };
        let Pat::Ident(pattern) = &*typed.pat else { panic!("a parameter has a name") };
        let ty = last_names(typed.ty.to_token_stream());
        let name = pattern.ident.clone();
        // An id alone says little where parameters are named at the call.
        let name = if ty.to_string() == "TicketId" { format_ident!("ticket") } else { name };
        let (outside, inside) = match ty.to_string().as_str() {
            "& [u8]" => (quote! { Vec<u8> }, quote! { &#name }),
            "& str" => (quote! { String }, quote! { &#name }),
            "Option < & str >" => (quote! { Option<String> }, quote! { #name.as_deref() }),
            "Arc < dyn KeyVault >" => {
                (quote! { std::sync::Arc<dyn crate::KeyVault> }, quote! { crate::host::vault(#name) })
            }
            _ => match &*typed.ty {
                Type::Reference(to) => (last_names(to.elem.to_token_stream()), quote! { &#name }),
                _ => (ty, quote! { #name }),
            },
        };
        Some(Self { name, outside, inside })
    }
}
