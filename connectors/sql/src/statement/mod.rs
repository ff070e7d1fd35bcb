//! All SQL text of the SQL sinks is made here, and nowhere else.
//!
//! Names come from the configuration and from `Row`, and are always quoted. Values never are in the text:
//! they are bound. A type's name comes from a fixed list or from the database's own catalogue.

mod conflict;
mod create_table;
mod insert_arrays;
mod insert_values;
mod names;
mod sql;

pub use create_table::{NewColumn, create_table};
pub use insert_arrays::{ArrayColumn, insert_arrays};
pub use insert_values::insert_values;
pub use names::quoted;
pub use sql::Sql;
