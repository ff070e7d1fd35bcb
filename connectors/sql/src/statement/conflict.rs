use super::names::name;
use crate::{Dialect, Plan};

/// What becomes of the row that is there already, as PostgreSQL and SQLite say it; nothing for appends.
/// The table is called `there`.
pub(super) fn conflict(dialect: &Dialect, plan: &Plan) -> String {
    if plan.key.is_empty() {
        return String::new();
    }
    let key: Vec<_> = plan.key.iter().map(|at| name(dialect, &plan.columns[*at].name)).collect();
    let others = plan.columns.iter().enumerate().filter(|(at, _)| !plan.key.contains(at));
    let others = others.map(|(_, column)| &column.name).chain(&plan.version);
    let set: Vec<_> =
        others.map(|it| name(dialect, it)).map(|column| format!("{column} = excluded.{column}")).collect();
    let key = key.join(", ");
    if set.is_empty() {
        return format!(" ON CONFLICT ({key}) DO NOTHING");
    }
    let newer = plan.version.as_ref().map_or_else(String::new, |version| {
        let version = name(dialect, version);
        format!(" WHERE there.{version} IS NULL OR excluded.{version} >= there.{version}")
    });
    format!(" ON CONFLICT ({key}) DO UPDATE SET {}{newer}", set.join(", "))
}
