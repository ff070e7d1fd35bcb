use crate::case::Case;
use crate::once::once;
use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::meta::ParseNestedMeta;
use syn::{Attribute, Error, Field, Ident, LitStr, Result, Type};

/// A field's share of the row.
pub(crate) struct Part<'a> {
    pub(crate) field: &'a Ident,
    pub(crate) ty: &'a Type,
    pub(crate) share: Share,
}

pub(crate) enum Share {
    /// One column of this name, which was said there.
    Column(String, Span),
    /// The columns of a nested row, with this in front of their names.
    Nested(String),
}

impl<'a> Part<'a> {
    /// `None` if the field is skipped.
    pub(crate) fn parse(field: &'a Field, name: &'a Ident, rename_all: Option<Case>) -> Result<Option<Self>> {
        let said = Said::parse(&field.attrs)?;
        said.check()?;
        if said.skip.is_some() {
            return Ok(None);
        }
        let share = match (said.rename, said.flatten) {
            (Some(name), _) => Share::Column(name.value(), name.span()),
            (None, Some(_)) => Share::Nested(said.prefix.map_or_else(String::new, |p| p.value())),
            (None, None) => {
                let plain = name.unraw().to_string();
                let column = rename_all.map_or(plain.clone(), |case| case.apply(&plain));
                Share::Column(column, name.span())
            }
        };
        Ok(Some(Self { field: name, ty: &field.ty, share }))
    }
}

/// What the attributes of a field say.
#[derive(Default)]
struct Said {
    rename: Option<LitStr>,
    skip: Option<Span>,
    flatten: Option<Span>,
    prefix: Option<LitStr>,
}

impl Said {
    fn parse(attributes: &[Attribute]) -> Result<Self> {
        let mut said = Self::default();
        for attribute in attributes.iter().filter(|a| a.path().is_ident("row")) {
            attribute.parse_nested_meta(|meta| said.take(&meta))?;
        }
        Ok(said)
    }

    fn take(&mut self, meta: &ParseNestedMeta<'_>) -> Result<()> {
        let Some(key) = meta.path.get_ident() else {
            return Err(unknown(meta));
        };
        match key.to_string().as_str() {
            "rename" => once(&mut self.rename, meta, meta.value()?.parse()?),
            "prefix" => once(&mut self.prefix, meta, meta.value()?.parse()?),
            "skip" => once(&mut self.skip, meta, key.span()),
            "flatten" => once(&mut self.flatten, meta, key.span()),
            _ => Err(unknown(meta)),
        }
    }

    /// Refuses what contradicts itself: one of the two would be ignored.
    fn check(&self) -> Result<()> {
        let rest = self.rename.is_some() || self.flatten.is_some() || self.prefix.is_some();
        if let (Some(skip), true) = (self.skip, rest) {
            return Err(Error::new(skip, "a skipped field has no column that the rest could be about"));
        }
        if let (Some(rename), Some(_)) = (&self.rename, self.flatten) {
            return Err(Error::new(
                rename.span(),
                "a flattened field has no column of its own, use `prefix` to rename those of \
                 the nested row",
            ));
        }
        if let (Some(prefix), None) = (&self.prefix, self.flatten) {
            return Err(Error::new(prefix.span(), "`prefix` goes with `flatten`"));
        }
        match &self.rename {
            Some(name) if name.value().is_empty() => Err(Error::new(name.span(), "a column needs a name")),
            _ => Ok(()),
        }
    }
}

fn unknown(meta: &ParseNestedMeta<'_>) -> Error {
    meta.error("unknown attribute of a field, expected `rename`, `skip`, `flatten` or `prefix`")
}
