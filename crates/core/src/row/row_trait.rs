use super::{Column, Value};
use std::sync::Arc;

/// A record that is a row. Usually derived, with `#[derive(Row)]`.
///
/// Sinks check the columns against their table before the first record is read; names are unique
/// within a row ([`Column::of_row`]).
///
/// ```
/// use aqueduct_core::{Window, row::Row, EventTime};
/// let names: Vec<String> = Window::columns().into_iter().map(|column| column.name).collect();
/// assert_eq!(names, ["window_start", "window_end"]);
///
/// let hour = Window { start: EventTime::from_secs(0), end: EventTime::from_secs(3600) };
/// let mut values = Vec::new();
/// hour.values(&mut values);
/// assert_eq!(values[1].to_string(), "1970-01-01T01:00:00Z");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a row",
    label = "not a row",
    note = "put `#[derive(Row)]` on a struct with named fields"
)]
pub trait Row {
    /// The columns, in order. The same for every value of the type.
    fn columns() -> Vec<Column>;

    /// Appends one value per column, in the same order.
    fn values<'a>(&'a self, into: &mut Vec<Value<'a>>);
}

/// Pointers are the row that they point to.
macro_rules! pointers {
    ($($ty:ty),+) => { $(
        impl<R: Row> Row for $ty {
            fn columns() -> Vec<Column> {
                R::columns()
            }

            fn values<'a>(&'a self, into: &mut Vec<Value<'a>>) {
                R::values(self, into);
            }
        }
    )+ };
}

pointers!(&R, Box<R>, Arc<R>);
