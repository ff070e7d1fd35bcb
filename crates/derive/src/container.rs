use crate::case::Case;
use crate::once::once;
use syn::{Attribute, Error, LitStr, Path, Result, parse_quote};

/// What the attributes of the struct say.
pub(crate) struct Container {
    /// The crate with the module `row`.
    pub(crate) krate: Path,
    pub(crate) rename_all: Option<Case>,
}

impl Container {
    pub(crate) fn parse(attributes: &[Attribute]) -> Result<Self> {
        let (mut krate, mut rename_all) = (None, None);
        for attribute in attributes.iter().filter(|a| a.path().is_ident("row")) {
            attribute.parse_nested_meta(|meta| {
                if meta.path.is_ident("crate") {
                    let path = parse_path(&meta.value()?.parse()?)?;
                    once(&mut krate, &meta, path)
                } else if meta.path.is_ident("rename_all") {
                    let case = Case::parse(&meta.value()?.parse()?)?;
                    once(&mut rename_all, &meta, case)
                } else {
                    Err(meta.error("unknown attribute of a row, expected `rename_all` or `crate`"))
                }
            })?;
        }
        let krate = krate.unwrap_or_else(|| parse_quote!(::aqueduct));
        Ok(Self { krate, rename_all })
    }
}

fn parse_path(text: &LitStr) -> Result<Path> {
    text.parse().map_err(|_| Error::new(text.span(), "expected a path, such as `my_crate::aqueduct`"))
}
