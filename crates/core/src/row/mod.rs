//! Records as rows: column names, SQL-neutral types and values.

mod column;
mod dead_letter;
mod field;
mod fields;
mod row_trait;
mod value;
mod window_result;

pub use column::{Column, ColumnType};
pub use field::Field;
pub use row_trait::Row;
pub use value::Value;
