use super::{ColumnType, Value};

/// A type that fits one column: what `#[derive(Row)]` asks of each field.
///
/// Implemented for `bool`, integers of at most 64 bits, floats, [`EventTime`](crate::EventTime), text
/// (`str`, `String`, `char`), bytes (`[u8]`, `[u8; N]`, `Vec<u8>`, `bytes::Bytes`), for references,
/// `Box`, `Rc`, `Arc` and `Cow` of these, and for `Option`, which may be NULL.
///
/// A type of your own picks the column that stands for it:
///
/// ```
/// use aqueduct_core::row::{ColumnType, Field, Value};
///
/// struct Cents(i64);
///
/// impl Field for Cents {
///     const TYPE: ColumnType = ColumnType::Text;
///
///     fn value(&self) -> Value<'_> {
///         Value::Text(format!("{}.{:02}", self.0 / 100, self.0 % 100).into())
///     }
/// }
///
/// assert_eq!(Cents(1205).value(), Value::Text("12.05".into()));
/// assert_eq!(None::<Cents>.value(), Value::Null);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not fit one column of a row",
    label = "not a column",
    note = "in a derived `Row`, `#[row(flatten)]` takes the columns of a nested row and `#[row(skip)]` leaves the field out",
    note = "for a type of your own, implement `Field`"
)]
pub trait Field {
    /// The column's type: that of every [`value`](Field::value) but NULL.
    const TYPE: ColumnType;
    /// Whether it may be NULL. Default: it may not.
    const NULLABLE: bool = false;

    /// Its value.
    fn value(&self) -> Value<'_>;
}
