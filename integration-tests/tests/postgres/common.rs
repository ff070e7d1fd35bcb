use aqueduct_core::fault::Faults;
use aqueduct_core::{Error, EventTime, Record, Row, Run, Sink, SinkWriter, SubtaskId};
use aqueduct_integration_tests::postgres::Postgres;
use aqueduct_integration_tests::proxy::Proxy;
use aqueduct_postgres::PostgresWriter;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// A table with a name of its own on the shared server.
pub(crate) struct Table {
    pub(crate) postgres: &'static Postgres,
    pub(crate) name: String,
}

impl Table {
    /// The name, without a table.
    pub(crate) async fn none() -> Option<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let postgres = Postgres::shared().await?;
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        Some(Self { postgres, name: format!("t_{}_{count}", std::process::id()) })
    }

    /// With a table of these columns.
    pub(crate) async fn of(columns: &str) -> Option<Self> {
        let table = Self::none().await?;
        table.run(&format!("CREATE TABLE {} ({columns})", table.name)).await;
        Some(table)
    }

    /// `id` is the key; `bad` is no text.
    pub(crate) async fn keyed() -> Option<Self> {
        Self::of("id bigint PRIMARY KEY, text text NOT NULL CHECK (text <> 'bad')").await
    }

    pub(crate) fn url(&self) -> &'static str {
        self.postgres.url()
    }

    /// `HOST:PORT`.
    pub(crate) fn address(&self) -> &'static str {
        self.url().split(['@', '/']).nth(3).unwrap()
    }

    /// The network to the server, and the URL through it.
    pub(crate) async fn proxy(&self) -> (Proxy, String) {
        let proxy = Proxy::to(self.address()).await;
        let url = self.url().replacen(self.address(), proxy.address(), 1);
        (proxy, url)
    }

    /// Another client's connection.
    pub(crate) async fn client(&self) -> PgConnection {
        PgConnection::connect(self.url()).await.unwrap()
    }

    /// Runs this, in which `$t` is the table.
    pub(crate) async fn run(&self, sql: &str) {
        let sql = sql.replace("$t", &self.name);
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut self.client().await).await.unwrap();
    }

    /// The rows of this query, in which `$t` is the table.
    pub(crate) async fn all<R>(&self, sql: &str) -> Vec<R>
    where
        R: for<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow> + Send + Unpin,
    {
        let sql = sql.replace("$t", &self.name);
        sqlx::query_as(AssertSqlSafe(sql)).fetch_all(&mut self.client().await).await.unwrap()
    }

    pub(crate) async fn rows(&self) -> Vec<(i64, String)> {
        self.all("SELECT id, text FROM $t ORDER BY id, text").await
    }

    /// Waits until this query, in which `$t` is the table, answers true.
    pub(crate) async fn until(&self, sql: &str) {
        for _ in 0..2_000 {
            if self.all::<(bool,)>(sql).await[0].0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("still not true: {sql}");
    }
}

pub(crate) fn run(incarnation: u64) -> Run {
    Run {
        pipeline: "shop".to_owned(),
        sink: "orders".to_owned(),
        store: 7,
        incarnation,
        patience: Duration::from_secs(1),
        faults: Faults::default(),
    }
}

pub(crate) fn rows<T>(values: impl IntoIterator<Item = T>) -> Vec<Record<T>> {
    let values = values.into_iter();
    values.map(|value| Record::new(value, EventTime::from_secs(1))).collect()
}

pub(crate) fn texts(rows: &[(i64, &str)]) -> Vec<(i64, String)> {
    rows.iter().map(|(id, text)| (*id, (*text).to_owned())).collect()
}

pub(crate) async fn open<T, S>(sink: &S, incarnation: u64) -> PostgresWriter<T>
where
    T: Row + Send + 'static,
    S: Sink<T, Writer = PostgresWriter<T>>,
{
    sink.claim(&run(incarnation)).await.unwrap();
    sink.open(SubtaskId(0), &run(incarnation)).await.unwrap()
}

/// Writes rows of which none is refused.
pub(crate) async fn write<T: Row + Send + 'static>(writer: &mut PostgresWriter<T>, values: Vec<T>) {
    let mut given = rows(values);
    let refused = writer.write(&mut given).await.unwrap();
    let reasons: Vec<_> = refused.iter().map(|row| &row.reason).collect();
    assert!(given.is_empty() && reasons.is_empty(), "{reasons:?}");
}

/// The error of a `claim` that must not work.
pub(crate) async fn claim_fails<T: Send + 'static, S: Sink<T>>(sink: S) -> Error {
    sink.claim(&run(1)).await.unwrap_err()
}
