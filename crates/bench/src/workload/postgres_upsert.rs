use super::{Made, Scale, Workload, made};
use crate::clock::Clock;
use crate::generated::Generated;
use crate::numbers::{Numbers, mix};
use crate::reach::Reach;
use crate::stage::Stage;
use aqueduct_core::{Error, EventTime, Record, Result};
use aqueduct_derive::Row;
use aqueduct_engine::{BATCH, Pipeline};
use aqueduct_integration_tests::postgres::Postgres;
use aqueduct_postgres::PostgresSink;
use serde::Serialize;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tokio::sync::Mutex;

/// Upserts of 100,000 keys, twice each, into a table of a real server, over one connection. The loop builds the same
/// arrays by hand and executes one prepared `INSERT .. SELECT FROM unnest .. ON CONFLICT` for as many rows as the
/// pipeline hands over at once. The server does most of the work, so what counts is time on the wall.
pub(crate) struct ToPostgres {
    url: String,
    rows: u64,
    connection: Mutex<PgConnection>,
}

const TABLE: &str = "bench_postgres_upsert";

/// One row: four columns, as most tables of results have.
#[derive(Row, Serialize)]
#[row(crate = "aqueduct_core")]
struct Count {
    id: i64,
    path: String,
    views: i64,
    share: f64,
}

impl ToPostgres {
    /// Makes the table.
    pub(super) fn make(scale: Scale, stage: &Stage) -> Made {
        let Some(postgres) = stage.wait(Postgres::shared()) else { return Ok(None) };
        let url = postgres.url().to_owned();
        let connection = stage.wait(prepare(&url)).map_err(failed)?;
        made(Self { url, rows: scale.of(200_000), connection: Mutex::new(connection) })
    }
}

async fn prepare(url: &str) -> sqlx::Result<PgConnection> {
    let mut connection = PgConnection::connect(url).await?;
    execute(&mut connection, format!("DROP TABLE IF EXISTS {TABLE}")).await?;
    let columns =
        "id bigint PRIMARY KEY, path text NOT NULL, views bigint NOT NULL, share double precision NOT NULL";
    execute(&mut connection, format!("CREATE TABLE {TABLE} ({columns})")).await?;
    Ok(connection)
}

async fn execute(connection: &mut PgConnection, sql: String) -> sqlx::Result<()> {
    sqlx::query(AssertSqlSafe(sql)).execute(connection).await.map(drop)
}

fn failed(error: sqlx::Error) -> Error {
    Error::internal("the loop over the table fails").because(error)
}

fn row(number: u64) -> Count {
    let (id, mixed) = ((number % 100_000) as i64, mix(number));
    Count {
        id,
        path: format!("/articles/{}/{mixed:x}", id % 1000),
        views: (mixed >> 40) as i64,
        share: mixed as f64,
    }
}

async fn unnest(connection: &mut PgConnection, rows: u64) -> sqlx::Result<u64> {
    let sql = format!(
        "INSERT INTO {TABLE} (id, path, views, share) \
         SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::double precision[]) \
         ON CONFLICT (id) DO UPDATE SET path = excluded.path, views = excluded.views, share = excluded.share"
    );
    let mut done = 0;
    for from in (0..rows).step_by(BATCH) {
        let (mut ids, mut paths, mut views, mut shares) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for Count { id, path, views: seen, share } in (from..rows.min(from + BATCH as u64)).map(row) {
            ids.push(id);
            paths.push(path);
            views.push(seen);
            shares.push(share);
        }
        let query = sqlx::query(AssertSqlSafe(sql.as_str())).bind(ids).bind(paths).bind(views).bind(shares);
        done += query.execute(&mut *connection).await?.rows_affected();
    }
    Ok(done)
}

impl Workload for ToPostgres {
    fn records(&self) -> u64 {
        self.rows
    }

    fn reach(&self) -> Reach {
        Reach::Ratio(0.85)
    }

    fn clock(&self) -> Clock {
        Clock::Wall
    }

    fn ours(&self, stage: &Stage) -> Result<u64> {
        let fill = |into: &mut Vec<Record<Count>>, numbers: Numbers| {
            into.extend(numbers.map(|n| Record::new(row(n), EventTime::from_micros(n as i64))));
        };
        let sink = PostgresSink::builder(self.url.as_str(), TABLE).upsert_on(["id"]).build()?;
        let pipeline = Pipeline::new("postgres_upsert");
        pipeline.source("rows", Generated::new(self.rows, 1, 64, fill)).sink("table", sink);
        stage.run(pipeline, 1)?;
        Ok(self.rows)
    }

    fn floor(&self, stage: &Stage) -> Result<u64> {
        let done = stage.wait(async { unnest(&mut *self.connection.lock().await, self.rows).await });
        done.map_err(failed)
    }
}
