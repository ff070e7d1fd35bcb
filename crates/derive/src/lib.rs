//! Derive macros of Aqueduct. Users get them from the facade crate `aqueduct`, next to the trait of
//! the same name.
//!
//! ```
//! use aqueduct_core::{EventTime, Row as _, Value};
//! use aqueduct_derive::Row;
//!
//! #[derive(Row)]
//! # #[row(crate = "aqueduct_core")]
//! struct View {
//!     at: EventTime,
//!     path: String,
//!     #[row(rename = "user_id")]
//!     user: Option<u64>,
//!     #[row(flatten, prefix = "from_")]
//!     origin: Origin,
//!     #[row(skip)]
//!     seen: std::time::Instant,
//! }
//!
//! #[derive(Row)]
//! # #[row(crate = "aqueduct_core")]
//! struct Origin {
//!     country: String,
//! }
//!
//! let names = View::columns().into_iter().map(|column| column.name);
//! assert_eq!(names.collect::<Vec<_>>(), ["at", "path", "user_id", "from_country"]);
//!
//! let view = View {
//!     at: EventTime::from_secs(0),
//!     path: "/".into(),
//!     user: None,
//!     origin: Origin { country: "NL".into() },
//!     seen: std::time::Instant::now(),
//! };
//! let mut values = Vec::new();
//! view.values(&mut values);
//! assert_eq!(values[2..], [Value::Null, Value::Text("NL".into())]);
//! ```

mod case;
mod container;
mod expand;
mod once;
mod part;
mod parts;

use proc_macro::TokenStream;

/// Makes a struct with named fields a row: a column per field, in their order, named as the field.
///
/// The type of each field has to be a `Field`, or a `Row` if it is flattened. Type parameters are
/// bounded by what the fields that use them need. Two columns of one name do not compile; where one of
/// them comes out of a flattened row, the sink refuses them before the first record is read.
///
/// On a field:
/// * `#[row(rename = "name")]`: the column's name, as it is written there.
/// * `#[row(skip)]`: no column.
/// * `#[row(flatten)]`: the columns of a nested row in place of one, and with
///   `#[row(flatten, prefix = "from_")]` each of them named with that in front. Default: no prefix.
///
/// On the struct:
/// * `#[row(rename_all = "camelCase")]`: how fields without `rename` are named. One of `snake_case`,
///   `camelCase`, `PascalCase`, `SCREAMING_SNAKE_CASE`, `kebab-case`. Default: as they are.
/// * `#[row(crate = "path")]`: where the module `row` of Aqueduct is found. Default: `::aqueduct`.
#[proc_macro_derive(Row, attributes(row))]
pub fn derive_row(input: TokenStream) -> TokenStream {
    let input = syn::parse_macro_input!(input as syn::DeriveInput);
    expand::expand(&input).unwrap_or_else(syn::Error::into_compile_error).into()
}
