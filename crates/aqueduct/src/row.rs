//! From records to the rows of a table: column names, types and values, by `#[derive(Row)]`.

pub use aqueduct_core::row::{Column, ColumnType, Field, Row, Value};
pub use aqueduct_derive::Row;
