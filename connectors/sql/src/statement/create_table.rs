use super::Sql;
use super::names::{name, quoted};
use crate::{Dialect, Plan};
use aqueduct_core::ColumnType;

/// How a kind of database calls the types of new columns.
pub type NewColumn = fn(ColumnType) -> &'static str;

/// Makes the table of a plan unless it is there, with the key as its primary key. `ending` follows the
/// columns.
pub fn create_table(dialect: &Dialect, plan: &Plan, types: NewColumn, ending: &'static str) -> Sql {
    let mut parts: Vec<_> = plan
        .columns
        .iter()
        .map(|column| {
            let null = if column.nullable { "" } else { " NOT NULL" };
            format!("{} {}{null}", name(dialect, &column.name), types(column.ty))
        })
        .collect();
    if let Some(version) = &plan.version {
        parts.push(format!("{} {} NOT NULL DEFAULT 0", name(dialect, version), types(ColumnType::Int)));
    }
    if !plan.key.is_empty() {
        let key: Vec<_> = plan.key.iter().map(|at| name(dialect, &plan.columns[*at].name)).collect();
        parts.push(format!("PRIMARY KEY ({})", key.join(", ")));
    }
    let table = quoted(dialect, &plan.table);
    Sql::new(format!("CREATE TABLE IF NOT EXISTS {table} ({}){ending}", parts.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::tests::plan;

    #[test]
    fn the_key_is_the_primary_key() {
        let dialect = Dialect { quote: '"', longest_name: 63 };
        let types: NewColumn = |ty| if ty == ColumnType::Int { "bigint" } else { "text" };
        let sql = create_table(&dialect, &plan(&["id"], Some("v")), types, " STRICT");
        assert_eq!(
            sql.as_str(),
            "CREATE TABLE IF NOT EXISTS \"t\" (\"id\" bigint NOT NULL, \"text\" text, \
             \"v\" bigint NOT NULL DEFAULT 0, PRIMARY KEY (\"id\")) STRICT"
        );
    }
}
