use crate::common::{Table, open, rows, run, texts, write};
use aqueduct_core::{ErrorKind, Sink, SinkWriter, SubtaskId};
use aqueduct_postgres::{PostgresSink, Upsert};
use aqueduct_testkit::Sample;

fn upsert(table: &Table) -> PostgresSink<Sample, Upsert> {
    PostgresSink::builder(table.url(), table.name.as_str()).upsert_on(["id"]).build().unwrap()
}

fn samples(rows: &[(i64, &str)]) -> Vec<Sample> {
    rows.iter().map(|(id, text)| Sample::new(*id, *text)).collect()
}

#[tokio::test]
async fn one_bad_row_among_ten_thousand_comes_back_alone() {
    let Some(table) = Table::keyed().await else { return };
    let mut writer = open(&upsert(&table), 1).await;
    let text = |id| if id == 7_777 { "bad" } else { "good" };
    let mut given = rows((0..10_000).map(|id| Sample::new(id, text(id))));
    let refused = writer.write(&mut given).await.unwrap();
    assert!(given.is_empty());
    assert_eq!(refused.len(), 1);
    assert_eq!((refused[0].row.value.id, refused[0].nth), (7_777, Some(7_777)));
    let reason = &refused[0].reason;
    assert_eq!(
        (reason.kind(), reason.context("sqlstate")),
        (ErrorKind::BadRecord, Some("23514")),
        "{reason}"
    );
    assert!(reason.context("constraint").is_some());
    assert_eq!(table.all::<(i64,)>("SELECT count(*) FROM $t").await, [(9_999,)]);
}

#[tokio::test]
async fn the_last_row_of_a_key_that_the_table_takes_wins() {
    let Some(table) = Table::keyed().await else { return };
    let mut writer = open(&upsert(&table), 1).await;
    let mut given = rows(samples(&[(1, "first"), (2, "x"), (1, "second"), (1, "bad"), (2, "y")]));
    let refused = writer.write(&mut given).await.unwrap();
    assert_eq!((refused.len(), refused[0].nth), (1, Some(3)));
    assert_eq!(table.rows().await, texts(&[(1, "second"), (2, "y")]));
}

#[derive(Debug)]
struct Named(&'static str, i64);

impl aqueduct_core::Row for Named {
    fn columns() -> Vec<aqueduct_core::Column> {
        use aqueduct_core::Column;
        vec![Column::of::<String>("name"), Column::of::<i64>("n")]
    }

    fn values<'a>(&'a self, into: &mut Vec<aqueduct_core::Value<'a>>) {
        into.extend([aqueduct_core::Value::Text(self.0.into()), aqueduct_core::Value::Int(self.1)]);
    }
}

#[tokio::test]
async fn the_last_of_two_keys_that_only_the_server_takes_for_one_wins() {
    let Some(table) = Table::of("name char(5) PRIMARY KEY, n bigint").await else { return };
    let sink = PostgresSink::builder(table.url(), table.name.as_str()).upsert_on(["name"]).build().unwrap();
    let mut writer = open(&sink, 1).await;
    let many = [("b ", 1), ("a", 2), ("b", 3), ("a ", 4), ("b   ", 5), ("a  ", 6), ("c", 7)];
    write(&mut writer, many.map(|(name, n)| Named(name, n)).into()).await;
    let there: Vec<(i64,)> = table.all("SELECT n FROM $t ORDER BY name").await;
    assert_eq!(there, [(6,), (5,), (7,)]);
}

#[tokio::test]
async fn statements_are_cut_and_a_call_is_one_transaction() {
    let Some(table) = Table::keyed().await else { return };
    let sink: PostgresSink<Sample, Upsert> = PostgresSink::builder(table.url(), table.name.as_str())
        .upsert_on(["id"])
        .chunk_rows(7)
        .chunk_bytes(100)
        .build()
        .unwrap();
    let mut writer = open(&sink, 1).await;
    write(&mut writer, (0..50).map(|id| Sample::new(id, "x".repeat(id as usize * 4))).collect()).await;
    let there: Vec<(i64, i64)> = table.all("SELECT count(*), count(DISTINCT xmin::text) FROM $t").await;
    assert_eq!(there, [(50, 1)]);
}

#[tokio::test]
async fn writers_with_crossed_keys_do_not_lose_a_row() {
    let Some(table) = Table::keyed().await else { return };
    let sink = upsert(&table);
    sink.claim(&run(1)).await.unwrap();
    let mut tasks = Vec::new();
    for subtask in 0..4i64 {
        let mut writer = sink.open(SubtaskId(subtask as usize), &run(1)).await.unwrap();
        tasks.push(tokio::spawn(async move {
            for round in 0..20 {
                let id = |n| if subtask % 2 == 0 { n } else { 199 - n };
                write(
                    &mut writer,
                    (0..200).map(|n| Sample::new(id(n), format!("{subtask} {round}"))).collect(),
                )
                .await;
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    let there: Vec<(String, i64)> = table.all("SELECT text, count(*) FROM $t GROUP BY text").await;
    assert!(there.len() == 1 && there[0].0.ends_with(" 19") && there[0].1 == 200, "{there:?}");
}

#[tokio::test]
async fn who_is_rolled_back_in_a_deadlock_writes_again() {
    let Some(table) = Table::keyed().await else { return };
    table.run("INSERT INTO $t VALUES (1, 'a'), (2, 'a')").await;
    let mut writer = open(&upsert(&table), 1).await;
    let mut other = table.client().await;
    let update =
        |id| sqlx::AssertSqlSafe(format!("UPDATE {} SET text = 'other' WHERE id = {id}", table.name));
    // The other gives up late, so that it is the writer that is rolled back.
    sqlx::raw_sql("SET deadlock_timeout = '100s'; BEGIN").execute(&mut other).await.unwrap();
    sqlx::raw_sql(update(2)).execute(&mut other).await.unwrap();
    let writing = tokio::spawn(async move {
        write(&mut writer, samples(&[(1, "ours"), (2, "ours")])).await;
    });
    table
        .until(
            "SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%$t%'",
        )
        .await;
    sqlx::raw_sql(update(1)).execute(&mut other).await.unwrap();
    sqlx::raw_sql("COMMIT").execute(&mut other).await.unwrap();
    writing.await.unwrap();
    assert_eq!(table.rows().await, texts(&[(1, "ours"), (2, "ours")]));
}

#[tokio::test]
async fn a_constraint_that_is_checked_at_the_end_refuses_its_row_alone() {
    let Some(parent) = Table::keyed().await else { return };
    parent.run("INSERT INTO $t VALUES (1, 'a'), (3, 'a')").await;
    let child = Table::of("id bigint PRIMARY KEY, text text").await.unwrap();
    let reference = format!("REFERENCES {} DEFERRABLE INITIALLY DEFERRED", parent.name);
    child.run(&format!("ALTER TABLE $t ADD FOREIGN KEY (id) {reference}")).await;
    let mut writer = open(&upsert(&child), 1).await;
    let mut given = rows(samples(&[(1, "a"), (2, "b"), (3, "c")]));
    let refused = writer.write(&mut given).await.unwrap();
    assert_eq!((refused.len(), refused[0].nth), (1, Some(1)));
    assert_eq!(refused[0].reason.context("sqlstate"), Some("23503"));
    assert_eq!(child.rows().await, texts(&[(1, "a"), (3, "c")]));
}

#[tokio::test]
async fn what_a_trigger_raises_refuses_the_row() {
    let Some(table) = Table::keyed().await else { return };
    table
        .run(
            "CREATE FUNCTION f_$t() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                 IF NEW.id = 2 THEN RAISE EXCEPTION 'not two'; END IF; RETURN NEW; END $$;
             CREATE TRIGGER tr BEFORE INSERT ON $t FOR EACH ROW EXECUTE FUNCTION f_$t()",
        )
        .await;
    let mut writer = open(&upsert(&table), 1).await;
    let refused = writer.write(&mut rows(samples(&[(1, "a"), (2, "b"), (3, "c")]))).await.unwrap();
    assert_eq!((refused[0].nth, refused[0].reason.message()), (Some(1), "not two"));
    assert_eq!(table.rows().await, texts(&[(1, "a"), (3, "c")]));
}
