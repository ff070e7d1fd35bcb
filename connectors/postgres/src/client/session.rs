use super::array::Array;
use super::error::failure;
use super::inspect::TableLayout;
use aqueduct_core::{Error, ErrorKind};
use aqueduct_sql::{Failure, Rows, Session, Step};
use async_trait::async_trait;
use sqlx::postgres::PgArguments;
use sqlx::{Arguments, Connection, PgConnection};
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

/// A connection, and how long it may be silent. After an answer that does not come it is not used again.
pub(super) struct Link {
    pub(super) connection: PgConnection,
    address: Arc<str>,
    deadline: Duration,
}

impl Link {
    pub(super) fn new(connection: PgConnection, address: Arc<str>, deadline: Duration) -> Self {
        Self { connection, address, deadline }
    }

    /// Asks, and waits for the answer as long as the server may take.
    pub(super) async fn ask<'c, O, F>(
        &'c mut self,
        question: impl FnOnce(&'c mut PgConnection) -> F,
    ) -> Result<O, Failure>
    where
        F: Future<Output = sqlx::Result<O>>,
    {
        let Self { connection, address, deadline } = self;
        match tokio::time::timeout(*deadline, question(connection)).await {
            Ok(answer) => answer.map_err(|e| match failure(e) {
                Failure::Lost(error) => Failure::Lost(error.with("address", address)),
                Failure::Conflict(error) => Failure::Conflict(error.with("address", address)),
                other => other,
            }),
            Err(_) => {
                let error = Error::new(ErrorKind::Unavailable, "the server does not answer");
                let error = error.with("address", address).with("waited", format_args!("{deadline:?}"));
                Err(Failure::Lost(error))
            }
        }
    }

    /// Says goodbye, if that is quickly done.
    pub(super) async fn close(self) {
        // Nothing is in flight: without a goodbye the server notices as well.
        let _ = tokio::time::timeout(Duration::from_secs(1), self.connection.close()).await;
    }
}

/// A connection to write with.
pub struct PostgresSession {
    link: Link,
    layout: Arc<TableLayout>,
}

impl PostgresSession {
    pub(super) fn new(link: Link, layout: Arc<TableLayout>) -> Self {
        Self { link, layout }
    }
}

/// The parameters of a statement: each column, then the version.
pub(super) fn arguments(layout: &TableLayout, rows: Rows<'_>, version: i64) -> Result<PgArguments, Failure> {
    let mut arguments = PgArguments::default();
    let wrong =
        |e: sqlx::error::BoxDynError| Failure::Lost(Error::internal("a column cannot be bound").because(e));
    for (column, wire) in layout.wires().iter().enumerate() {
        arguments.add(Array { rows, column, wire: *wire }).map_err(wrong)?;
    }
    if layout.versioned {
        arguments.add(version).map_err(wrong)?;
    }
    Ok(arguments)
}

#[async_trait]
impl Session for PostgresSession {
    const ATOMIC: bool = true;

    async fn step(&mut self, step: Step) -> Result<(), Failure> {
        let sql = match step {
            Step::Begin => "BEGIN",
            Step::CheckAtOnce => "SET CONSTRAINTS ALL IMMEDIATE",
            Step::Savepoint => "SAVEPOINT piece",
            Step::Back => "ROLLBACK TO SAVEPOINT piece; RELEASE SAVEPOINT piece",
            Step::Release => "RELEASE SAVEPOINT piece",
            Step::Commit => "COMMIT",
            Step::Rollback => "ROLLBACK",
        };
        self.link.ask(|connection| sqlx::raw_sql(sql).execute(connection)).await.map(|_| ())
    }

    async fn insert(&mut self, rows: Rows<'_>, version: i64) -> Result<(), Failure> {
        let arguments = arguments(&self.layout, rows, version)?;
        let insert = sqlx::query_with(self.layout.statement(), arguments);
        self.link.ask(|connection| insert.execute(connection)).await.map(|_| ())
    }
}

impl fmt::Debug for PostgresSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresSession").field("address", &self.link.address).finish_non_exhaustive()
    }
}
