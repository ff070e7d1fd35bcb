use super::{Field, Row};
use crate::{Error, Result};
use std::collections::HashSet;

/// A column as a record declares it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name in the table.
    pub name: String,
    /// Its type.
    pub ty: ColumnType,
    /// Whether it may be NULL.
    pub nullable: bool,
}

impl Column {
    /// The column of a field of type `F`.
    ///
    /// ```
    /// use aqueduct_core::row::{Column, ColumnType};
    /// let views = Column::of::<Option<u32>>("views");
    /// assert_eq!((views.ty, views.nullable), (ColumnType::UInt, true));
    /// ```
    pub fn of<F: Field + ?Sized>(name: impl Into<String>) -> Self {
        Self { name: name.into(), ty: F::TYPE, nullable: F::NULLABLE }
    }

    /// The columns of the row `R`, for a sink to check against its table.
    ///
    /// # Errors
    /// `Config` if a name comes twice, as it may when rows are nested: one of the two values would be
    /// lost where rows are stored by name.
    pub fn of_row<R: Row + ?Sized>() -> Result<Vec<Self>> {
        let columns = R::columns();
        let mut names = HashSet::new();
        match columns.iter().find(|column| !names.insert(&column.name)) {
            Some(column) => Err(Error::config("a row has two columns of one name")
                .with("column", &column.name)
                .with("row", std::any::type_name::<R>())),
            None => Ok(columns),
        }
    }
}

/// Types that every SQL store and file format has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ColumnType {
    /// True or false.
    Bool,
    /// A signed integer of at most 64 bits.
    Int,
    /// An unsigned integer of at most 64 bits.
    UInt,
    /// A 64-bit floating point number.
    Float,
    /// UTF-8 text.
    Text,
    /// Any bytes.
    Bytes,
    /// An instant, in microseconds.
    Time,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::row::Value;
    use crate::{ErrorKind, Window};

    struct Twice(Window);

    impl Row for Twice {
        fn columns() -> Vec<Column> {
            [Window::columns(), Window::columns()].concat()
        }

        fn values<'a>(&'a self, into: &mut Vec<Value<'a>>) {
            self.0.values(into);
            self.0.values(into);
        }
    }

    #[test]
    fn a_row_with_two_columns_of_one_name_is_refused_by_name() {
        assert_eq!(Column::of_row::<Window>().unwrap(), Window::columns());
        let error = Column::of_row::<Twice>().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        assert_eq!(error.context("column"), Some("window_start"));
        assert!(error.context("row").is_some_and(|row| row.ends_with("Twice")));
    }
}
