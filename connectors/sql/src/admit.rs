use crate::cells::Cells;
use crate::{Layout, Limits, Plan};
use aqueduct_core::{Column, ColumnType, Error, ErrorKind, Value};
use std::borrow::Cow;

/// What each value but text and bytes counts for.
const FIXED: usize = 8;

/// Checks one row against its columns and the database's, and says how large it is.
///
/// # Errors
/// `BadRecord` naming the column, the reason for which the row is refused.
pub(crate) fn admit(
    plan: &Plan,
    layout: &impl Layout,
    cells: &mut Cells<'_>,
    row: usize,
) -> Result<usize, Error> {
    let mut bytes = 0;
    for (at, (column, value)) in plan.columns.iter().zip(cells.row_mut(row)).enumerate() {
        let fits = check(column, value).and_then(|()| layout.admit(at, value));
        fits.map_err(|why| refusal(plan, why).with("column", &column.name))?;
        bytes += size(value);
    }
    if bytes > Limits::LARGEST_ROW {
        let error = refusal(plan, "the row is larger than 256 MiB".into());
        return Err(error.with("bytes", bytes));
    }
    Ok(bytes)
}

fn refusal(plan: &Plan, why: Cow<'static, str>) -> Error {
    Error::new(ErrorKind::BadRecord, why).with("table", &plan.table)
}

fn size(value: &Value<'_>) -> usize {
    match value {
        Value::Text(text) => text.len(),
        Value::Bytes(bytes) => bytes.len(),
        _ => FIXED,
    }
}

/// A `Field` written by hand may give something else than it declares.
fn check(column: &Column, value: &Value<'_>) -> Result<(), Cow<'static, str>> {
    let right = match value {
        Value::Null if column.nullable => true,
        Value::Null => return Err("the value is NULL, and the row's column is never NULL".into()),
        Value::Bool(_) => column.ty == ColumnType::Bool,
        Value::Int(_) => column.ty == ColumnType::Int,
        Value::UInt(_) => column.ty == ColumnType::UInt,
        Value::Float(_) => column.ty == ColumnType::Float,
        Value::Text(_) => column.ty == ColumnType::Text,
        Value::Bytes(_) => column.ty == ColumnType::Bytes,
        Value::Time(_) => column.ty == ColumnType::Time,
        _ => false,
    };
    right.then_some(()).ok_or(Cow::Borrowed("the value is not of its column's type"))
}
