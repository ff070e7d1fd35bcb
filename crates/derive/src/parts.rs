use crate::case::Case;
use crate::part::{Part, Share};
use std::collections::HashMap;
use syn::{Data, DeriveInput, Error, Fields, FieldsNamed, Result};

/// The shares of all fields, in order. Reports all that is wrong at once.
pub(crate) fn parts(input: &DeriveInput, rename_all: Option<Case>) -> Result<Vec<Part<'_>>> {
    let mut parts = Vec::new();
    let mut errors = None;
    for field in &named_fields(input)?.named {
        // A named field has a name.
        let Some(name) = &field.ident else { continue };
        match Part::parse(field, name, rename_all) {
            Ok(part) => parts.extend(part),
            Err(error) => note(&mut errors, error),
        }
    }
    for error in repeated_names(&parts) {
        note(&mut errors, error);
    }
    match errors {
        Some(errors) => Err(errors),
        None if parts.is_empty() => Err(Error::new(input.ident.span(), "a row needs at least one column")),
        None => Ok(parts),
    }
}

fn named_fields(input: &DeriveInput) -> Result<&FieldsNamed> {
    let found = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => return Ok(fields),
            Fields::Unnamed(_) => "a tuple struct, whose fields have no names for the columns",
            Fields::Unit => "a struct without fields",
        },
        Data::Enum(_) => "an enum",
        Data::Union(_) => "a union",
    };
    let message = format!("`Row` is derived for structs with named fields, and this is {found}");
    Err(Error::new(input.ident.span(), message))
}

fn repeated_names(parts: &[Part<'_>]) -> Vec<Error> {
    let mut first = HashMap::new();
    let mut errors = Vec::new();
    for part in parts {
        let Share::Column(name, span) = &part.share else {
            continue;
        };
        if let Some(other) = first.insert(name, part.field) {
            errors.push(Error::new(*span, format!("column `{name}` is there already, from field `{other}`")));
        }
    }
    errors
}

fn note(errors: &mut Option<Error>, error: Error) {
    match errors {
        Some(errors) => errors.combine(error),
        None => *errors = Some(error),
    }
}
