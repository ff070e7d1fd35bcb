use crate::common::{Table, claim_fails, open, rows, run, texts, write};
use aqueduct_core::{ErrorKind, Sink, SinkWriter, SubtaskId};
use aqueduct_integration_tests::postgres::Postgres;
use aqueduct_postgres::{PostgresSink, Upsert};
use aqueduct_testkit::Sample;
use sqlx::{Connection, PgConnection};
use std::time::Duration;

fn samples(ids: std::ops::Range<i64>) -> Vec<Sample> {
    ids.map(|id| Sample::new(id, id.to_string())).collect()
}

fn upsert(url: &str, table: &str) -> PostgresSink<Sample, Upsert> {
    PostgresSink::builder(url, table)
        .upsert_on(["id"])
        .create_table(true)
        .connect_timeout(Duration::from_secs(2))
        .timeout(Duration::from_secs(2))
        .build()
        .unwrap()
}

#[tokio::test]
async fn a_server_that_is_killed_costs_time_and_no_rows() {
    let Some(postgres) = Postgres::own().await else { return };
    let sink = upsert(postgres.url(), "t");
    let mut writer = open(&sink, 1).await;
    write(&mut writer, samples(0..10)).await;
    for round in 1..3 {
        postgres.kill().await;
        let mut given = rows(samples(round * 10..round * 10 + 10));
        for _ in 0..2 {
            let error = writer.write(&mut given).await.unwrap_err();
            assert_eq!((error.kind(), given.len()), (ErrorKind::Unavailable, 10), "{error}");
            assert!(postgres.url().contains(error.context("address").unwrap()));
        }
        assert_eq!(claim_fails(upsert(postgres.url(), "t")).await.kind(), ErrorKind::Unavailable);
        postgres.start().await;
        assert!(writer.write(&mut given).await.unwrap().is_empty() && given.is_empty());
    }
    postgres.restart().await;
    let mut given = rows(samples(30..40));
    assert_eq!(writer.write(&mut given).await.unwrap_err().kind(), ErrorKind::Unavailable);
    writer.write(&mut given).await.unwrap();
    let mut client = PgConnection::connect(postgres.url()).await.unwrap();
    let count: (i64,) = sqlx::query_as("SELECT count(*) FROM t").fetch_one(&mut client).await.unwrap();
    assert_eq!(count, (40,));
}

#[tokio::test]
async fn a_black_hole_ends_within_the_time_and_the_rows_are_left() {
    let Some(table) = Table::none().await else { return };
    let (proxy, url) = table.proxy().await;
    let sink = upsert(&url, &table.name);
    let mut writer = open(&sink, 1).await;
    write(&mut writer, samples(0..3)).await;
    proxy.black_hole();
    let mut given = rows(samples(3..6));
    // Once on the connection that was there, once when connecting.
    for _ in 0..2 {
        let wrote = tokio::time::timeout(Duration::from_secs(20), writer.write(&mut given)).await;
        let error = wrote.expect("the write hangs").unwrap_err();
        assert_eq!((error.kind(), given.len()), (ErrorKind::Unavailable, 3), "{error}");
        assert_eq!(error.context("address"), Some(proxy.address()));
    }
    let claimed = tokio::time::timeout(Duration::from_secs(20), claim_fails(upsert(&url, &table.name))).await;
    assert_eq!(claimed.expect("the claim hangs").kind(), ErrorKind::Unavailable);
    proxy.heal();
    assert!(writer.write(&mut given).await.unwrap().is_empty() && given.is_empty());
    assert_eq!(table.all::<(i64,)>("SELECT count(*) FROM $t").await, [(6,)]);
}

#[tokio::test]
async fn an_answer_that_is_lost_writes_the_same_rows_again() {
    let Some(table) = Table::none().await else { return };
    let (proxy, url) = table.proxy().await;
    let mut writer = open(&upsert(&url, &table.name), 1).await;
    let mut given = rows(samples(0..3));
    proxy.drop_replies();
    let error = writer.write(&mut given).await.unwrap_err();
    assert_eq!((error.kind(), given.len()), (ErrorKind::Unavailable, 3), "{error}");
    proxy.heal();
    writer.write(&mut given).await.unwrap();
    assert_eq!(table.rows().await, texts(&[(0, "0"), (1, "1"), (2, "2")]));
}

#[tokio::test]
async fn a_lock_that_is_held_too_long_is_waited_for_again() {
    let Some(table) = Table::none().await else { return };
    let mut writer = open(&upsert(table.url(), &table.name), 1).await;
    write(&mut writer, samples(1..2)).await;
    let mut other = table.client().await;
    let lock = format!("BEGIN; SELECT * FROM {} FOR UPDATE", table.name);
    sqlx::raw_sql(sqlx::AssertSqlSafe(lock)).execute(&mut other).await.unwrap();
    let mut given = rows(samples(1..3));
    let error = writer.write(&mut given).await.unwrap_err();
    assert_eq!((error.kind(), error.context("sqlstate")), (ErrorKind::Unavailable, Some("57014")), "{error}");
    other.close().await.unwrap();
    writer.write(&mut given).await.unwrap();
    assert_eq!(table.rows().await.len(), 2);
}

#[tokio::test]
async fn a_call_that_is_dropped_gives_up_its_connection() {
    let Some(table) = Table::none().await else { return };
    let (proxy, url) = table.proxy().await;
    let mut writer = open(&upsert(&url, &table.name), 1).await;
    proxy.black_hole();
    let mut given = rows(samples(0..3));
    let dropped = tokio::time::timeout(Duration::from_millis(50), writer.write(&mut given)).await;
    assert!(dropped.is_err() && given.len() == 3);
    proxy.heal();
    assert!(writer.write(&mut given).await.unwrap().is_empty());
    assert_eq!(table.rows().await.len(), 3);
}

#[tokio::test]
async fn connections_that_the_server_ends_are_replaced() {
    let Some(table) = Table::none().await else { return };
    let sink = upsert(table.url(), &table.name);
    sink.claim(&run(1)).await.unwrap();
    let mut writer = sink.open(SubtaskId(0), &run(1)).await.unwrap();
    write(&mut writer, samples(0..3)).await;
    let ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%$t%' AND pid <> pg_backend_pid()";
    table.run(ended).await;
    let mut given = rows(samples(3..6));
    let error = writer.write(&mut given).await.unwrap_err();
    assert_eq!((error.kind(), given.len()), (ErrorKind::Unavailable, 3), "{error}");
    writer.write(&mut given).await.unwrap();
    assert_eq!(table.rows().await.len(), 6);
}
