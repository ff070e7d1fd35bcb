use aqueduct_core::fault::Faults;
use aqueduct_core::{Error, EventTime, Record, Row, Run, Sink, SinkWriter, SubtaskId};
use aqueduct_sql::InPlace;
use aqueduct_sqlite::{SqliteSink, SqliteWriter};
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};
use std::time::Duration;
use tempfile::TempDir;

/// A file in a folder of its own, which goes with it.
pub(crate) struct File {
    pub(crate) folder: TempDir,
}

impl File {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self) -> String {
        self.folder.path().join("it is a?.db").to_str().unwrap().to_owned()
    }

    /// Another client's connection.
    pub(crate) async fn client(&self) -> SqliteConnection {
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(self.path());
        let options = options.create_if_missing(true).busy_timeout(Duration::from_secs(30));
        SqliteConnection::connect_with(&options).await.unwrap()
    }

    pub(crate) async fn run(&self, sql: &str) {
        let mut client = self.client().await;
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut client).await.unwrap();
        client.close().await.unwrap();
    }

    pub(crate) async fn all<R>(&self, sql: &str) -> Vec<R>
    where
        R: for<'r> sqlx::FromRow<'r, sqlx::sqlite::SqliteRow> + Send + Unpin,
    {
        sqlx::query_as(AssertSqlSafe(sql)).fetch_all(&mut self.client().await).await.unwrap()
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

pub(crate) async fn open<T: Row + Send + 'static, M: InPlace>(
    sink: &SqliteSink<T, M>,
    incarnation: u64,
) -> SqliteWriter<T> {
    sink.claim(&run(incarnation)).await.unwrap();
    sink.open(SubtaskId(0), &run(incarnation)).await.unwrap()
}

/// Writes rows of which none is refused.
pub(crate) async fn write<T: Row + Send + 'static>(writer: &mut SqliteWriter<T>, values: Vec<T>) {
    let mut given = rows(values);
    let refused = writer.write(&mut given).await.unwrap();
    let reasons: Vec<_> = refused.iter().map(|row| &row.reason).collect();
    assert!(given.is_empty() && reasons.is_empty(), "{reasons:?}");
}

/// The error of a `claim` that must not work.
pub(crate) async fn claim_fails<T: Row + Send + 'static, M: InPlace>(sink: SqliteSink<T, M>) -> Error {
    sink.claim(&run(1)).await.unwrap_err()
}
