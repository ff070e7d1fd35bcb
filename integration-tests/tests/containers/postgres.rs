use std::time::Duration;

use aqueduct_integration_tests::postgres::Postgres;
use sqlx::{Connection, PgConnection, Row};
use tokio::time::timeout;

async fn rows(url: &str) -> Result<i64, sqlx::Error> {
    let mut connection = PgConnection::connect(url).await?;
    let rows = sqlx::query("SELECT count(*) FROM kept").fetch_one(&mut connection).await?.get(0);
    connection.close().await?;
    Ok(rows)
}

async fn execute(url: &str, statement: &'static str) {
    let mut connection = PgConnection::connect(url).await.unwrap();
    sqlx::query(statement).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

#[tokio::test]
async fn address_and_committed_rows_outlive_restarts_and_kills() {
    let Some(postgres) = Postgres::own().await else { return };
    let url = postgres.url().to_owned();
    execute(&url, "CREATE TABLE kept AS SELECT 1 AS id").await;
    postgres.restart().await;
    assert_eq!(rows(&url).await.unwrap(), 1);
    execute(&url, "INSERT INTO kept VALUES (2)").await;
    postgres.kill().await;
    rows(&url).await.unwrap_err();
    postgres.start().await;
    assert_eq!(rows(&url).await.unwrap(), 2);
    postgres.stop().await;
    rows(&url).await.unwrap_err();
    postgres.start().await;
    assert_eq!(rows(&url).await.unwrap(), 2);
    assert_eq!(postgres.url(), url);
}

#[tokio::test]
async fn a_frozen_server_does_not_answer_until_it_goes_on() {
    let Some(postgres) = Postgres::own().await else { return };
    execute(postgres.url(), "CREATE TABLE kept AS SELECT 1 AS id").await;
    postgres.pause().await;
    let waiting = rows(postgres.url());
    tokio::pin!(waiting);
    timeout(Duration::from_millis(300), &mut waiting).await.unwrap_err();
    postgres.unpause().await;
    assert_eq!(waiting.await.unwrap(), 1);
}

#[tokio::test]
async fn a_commit_whose_reply_is_dropped_has_happened() {
    let Some(postgres) = Postgres::own().await else { return };
    execute(postgres.url(), "CREATE TABLE kept AS SELECT 1 AS id").await;
    let proxy = postgres.proxy().await;
    let mut connection = PgConnection::connect(&postgres.url_through(&proxy)).await.unwrap();
    let mut transaction = connection.begin().await.unwrap();
    sqlx::query("INSERT INTO kept VALUES (2)").execute(&mut *transaction).await.unwrap();
    proxy.drop_replies();
    transaction.commit().await.unwrap_err();
    assert_eq!(rows(postgres.url()).await.unwrap(), 2);
}

#[tokio::test]
async fn tls_is_offered_with_a_certificate_that_stands_a_full_check() {
    let Some(postgres) = Postgres::own().await else { return };
    let mut connection = PgConnection::connect(&postgres.tls_url()).await.unwrap();
    let state = sqlx::query("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()");
    assert!(state.fetch_one(&mut connection).await.unwrap().get::<bool, _>(0));
    // Without the authority the check fails: it is a check.
    let unknown = format!("{}?sslmode=verify-full", postgres.url());
    PgConnection::connect(&unknown).await.unwrap_err();
}

#[tokio::test]
async fn settings_reach_the_server_and_a_commit_is_synced_by_default() {
    let Some(durable) = Postgres::own().await else { return };
    let Some(fast) = Postgres::own_with(&[("fsync", "off")]).await else { return };
    for (postgres, wanted) in [(&durable, "on"), (&fast, "off")] {
        let mut connection = PgConnection::connect(postgres.url()).await.unwrap();
        let row = sqlx::query("SHOW fsync").fetch_one(&mut connection).await.unwrap();
        assert_eq!(row.get::<String, _>(0), wanted);
    }
}
