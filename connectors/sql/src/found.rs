use crate::Plan;
use aqueduct_core::{Column, Error, Result};

/// A column as the database has it.
#[derive(Clone, Debug, Default)]
pub struct FoundColumn {
    /// Its name.
    pub name: String,
    /// Its type in the database's own words.
    pub ty: String,
    /// Whether a row must give it a value: it may not be NULL and nothing fills it.
    pub required: bool,
    /// Whether the database alone computes it.
    pub generated: bool,
}

/// A table as the database has it.
#[derive(Clone, Debug, Default)]
pub struct FoundTable {
    /// Its columns.
    pub columns: Vec<FoundColumn>,
    /// The columns of each unique index that covers all rows.
    pub unique: Vec<Vec<String>>,
}

impl FoundTable {
    /// Checks that rows of `plan` fit, but for types, and answers with the columns that they go to.
    ///
    /// # Errors
    /// `Config` naming table and column: one that is missing or computed, one that needs a value and
    /// gets none, a key without a unique index.
    pub fn fit<'t>(&'t self, plan: &Plan) -> Result<Vec<&'t FoundColumn>> {
        let found: Vec<_> = plan.columns.iter().map(|c| self.column(plan, &c.name)).collect::<Result<_>>()?;
        if let Some(version) = &plan.version {
            self.column(plan, version)?;
        }
        let given =
            |name: &str| plan.columns.iter().any(|c| c.name == name) || plan.version.as_deref() == Some(name);
        if let Some(column) = self.columns.iter().find(|column| column.required && !given(&column.name)) {
            let error = plan.wrong("a column needs a value, has no default, and the row does not give one");
            return Err(error.with("column", &column.name).with("type", &column.ty));
        }
        self.check_key(plan)?;
        Ok(found)
    }

    fn column(&self, plan: &Plan, name: &str) -> Result<&FoundColumn> {
        let Some(column) = self.columns.iter().find(|column| column.name == name) else {
            let there = self.columns.iter().map(|c| c.name.as_str()).collect::<Vec<_>>().join(", ");
            let error = plan.wrong("the table does not have this column").with("column", name);
            return Err(error.with("columns of the table", there));
        };
        if column.generated {
            let error = plan.wrong("the database computes this column itself");
            return Err(error.with("column", name).with("type", &column.ty));
        }
        Ok(column)
    }

    fn check_key(&self, plan: &Plan) -> Result<()> {
        let mut key: Vec<_> = plan.key.iter().map(|at| plan.columns[*at].name.as_str()).collect();
        let shown = key.join(", ");
        key.sort_unstable();
        let covers = |index: &Vec<String>| {
            let mut index: Vec<_> = index.iter().map(String::as_str).collect();
            index.sort_unstable();
            index == key
        };
        if key.is_empty() || self.unique.iter().any(covers) {
            return Ok(());
        }
        let error = plan.wrong("the key has no unique index of exactly its columns");
        Err(error.with("upsert_on", shown))
    }
}

impl FoundColumn {
    /// The `Config` error for a column of another type than the row's.
    pub fn wrong_type(&self, plan: &Plan, column: &Column, fits: &str) -> Error {
        let error = plan.wrong("a column has a type that the row's values do not fit");
        let error = error.with("column", &column.name).with("type", &self.ty);
        error.with("row", format_args!("{:?}", column.ty)).with("fits", fits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::tests::plan;
    use aqueduct_core::ErrorKind;

    fn table() -> FoundTable {
        let column =
            |name: &str| FoundColumn { name: name.into(), ty: "int".into(), ..FoundColumn::default() };
        FoundTable {
            columns: vec![column("id"), column("text"), column("v")],
            unique: vec![vec!["text".into(), "id".into()]],
        }
    }

    fn refused(table: &FoundTable, plan: &Plan, key: &str) -> String {
        let error = table.fit(plan).unwrap_err();
        assert_eq!((error.kind(), error.context("table")), (ErrorKind::Config, Some("t")));
        error.context(key).unwrap().to_owned()
    }

    #[test]
    fn a_table_that_fits_answers_with_its_columns() {
        let (table, plan) = (table(), plan(&["id", "text"], Some("v")));
        let names: Vec<_> = table.fit(&plan).unwrap().iter().map(|c| c.name.as_str()).collect();
        assert_eq!(names, ["id", "text"]);
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let mut other = table();
        other.columns.remove(1);
        assert_eq!(refused(&other, &plan(&[], None), "column"), "text");
        assert_eq!(refused(&other, &plan(&[], None), "columns of the table"), "id, v");
        other = table();
        other.columns[2].required = true;
        assert_eq!(refused(&other, &plan(&[], None), "column"), "v");
        assert!(other.fit(&plan(&[], Some("v"))).is_ok(), "the version is given");
        other = table();
        other.columns[0].generated = true;
        assert_eq!(refused(&other, &plan(&[], None), "column"), "id");
        assert_eq!(refused(&table(), &plan(&["id"], None), "upsert_on"), "id");
        assert_eq!(refused(&table(), &plan(&[], Some("w")), "column"), "w");
    }
}
