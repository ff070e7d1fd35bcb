use super::error::error;
use super::inspect::TableLayout;
use crate::stored::{self, Stored};
use aqueduct_core::{Error, Value};
use aqueduct_sql::{Failure, Rows, Session, Step};
use async_trait::async_trait;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments, SqliteConnection};
use std::fmt;
use std::sync::Arc;

/// A connection, which is a thread with the file open.
pub struct SqliteSession {
    connection: SqliteConnection,
    layout: Arc<TableLayout>,
    path: String,
}

impl SqliteSession {
    pub(super) fn new(connection: SqliteConnection, layout: Arc<TableLayout>, path: String) -> Self {
        Self { connection, layout, path }
    }

    fn failed(&self, failure: sqlx::Error) -> Failure {
        match error(failure) {
            Failure::Lost(error) => Failure::Lost(error.with("path", &self.path)),
            other => other,
        }
    }

    fn bind(&self, rows: Rows<'_>, version: i64) -> Result<SqliteArguments, Failure> {
        let mut arguments = SqliteArguments::default();
        for row in rows.iter() {
            for (at, value) in row.iter().enumerate() {
                let bound = bind(&mut arguments, value, self.layout.stored(at));
                bound.map_err(|e| Failure::Lost(Error::internal("a value cannot be bound").because(e)))?;
            }
            if self.layout.versioned {
                let bound = arguments.add(version);
                bound.map_err(|e| Failure::Lost(Error::internal("a version cannot be bound").because(e)))?;
            }
        }
        Ok(arguments)
    }
}

fn bind(
    into: &mut SqliteArguments,
    value: &Value<'_>,
    stored: Stored,
) -> Result<(), sqlx::error::BoxDynError> {
    match value {
        Value::Null => into.add(None::<i64>),
        Value::Bool(value) => into.add(i64::from(*value)),
        Value::Int(value) => into.add(*value),
        Value::UInt(value) => into.add(i64::try_from(*value)?),
        Value::Float(value) => into.add(*value),
        Value::Text(value) => into.add(&**value),
        Value::Bytes(value) => into.add(*value),
        Value::Time(at) if stored == Stored::Micros => into.add(at.micros()),
        Value::Time(at) => into.add(stored::iso(*at)),
        _ => Err("a kind of value that SQLite does not have".into()),
    }
}

#[async_trait]
impl Session for SqliteSession {
    // Several statements for one call.
    const ATOMIC: bool = false;

    async fn step(&mut self, step: Step) -> Result<(), Failure> {
        let sql = match step {
            // Takes the lock at once: a transaction that first reads and then writes may be turned away.
            Step::Begin => "BEGIN IMMEDIATE",
            Step::CheckAtOnce => return Ok(()),
            Step::Savepoint => "SAVEPOINT piece",
            Step::Back => "ROLLBACK TO piece; RELEASE piece",
            Step::Release => "RELEASE piece",
            Step::Commit => "COMMIT",
            Step::Rollback => "ROLLBACK",
        };
        let done = sqlx::raw_sql(sql).execute(&mut self.connection).await;
        done.map(|_| ()).map_err(|e| self.failed(e))
    }

    async fn insert(&mut self, rows: Rows<'_>, version: i64) -> Result<(), Failure> {
        let mut rows = rows;
        while !rows.is_empty() {
            let (statement, size) = self.layout.statement(rows.len());
            let statement = statement.clone();
            let (piece, rest) = rows.split_at(size);
            let arguments = self.bind(piece, version)?;
            let done = sqlx::query_with(statement, arguments).execute(&mut self.connection).await;
            done.map_err(|e| self.failed(e))?;
            rows = rest;
        }
        Ok(())
    }
}

impl fmt::Debug for SqliteSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteSession").field("path", &self.path).finish_non_exhaustive()
    }
}
