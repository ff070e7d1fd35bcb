use crate::{Dialect, Plan, TableName};

pub(super) fn name(dialect: &Dialect, name: &str) -> String {
    let quote = dialect.quote;
    let doubled = String::from_iter([quote, quote]);
    format!("{quote}{}{quote}", name.replace(quote, &doubled))
}

/// The table's name as it stands in a statement: for functions of the database that take a name as a
/// value, such as PostgreSQL's `to_regclass`.
pub fn quoted(dialect: &Dialect, table: &TableName) -> String {
    let own = name(dialect, table.name());
    match table.schema() {
        Some(schema) => format!("{}.{own}", name(dialect, schema)),
        None => own,
    }
}

/// All columns that are written: those of the row, then the version.
pub(super) fn columns(dialect: &Dialect, plan: &Plan) -> String {
    let names = plan.columns.iter().map(|column| &column.name).chain(&plan.version);
    names.map(|it| name(dialect, it)).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOUBLE: Dialect = Dialect { quote: '"', longest_name: 63 };

    #[test]
    fn a_quote_within_a_name_cannot_end_it() {
        assert_eq!(name(&DOUBLE, "weird \"name;--"), "\"weird \"\"name;--\"");
        assert_eq!(name(&Dialect { quote: '`', ..DOUBLE }, "a`b\"c"), "`a``b\"c`");
        let table = TableName::in_schema("s\"", "t");
        assert_eq!(quoted(&DOUBLE, &table), "\"s\"\"\".\"t\"");
        assert_eq!(quoted(&DOUBLE, &TableName::new("Order")), "\"Order\"");
    }
}
