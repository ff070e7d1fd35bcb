use super::Sql;
use super::conflict::conflict;
use super::names::{columns, quoted};
use crate::{Dialect, Plan};

/// Writes `rows` rows with one parameter per value, row by row, each followed by its version.
///
/// `INSERT INTO "t" AS there ("a", "b") VALUES (?, ?), (?, ?) ON CONFLICT ..`
pub fn insert_values(dialect: &Dialect, plan: &Plan, rows: usize) -> Sql {
    let width = plan.columns.len() + usize::from(plan.version.is_some());
    let row = format!("({})", vec!["?"; width].join(", "));
    Sql::new(format!(
        "INSERT INTO {} AS there ({}) VALUES {}{}",
        quoted(dialect, &plan.table),
        columns(dialect, plan),
        vec![row; rows].join(", "),
        conflict(dialect, plan),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::tests::plan;

    #[test]
    fn each_value_has_a_place_of_its_own() {
        let dialect = Dialect { quote: '"', longest_name: 63 };
        let sql = insert_values(&dialect, &plan(&["id"], Some("v")), 2);
        assert_eq!(
            sql.as_str(),
            "INSERT INTO \"t\" AS there (\"id\", \"text\", \"v\") VALUES (?, ?, ?), (?, ?, ?) \
             ON CONFLICT (\"id\") DO UPDATE SET \"text\" = excluded.\"text\", \"v\" = excluded.\"v\" \
             WHERE there.\"v\" IS NULL OR excluded.\"v\" >= there.\"v\""
        );
        let sql = insert_values(&dialect, &plan(&[], None), 1);
        assert_eq!(sql.as_str(), "INSERT INTO \"t\" AS there (\"id\", \"text\") VALUES (?, ?)");
    }
}
