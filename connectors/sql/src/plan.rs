use crate::{Dialect, InPlace, TableName};
use aqueduct_core::{Column, Delivery, Error, Result, Row};
use std::collections::HashSet;

/// What is written where: the columns of a row, the key among them, and the version.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Where to.
    pub table: TableName,
    /// The row's columns.
    pub columns: Vec<Column>,
    /// Which of them are the key; none for appends.
    pub key: Vec<usize>,
    /// The column of the version, which is not one of the row's.
    pub version: Option<String>,
}

impl Plan {
    /// The plan for rows of type `T`.
    ///
    /// # Errors
    /// `Config` naming table and column: for a row without columns, a key that is empty, not in the row,
    /// named twice or may be NULL, a version that is a column of the row, and names that no database
    /// can hold.
    pub fn of<T: Row>(dialect: &Dialect, table: TableName, mode: &impl InPlace) -> Result<Self> {
        table.check(dialect)?;
        let columns = Column::of_row::<T>().map_err(|e| e.with("table", &table))?;
        let mut plan = Self { table, columns, key: Vec::new(), version: None };
        if plan.columns.is_empty() {
            return Err(plan.wrong("the row has no columns").with("row", std::any::type_name::<T>()));
        }
        for column in &plan.columns {
            dialect.check("column", &column.name).map_err(|e| e.with("table", &plan.table))?;
        }
        if mode.delivery() == Delivery::Upsert && mode.key().is_empty() {
            return Err(plan.wrong("an upsert needs a key").with("field", "upsert_on"));
        }
        plan.key = mode.key().iter().map(|name| plan.key_column(name)).collect::<Result<_>>()?;
        let mut seen = HashSet::new();
        if let Some(twice) = plan.key.iter().find(|at| !seen.insert(**at)) {
            let name = plan.columns[*twice].name.clone();
            return Err(plan.wrong("a column stands twice in the key").with("column", name));
        }
        if let Some(version) = mode.version() {
            plan.take_version(dialect, version)?;
        }
        Ok(plan)
    }

    fn key_column(&self, name: &str) -> Result<usize> {
        let Some(at) = self.columns.iter().position(|column| column.name == name) else {
            let there = self.columns.iter().map(|c| c.name.as_str()).collect::<Vec<_>>().join(", ");
            let error = self.wrong("the key names a column that the row does not have");
            return Err(error.with("column", name).with("columns of the row", there));
        };
        if self.columns[at].nullable {
            let error = self.wrong("a column of the key may be NULL, and NULL never replaces NULL");
            return Err(error.with("column", name));
        }
        Ok(at)
    }

    fn take_version(&mut self, dialect: &Dialect, version: &str) -> Result<()> {
        dialect.check("version_column", version).map_err(|e| e.with("table", &self.table))?;
        if self.columns.iter().any(|column| column.name == version) {
            let error = self.wrong("the version needs a column of its own, and this is one of the row's");
            return Err(error.with("version_column", version));
        }
        self.version = Some(version.to_owned());
        Ok(())
    }

    /// A `Config` error about this table.
    pub fn wrong(&self, message: &str) -> Error {
        Error::config(message).with("table", &self.table)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::{Append, Upsert};
    use aqueduct_core::{ColumnType, ErrorKind, Value};

    const DIALECT: Dialect = Dialect { quote: '"', longest_name: 63 };

    struct Pair;

    impl Row for Pair {
        fn columns() -> Vec<Column> {
            let column = |name: &str, ty, nullable| Column { name: name.into(), ty, nullable };
            vec![column("id", ColumnType::Int, false), column("text", ColumnType::Text, true)]
        }

        fn values<'a>(&'a self, _: &mut Vec<Value<'a>>) {}
    }

    /// `t(id, text)`.
    pub(crate) fn plan(key: &[&str], version: Option<&str>) -> Plan {
        let mut plan = Plan::of::<Pair>(&DIALECT, "t".into(), &Append).unwrap();
        let at = |name: &&str| plan.columns.iter().position(|c| c.name == **name).unwrap();
        plan.key = key.iter().map(at).collect();
        plan.version = version.map(str::to_owned);
        plan
    }

    fn refused(key: &[&str], version: Option<&str>) -> Error {
        let key = key.iter().map(|name| (*name).to_owned()).collect();
        let mode = Upsert { key, version: version.map(str::to_owned) };
        let error = Plan::of::<Pair>(&DIALECT, "s.t".into(), &mode).unwrap_err();
        assert_eq!((error.kind(), error.context("table")), (ErrorKind::Config, Some("s.t")));
        error
    }

    #[test]
    fn a_key_that_cannot_be_one_is_refused_by_name() {
        assert_eq!(refused(&[], None).context("field"), Some("upsert_on"));
        let missing = refused(&["id", "nope"], None);
        assert_eq!(missing.context("column"), Some("nope"));
        assert_eq!(missing.context("columns of the row"), Some("id, text"));
        assert_eq!(refused(&["text"], None).context("column"), Some("text"));
        assert_eq!(refused(&["id", "id"], None).context("column"), Some("id"));
    }

    #[test]
    fn the_version_is_a_column_of_its_own() {
        assert_eq!(refused(&["id"], Some("text")).context("version_column"), Some("text"));
        assert_eq!(refused(&["id"], Some("")).context("version_column"), Some(""));
    }
}
