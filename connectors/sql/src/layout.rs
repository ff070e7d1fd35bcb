use aqueduct_core::Value;
use std::borrow::Cow;

/// How values go into the columns that were found in the table.
pub trait Layout: Send + Sync + 'static {
    /// Whether the database can hold this value in this column, as far as that can be told here. The
    /// value has the column's type or is NULL. It may be changed where the configuration says so.
    ///
    /// # Errors
    /// Why not, in words; the row is refused.
    fn admit(&self, column: usize, value: &mut Value<'_>) -> Result<(), Cow<'static, str>>;
}
