use crate::common::{File, open, rows, run, write};
use aqueduct_core::{DeadLetter, ErrorKind, EventTime, Sink, SinkWriter, SubtaskId};
use aqueduct_sqlite::{SqliteSink, Upsert};
use aqueduct_testkit::Sample;
use std::time::Duration;

fn upsert(file: &File) -> SqliteSink<Sample, Upsert> {
    SqliteSink::builder(file.path(), "t").upsert_on(["id"]).create_table(true).build().unwrap()
}

#[tokio::test]
async fn one_bad_row_among_ten_thousand_comes_back_alone() {
    let file = File::new();
    file.run("CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT CHECK (text <> 'bad'))").await;
    let mut writer = open(&upsert(&file), 1).await;
    let text = |id| if id == 7_777 { "bad" } else { "good" };
    let mut given = rows((0..10_000).map(|id| Sample::new(id, text(id))));
    let refused = writer.write(&mut given).await.unwrap();
    assert!(given.is_empty());
    assert_eq!(refused.len(), 1);
    assert_eq!((refused[0].row.value.id, refused[0].nth), (7_777, Some(7_777)));
    assert_eq!(refused[0].reason.kind(), ErrorKind::BadRecord);
    assert!(refused[0].reason.message().contains("CHECK"), "{}", refused[0].reason);
    assert_eq!(file.all::<(i64,)>("SELECT count(*) FROM t").await, [(9_999,)]);
}

#[tokio::test]
async fn the_row_before_a_refused_one_of_the_same_key_is_written() {
    let file = File::new();
    file.run("CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT CHECK (text <> 'bad'))").await;
    let mut writer = open(&upsert(&file), 1).await;
    let mut given =
        rows([(1, "first"), (2, "x"), (1, "second"), (1, "bad")].map(|(id, t)| Sample::new(id, t)));
    let refused = writer.write(&mut given).await.unwrap();
    assert_eq!((refused.len(), refused[0].nth), (1, Some(3)));
    let there: Vec<(i64, String)> = file.all("SELECT * FROM t ORDER BY id").await;
    assert_eq!(there, [(1, "second".to_owned()), (2, "x".to_owned())]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_writers_share_a_file() {
    let file = File::new();
    let sink = upsert(&file);
    sink.claim(&run(1)).await.unwrap();
    let mut tasks = Vec::new();
    for subtask in 0..4 {
        let mut writer = sink.open(SubtaskId(subtask), &run(1)).await.unwrap();
        tasks.push(tokio::spawn(async move {
            for round in 0..20 {
                let samples = (0..50).map(|n| Sample::new(n, format!("{subtask} {round}")));
                write(&mut writer, samples.collect()).await;
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    let there: Vec<(String, i64)> = file.all("SELECT text, count(*) FROM t GROUP BY text").await;
    assert_eq!(there.len(), 1, "a call is one transaction: {there:?}");
    assert!(there[0].0.ends_with(" 19") && there[0].1 == 50);
}

#[tokio::test]
async fn a_file_that_stays_locked_is_throttled_and_the_rows_are_left() {
    let file = File::new();
    let sink: SqliteSink<Sample, Upsert> = SqliteSink::builder(file.path(), "t")
        .upsert_on(["id"])
        .create_table(true)
        .busy_timeout(Duration::from_millis(20))
        .build()
        .unwrap();
    let mut writer = open(&sink, 1).await;
    let mut other = file.client().await;
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    let mut given = rows([Sample::new(1, "a")]);
    let error = writer.write(&mut given).await.unwrap_err();
    assert_eq!((error.kind(), given.len()), (ErrorKind::Throttled, 1), "{error}");
    sqlx::raw_sql("ROLLBACK").execute(&mut other).await.unwrap();
    assert!(writer.write(&mut given).await.unwrap().is_empty() && given.is_empty());
    assert_eq!(file.all::<(i64,)>("SELECT id FROM t").await, [(1,)]);
}

#[tokio::test]
async fn an_older_incarnation_does_not_overwrite_a_newer_value() {
    let file = File::new();
    let sink = || -> SqliteSink<Sample, Upsert> {
        let sink = SqliteSink::builder(file.path(), "t").upsert_on(["id"]).version_column("version");
        sink.create_table(true).build().unwrap()
    };
    let (old, new) = (sink(), sink());
    let mut zombie = open(&old, 1).await;
    write(&mut zombie, vec![Sample::new(1, "old"), Sample::new(2, "old")]).await;
    let mut writer = open(&new, 2).await;
    write(&mut writer, vec![Sample::new(1, "new")]).await;
    write(&mut zombie, vec![Sample::new(1, "late"), Sample::new(2, "late"), Sample::new(3, "late")]).await;
    let there: Vec<(i64, String, i64)> = file.all("SELECT id, text, version >> 20 FROM t ORDER BY id").await;
    let wanted = [(1, "new", 2), (2, "late", 1), (3, "late", 1)];
    assert_eq!(there, wanted.map(|(id, text, version)| (id, text.to_owned(), version)));
}

#[tokio::test]
async fn dead_letters_replace_themselves_and_are_mended() {
    let file = File::new();
    let sink = SqliteSink::builder(file.path(), "dead").dead_letters().create_table(true).build().unwrap();
    let mut writer = open(&sink, 1).await;
    let letter = |message: &str| DeadLetter {
        pipeline: "p".into(),
        stage: "s".into(),
        coordinates: "t-0@1\0".into(),
        message: message.into(),
        event_time: Some(EventTime::MAX),
        payload: vec![0, 255],
        ..DeadLetter::default()
    };
    write(&mut writer, vec![letter("first")]).await;
    write(&mut writer, vec![letter("second")]).await;
    let there: Vec<(String, String, Vec<u8>)> =
        file.all("SELECT message, event_time, payload FROM dead").await;
    let wanted = ("second".to_owned(), "9999-12-30T21:59:59.999999Z".to_owned(), vec![0, 255]);
    assert_eq!(there, [wanted]);
}

#[tokio::test]
async fn a_statement_that_was_given_up_leaves_nothing() {
    let file = File::new();
    file.run("CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT)").await;
    let mut writer = open(&upsert(&file), 1).await;
    file.run("ALTER TABLE t RENAME COLUMN text TO words").await;
    let mut given = rows((0..10).map(|id| Sample::new(id, "a")));
    let error = writer.write(&mut given).await.unwrap_err();
    assert_eq!((error.kind(), given.len()), (ErrorKind::Config, 10), "{error}");
    file.run("ALTER TABLE t RENAME COLUMN words TO text").await;
    assert!(writer.write(&mut given).await.unwrap().is_empty());
    assert_eq!(file.all::<(i64,)>("SELECT count(*) FROM t").await, [(10,)]);
}
