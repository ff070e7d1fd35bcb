//! Writes that the server does after its client has given them up.

use crate::common::{Table, open, rows, texts, write};
use aqueduct_core::SinkWriter;
use aqueduct_integration_tests::proxy::Proxy;
use aqueduct_postgres::{PostgresSink, PostgresWriter, Upsert};
use aqueduct_testkit::Sample;

fn upsert(url: &str, table: &Table, versioned: bool) -> PostgresSink<Sample, Upsert> {
    let sink = PostgresSink::builder(url, table.name.as_str()).upsert_on(["id"]);
    let sink = if versioned { sink.version_column("version") } else { sink };
    sink.build().unwrap()
}

#[tokio::test]
async fn an_older_incarnation_does_not_overwrite_a_newer_value() {
    for (versioned, kept) in [(true, "new"), (false, "late")] {
        let Some(table) = Table::of("id bigint PRIMARY KEY, text text, version bigint").await else { return };
        let (old, new) = (upsert(table.url(), &table, versioned), upsert(table.url(), &table, versioned));
        let mut zombie = open(&old, 1).await;
        write(&mut zombie, vec![Sample::new(1, "old"), Sample::new(2, "old")]).await;
        let mut writer = open(&new, 2).await;
        write(&mut writer, vec![Sample::new(1, "new")]).await;
        write(&mut zombie, vec![Sample::new(1, "late"), Sample::new(2, "late")]).await;
        assert_eq!(table.rows().await, texts(&[(1, kept), (2, "late")]));
    }
}

/// A row with the text `stale` waits on the server for the advisory lock 7.
const WAITING: &str = "
    CREATE FUNCTION f_$t() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.text = 'stale' THEN PERFORM pg_advisory_xact_lock_shared(hashtext('$t')); END IF; RETURN NEW; END $$;
    CREATE TRIGGER tr BEFORE INSERT ON $t FOR EACH ROW EXECUTE FUNCTION f_$t()";

#[tokio::test]
async fn a_connection_that_was_given_up_does_not_overwrite_what_came_after() {
    for (versioned, kept) in [(true, "fresh"), (false, "stale")] {
        let Some(table) = Table::of("id bigint PRIMARY KEY, text text, version bigint").await else { return };
        table.run(WAITING).await;
        let (proxy, url) = table.proxy().await;
        let mut gate = table.client().await;
        let lock =
            |how: &str| sqlx::AssertSqlSafe(format!("SELECT pg_advisory_{how}(hashtext('{}'))", table.name));
        sqlx::raw_sql(lock("lock")).execute(&mut gate).await.unwrap();

        let mut writer = open(&upsert(&url, &table, versioned), 1).await;
        let (writer, left) = stale(&mut writer, &table, &proxy).await;
        assert_eq!(left, 1);
        write(writer, vec![Sample::new(1, "fresh")]).await;
        sqlx::raw_sql(lock("unlock")).execute(&mut gate).await.unwrap();
        table.until("SELECT count(*) = 0 FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'INSERT%$t%'").await;
        assert_eq!(table.rows().await, texts(&[(1, kept)]));
    }
}

/// Writes a row that hangs on the server, and cuts the connection.
async fn stale<'w>(
    writer: &'w mut PostgresWriter<Sample>,
    table: &Table,
    proxy: &Proxy,
) -> (&'w mut PostgresWriter<Sample>, usize) {
    let mut given = rows([Sample::new(1, "stale")]);
    let hangs = async {
        table.until("SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'advisory' AND query LIKE 'INSERT%$t%'").await;
        proxy.cut();
    };
    let (wrote, ()) = tokio::join!(writer.write(&mut given), hangs);
    assert!(wrote.unwrap_err().is_transient());
    (writer, given.len())
}
