use crate::container::Container;
use crate::part::{Part, Share};
use crate::parts::parts;
use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{DeriveInput, Generics, Ident, Path, Result, Type, parse_quote};

/// The implementation of `Row`.
pub(crate) fn expand(input: &DeriveInput) -> Result<TokenStream> {
    let Container { krate, rename_all } = Container::parse(&input.attrs)?;
    let parts = parts(input, rename_all)?;
    let row: Path = parse_quote!(#krate::row);

    let name = &input.ident;
    let generics = bounded(&input.generics, &parts, &row);
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    let columns = parts.iter().map(|part| columns(part, &row));
    let values = parts.iter().map(|part| values(part, &row));
    Ok(quote! {
        #[automatically_derived]
        impl #impl_generics #row::Row for #name #ty_generics #where_clause {
            fn columns() -> ::std::vec::Vec<#row::Column> {
                let mut columns = ::std::vec::Vec::new();
                #(#columns)*
                columns
            }

            fn values<'__row>(&'__row self, into: &mut ::std::vec::Vec<#row::Value<'__row>>) {
                #(#values)*
            }
        }
    })
}

/// Where an unfit type is reported: at the field, not at `derive`. Names are still looked up where the
/// struct is, because the type may have been passed to a macro that makes the struct.
fn at(ty: &Type) -> Span {
    Span::call_site().located_at(ty.span())
}

fn columns(part: &Part<'_>, row: &Path) -> TokenStream {
    let ty = part.ty;
    match &part.share {
        // Not `Column::of`: one and the same bound here and in `values` is one error, not two.
        Share::Column(name, _) => quote_spanned! {at(ty)=>
            columns.push(#row::Column {
                name: ::std::string::String::from(#name),
                ty: <#ty as #row::Field>::TYPE,
                nullable: <#ty as #row::Field>::NULLABLE,
            });
        },
        Share::Nested(prefix) => quote_spanned! {at(ty)=>
            for mut column in <#ty as #row::Row>::columns() {
                column.name.insert_str(0, #prefix);
                columns.push(column);
            }
        },
    }
}

fn values(part: &Part<'_>, row: &Path) -> TokenStream {
    let Part { field, ty, .. } = part;
    match &part.share {
        Share::Column(..) => quote_spanned! {at(ty)=>
            into.push(<#ty as #row::Field>::value(&self.#field));
        },
        Share::Nested(_) => quote_spanned! {at(ty)=>
            <#ty as #row::Row>::values(&self.#field, into);
        },
    }
}

/// Bounds the types that mention a type parameter, not the parameters: `PhantomData<T>` under `skip`
/// asks nothing of `T`, and `Option<T::Item>` asks it of the item.
fn bounded(generics: &Generics, parts: &[Part<'_>], row: &Path) -> Generics {
    let mut bounded = generics.clone();
    for Part { ty, share, .. } in parts {
        if !generics.type_params().any(|param| mentions(ty, &param.ident)) {
            continue;
        }
        let bound: Path = match share {
            Share::Column(..) => parse_quote!(#row::Field),
            Share::Nested(_) => parse_quote!(#row::Row),
        };
        bounded.make_where_clause().predicates.push(parse_quote!(#ty: #bound));
    }
    bounded
}

fn mentions(ty: &Type, param: &Ident) -> bool {
    fn any(tokens: TokenStream, param: &Ident) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Ident(ident) => ident == *param,
            TokenTree::Group(group) => any(group.stream(), param),
            TokenTree::Punct(_) | TokenTree::Literal(_) => false,
        })
    }
    any(ty.to_token_stream(), param)
}
