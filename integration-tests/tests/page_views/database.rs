use crate::expected::{Letter, Tables};
use sqlx::postgres::{PgConnectOptions, PgRow};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, FromRow, PgConnection};
use std::str::FromStr;

/// A database of its own on a server.
pub(crate) struct Database {
    server: String,
    name: String,
}

impl Database {
    pub(crate) async fn new(server: &str, name: &str) -> Self {
        let name = format!("page_views_{}_{name}", std::process::id());
        let database = Self { server: server.to_owned(), name };
        let mut client = PgConnection::connect(server).await.unwrap();
        for sql in [
            format!("DROP DATABASE IF EXISTS {}", database.name),
            format!("CREATE DATABASE {}", database.name),
        ] {
            sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut client).await.unwrap();
        }
        database
    }

    /// With the password.
    pub(crate) fn url(&self) -> String {
        let options = PgConnectOptions::from_str(&self.server).unwrap();
        options.database(&self.name).to_url_lossy().into()
    }

    async fn all<R>(&self, sql: &'static str) -> Result<Vec<R>, sqlx::Error>
    where
        R: for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        let mut client = PgConnection::connect(&self.url()).await?;
        let rows = sqlx::query_as(sql).fetch_all(&mut client).await;
        client.close().await?;
        rows
    }

    /// How many rows this table has.
    pub(crate) async fn count(&self, table: &str) -> i64 {
        let mut client = PgConnection::connect(&self.url()).await.unwrap();
        let sql = AssertSqlSafe(format!("SELECT count(*) FROM {table}"));
        sqlx::query_scalar(sql).fetch_one(&mut client).await.unwrap()
    }

    /// How many rows there are. None before the program has made its tables.
    pub(crate) async fn rows(&self) -> i64 {
        let sql = "SELECT (SELECT count(*) FROM page_views) + (SELECT count(*) FROM dead_letters)";
        self.all::<(i64,)>(sql).await.map_or(0, |rows| rows[0].0)
    }

    /// Whether there is a dead letter of the first message of this partition.
    pub(crate) async fn reads(&self, partition: usize) -> bool {
        let letters = self.all::<(String,)>("SELECT coordinates FROM dead_letters").await.unwrap_or_default();
        letters.iter().any(|(place,)| place.ends_with(&format!("/{partition}@0")))
    }

    pub(crate) async fn tables(&self) -> Tables {
        let views = "SELECT extract(epoch FROM window_start)::bigint, path, views FROM page_views
            WHERE window_end = window_start + interval '30 seconds'";
        let top = "SELECT extract(epoch FROM window_start)::bigint, rank, path, views FROM top_pages";
        let letters = "SELECT coordinates, stage, reason, rule, payload FROM dead_letters WHERE ordinal = 0";
        let views: Vec<(i64, String, i64)> = self.all(views).await.unwrap();
        let top: Vec<(i64, i64, String, i64)> = self.all(top).await.unwrap();
        let letters: Vec<(String, String, String, String, Vec<u8>)> = self.all(letters).await.unwrap();
        let letter = |(place, stage, reason, rule, payload)| (place, Letter { stage, reason, rule, payload });
        let tables = Tables {
            views: views.into_iter().map(|(start, path, views)| ((start, path), views)).collect(),
            top: top.into_iter().map(|(start, rank, path, views)| ((start, rank), (path, views))).collect(),
            letters: letters.into_iter().map(letter).collect(),
        };
        assert_eq!(self.rows().await, (tables.views.len() + tables.letters.len()) as i64, "odd rows");
        tables
    }

    /// Removes it, when all is well.
    pub(crate) async fn drop(self) {
        let mut client = PgConnection::connect(&self.server).await.unwrap();
        let sql = format!("DROP DATABASE {} WITH (FORCE)", self.name);
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut client).await.unwrap();
    }
}
