use sqlx::sqlite::{SqliteConnectOptions, SqliteRow};
use sqlx::{ConnectOptions, Connection, FromRow};
use std::path::Path;

/// The rows of a query over an SQLite file, as another program sees them.
pub(crate) fn query<R>(file: &Path, sql: &'static str) -> Vec<R>
where
    R: for<'r> FromRow<'r, SqliteRow> + Send + Unpin,
{
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut connection = SqliteConnectOptions::new().filename(file).connect().await.unwrap();
        let rows = sqlx::query_as(sql).fetch_all(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        rows
    })
}
