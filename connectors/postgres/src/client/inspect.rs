use super::DIALECT;
use super::session::{Link, arguments};
use crate::wire::{self, PgType, Wire};
use aqueduct_core::{Result, Value};
use aqueduct_sql::statement::{ArrayColumn, Sql, create_table, insert_arrays, quoted};
use aqueduct_sql::{Failure, FoundColumn, FoundTable, Layout, Plan, Rows};
use sqlx::Row;
use sqlx::postgres::PgRow;
use std::borrow::Cow;

/// How rows go into the table.
#[derive(Debug)]
pub struct TableLayout {
    wires: Vec<Wire>,
    statement: Sql,
    mend: bool,
    pub(super) versioned: bool,
}

impl TableLayout {
    pub(super) fn wires(&self) -> &[Wire] {
        &self.wires
    }

    pub(super) fn statement(&self) -> Sql {
        self.statement.clone()
    }
}

impl Layout for TableLayout {
    fn admit(&self, column: usize, value: &mut Value<'_>) -> Result<(), Cow<'static, str>> {
        self.wires[column].admit(self.mend, value)
    }
}

/// A table and the types of its columns, in their order.
#[derive(Default)]
struct Seen {
    table: FoundTable,
    types: Vec<PgType>,
    kind: String,
    persistence: String,
}

/// Makes the table if that is asked for, and checks it.
pub(super) async fn inspect(link: &mut Link, plan: &Plan, create: bool, mend: bool) -> Result<TableLayout> {
    let failed = |failure: Failure| failure.into_error().with("table", &plan.table);
    let mut seen = look(link, plan).await.map_err(failed)?;
    if seen.is_none() && create {
        let made = make(link, plan).await;
        // Whoever else made it at the same time: what counts is that it is there.
        seen = look(link, plan).await.map_err(failed)?;
        if seen.is_none() {
            made.map_err(failed)?;
        }
    }
    let seen = seen.ok_or_else(|| plan.wrong("the table does not exist"))?;
    let layout = layout(plan, &seen, mend)?;
    rehearse(link, &layout).await.map_err(failed)?;
    Ok(layout)
}

async fn make(link: &mut Link, plan: &Plan) -> Result<(), Failure> {
    let made = create_table(&DIALECT, plan, wire::new_column, "");
    link.ask(|connection| sqlx::raw_sql(made).execute(connection)).await.map(|_| ())
}

fn layout(plan: &Plan, seen: &Seen, mend: bool) -> Result<TableLayout> {
    if !["r", "p", "v", "f"].contains(&seen.kind.as_str()) {
        return Err(plan.wrong("what has this name is not a table"));
    }
    if seen.persistence == "u" {
        return Err(plan.wrong("the table is UNLOGGED: its rows do not survive a crash of the server"));
    }
    let found = seen.table.fit(plan)?;
    let type_of = |name: &str| {
        let at = seen.table.columns.iter().position(|column| column.name == name);
        at.map(|at| &seen.types[at])
    };
    let (mut wires, mut arrays) = (Vec::new(), Vec::new());
    for (column, found) in plan.columns.iter().zip(found) {
        let fitting = type_of(&column.name).and_then(|to| wire::wire(column.ty, to));
        let (wire, cast) = fitting.ok_or_else(|| found.wrong_type(plan, column, wire::fits(column.ty)))?;
        wires.push(wire);
        arrays.push(ArrayColumn { element: wire.name(), cast });
    }
    let is_bigint = |version: &String| type_of(version).is_some_and(|to| to.builtin && to.name == "int8");
    if let Some(version) = plan.version.as_ref().filter(|version| !is_bigint(version)) {
        return Err(plan.wrong("the version's column is not a bigint").with("column", version));
    }
    let statement = insert_arrays(&DIALECT, plan, &arrays);
    Ok(TableLayout { wires, statement, mend, versioned: plan.version.is_some() })
}

/// Writes no rows, and takes that back: what the server has against the statement, it says now.
async fn rehearse(link: &mut Link, layout: &TableLayout) -> Result<(), Failure> {
    let insert = sqlx::query_with(layout.statement(), arguments(layout, Rows::none(), 0)?).persistent(false);
    link.ask(|connection| sqlx::raw_sql("BEGIN").execute(connection)).await?;
    link.ask(|connection| insert.execute(connection)).await?;
    link.ask(|connection| sqlx::raw_sql("ROLLBACK").execute(connection)).await?;
    Ok(())
}

const TABLE: &str = "SELECT relkind::text, relpersistence::text FROM pg_catalog.pg_class \
    WHERE oid = to_regclass($1)";

/// The columns with their types; of a domain the type that is under it.
const COLUMNS: &str = "
    SELECT a.attname::text, format_type(a.atttypid, a.atttypmod),
           b.typname::text, format_type(b.oid, NULL),
           b.typnamespace = 'pg_catalog'::regnamespace, b.typtype = 'e', b.typcategory = 'S',
           (a.attnotnull OR t.typnotnull)
               AND NOT (a.atthasdef OR a.attidentity <> '' OR t.typdefault IS NOT NULL),
           a.attgenerated <> '' OR a.attidentity = 'a'
    FROM pg_catalog.pg_attribute a
    JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
    CROSS JOIN LATERAL (
        WITH RECURSIVE under(oid, base, kind) AS (
            SELECT t.oid, t.typbasetype, t.typtype
            UNION ALL
            SELECT d.oid, d.typbasetype, d.typtype
            FROM under JOIN pg_catalog.pg_type d ON d.oid = under.base WHERE under.kind = 'd'
        )
        SELECT oid FROM under WHERE kind <> 'd'
    ) u
    JOIN pg_catalog.pg_type b ON b.oid = u.oid
    WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY a.attnum";

/// The columns of the unique indexes that an `ON CONFLICT` can use.
const UNIQUE: &str = "
    SELECT array_agg(a.attname::text ORDER BY k.n)
    FROM pg_catalog.pg_index i
    CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, n)
    JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
    WHERE i.indrelid = to_regclass($1) AND i.indisunique AND i.indimmediate AND i.indisvalid
      AND i.indpred IS NULL AND i.indexprs IS NULL AND k.n <= i.indnkeyatts
    GROUP BY i.indexrelid";

async fn look(link: &mut Link, plan: &Plan) -> Result<Option<Seen>, Failure> {
    let name = &quoted(&DIALECT, &plan.table);
    let ask = |sql: &'static str| sqlx::query(sql).persistent(false).bind(name.clone());
    let table = link.ask(|connection| ask(TABLE).fetch_optional(connection)).await?;
    let Some(table) = table else {
        return Ok(None);
    };
    let columns = link.ask(|connection| ask(COLUMNS).fetch_all(connection)).await?;
    let unique = link.ask(|connection| ask(UNIQUE).fetch_all(connection)).await?;
    seen(&table, &columns, &unique).map(Some).map_err(super::error::failure)
}

fn seen(table: &PgRow, columns: &[PgRow], unique: &[PgRow]) -> sqlx::Result<Seen> {
    let mut seen = Seen { kind: table.try_get(0)?, persistence: table.try_get(1)?, ..Seen::default() };
    for row in columns {
        let name: String = row.try_get(0)?;
        let (required, generated) = (row.try_get(7)?, row.try_get(8)?);
        seen.table.columns.push(FoundColumn { name, ty: row.try_get(1)?, required, generated });
        let (builtin, is_enum, is_string) = (row.try_get(4)?, row.try_get(5)?, row.try_get(6)?);
        seen.types.push(PgType { name: row.try_get(2)?, cast: row.try_get(3)?, builtin, is_enum, is_string });
    }
    seen.table.unique = unique.iter().map(|row| row.try_get(0)).collect::<sqlx::Result<_>>()?;
    Ok(seen)
}
