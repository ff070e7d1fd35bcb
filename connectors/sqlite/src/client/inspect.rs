use super::DIALECT;
use super::error::error;
use crate::stored::{self, Stored};
use aqueduct_core::{Error, Result, Value};
use aqueduct_sql::statement::{Sql, create_table, insert_values};
use aqueduct_sql::{FoundColumn, FoundTable, Layout, Plan};
use sqlx::{Executor, Row, SqlSafeStr, SqliteConnection};
use std::borrow::Cow;

/// How rows go into the table.
#[derive(Debug)]
pub struct TableLayout {
    columns: Vec<Stored>,
    /// Statements of 1, 2, 4, .. rows: few enough to stay prepared.
    statements: Vec<Sql>,
    mend: bool,
    pub(super) versioned: bool,
}

/// SQLite takes this many parameters in one statement.
const PARAMETERS: usize = 32_766;
/// More rows in one statement are not faster.
const ROWS: usize = 256;

impl TableLayout {
    fn new(plan: &Plan, columns: Vec<Stored>, mend: bool) -> Self {
        let width = plan.columns.len() + 1;
        let most = (PARAMETERS / width).clamp(1, ROWS);
        let sizes = std::iter::successors(Some(1), |rows| Some(rows * 2)).take_while(|rows| *rows <= most);
        let statements = sizes.map(|rows| insert_values(&DIALECT, plan, rows)).collect();
        Self { columns, statements, mend, versioned: plan.version.is_some() }
    }

    /// The largest statement for at most so many rows, and for how many it is.
    pub(super) fn statement(&self, rows: usize) -> (&Sql, usize) {
        let size = (rows.max(1).ilog2() as usize).min(self.statements.len() - 1);
        (&self.statements[size], 1 << size)
    }

    pub(super) fn stored(&self, column: usize) -> Stored {
        self.columns[column]
    }
}

impl Layout for TableLayout {
    fn admit(&self, column: usize, value: &mut Value<'_>) -> Result<(), Cow<'static, str>> {
        stored::admit(self.columns[column], self.mend, value)
    }
}

/// Makes the table if that is asked for, and checks it.
pub(super) async fn inspect(
    connection: &mut SqliteConnection,
    plan: &Plan,
    create: bool,
    mend: bool,
) -> Result<TableLayout> {
    let failed = |e: sqlx::Error| error(e).into_error().with("table", &plan.table);
    let mut table = look(connection, plan).await.map_err(failed)?;
    if table.columns.is_empty() && create {
        // STRICT: a value of another type is refused and not converted.
        let made = create_table(&DIALECT, plan, stored::new_column, " STRICT");
        sqlx::query(made).execute(&mut *connection).await.map_err(failed)?;
        table = look(connection, plan).await.map_err(failed)?;
    }
    if table.columns.is_empty() {
        return Err(plan.wrong("the table does not exist"));
    }
    let layout = TableLayout::new(plan, columns(plan, &table)?, mend);
    // Whether the file can be written to, and what SQLite thinks of the statement.
    sqlx::raw_sql("BEGIN IMMEDIATE; ROLLBACK").execute(&mut *connection).await.map_err(failed)?;
    let statement = layout.statements[0].clone().into_sql_str();
    connection.prepare(statement).await.map_err(failed)?;
    Ok(layout)
}

fn columns(plan: &Plan, table: &FoundTable) -> Result<Vec<Stored>> {
    let found = table.fit(plan)?;
    let version = table.columns.iter().find(|column| Some(&column.name) == plan.version.as_ref());
    if let Some(version) = version.filter(|it| !it.ty.to_ascii_uppercase().contains("INT")) {
        let error = plan.wrong("the version's column is not an INTEGER").with("column", &version.name);
        return Err(error.with("type", &version.ty));
    }
    let pairs = plan.columns.iter().zip(found);
    pairs
        .map(|(column, found)| {
            let stored = stored::stored(column.ty, &found.ty);
            stored.ok_or_else(|| found.wrong_type(plan, column, stored::fits(column.ty)))
        })
        .collect::<Result<_, Error>>()
}

async fn look(connection: &mut SqliteConnection, plan: &Plan) -> sqlx::Result<FoundTable> {
    let schema = plan.table.schema().unwrap_or("main");
    let rows = sqlx::query(
        "SELECT name, type, \"notnull\", dflt_value IS NOT NULL, pk, hidden FROM pragma_table_xinfo(?, ?)",
    );
    let rows = rows.bind(plan.table.name()).bind(schema).fetch_all(&mut *connection).await?;
    let (mut table, mut primary) = (FoundTable::default(), Vec::new());
    for row in rows {
        let (name, ty): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        let (not_null, default): (bool, bool) = (row.try_get(2)?, row.try_get(3)?);
        let (key, hidden): (i64, i64) = (row.try_get(4)?, row.try_get(5)?);
        // An INTEGER PRIMARY KEY is numbered by itself.
        let numbered = key > 0 && ty.eq_ignore_ascii_case("INTEGER");
        let required = not_null && !default && !numbered && hidden == 0;
        if key > 0 {
            primary.push(name.clone());
        }
        table.columns.push(FoundColumn { name, ty, required, generated: hidden > 1 });
    }
    table.unique = indexes(connection, plan.table.name(), schema).await?;
    if !primary.is_empty() {
        table.unique.push(primary);
    }
    Ok(table)
}

/// The unique indexes over all rows. One over an expression has a column without a name.
async fn indexes(
    connection: &mut SqliteConnection,
    table: &str,
    schema: &str,
) -> sqlx::Result<Vec<Vec<String>>> {
    let list = sqlx::query("SELECT name FROM pragma_index_list(?, ?) WHERE \"unique\" AND NOT partial");
    let list = list.bind(table).bind(schema).fetch_all(&mut *connection).await?;
    let mut indexes = Vec::new();
    for index in list {
        let columns = sqlx::query("SELECT name FROM pragma_index_info(?, ?) ORDER BY seqno");
        let columns = columns.bind(index.try_get::<String, _>(0)?).bind(schema);
        let columns = columns.fetch_all(&mut *connection).await?;
        let names: Vec<Option<String>> =
            columns.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
        indexes.extend(names.into_iter().collect::<Option<Vec<_>>>());
    }
    Ok(indexes)
}
