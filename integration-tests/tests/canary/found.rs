//! The search finds what is there: without this, no hit would mean nothing.

use crate::evidence::Evidence;
use crate::recorder::Recorded;
use crate::secret::Canary;
use aqueduct_cleanse::Require;
use aqueduct_core::{DeadLetter, Error, ErrorKind, EventTime};
use aqueduct_engine::{Options, Pipeline, Watermarks};
use aqueduct_memory::{MemoryLog, MemorySink, MemorySource, MemoryTable};
use aqueduct_sqlite::{SqliteSink, Upsert};
use aqueduct_transform::{Inspect, KeyBy};
use aqueduct_window::{Timing, Tumbling, Windowing, count};
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};
use std::path::Path;
use std::time::Duration;

/// A careless job, which tells its secret to everybody.
async fn careless(secret: &Canary, letters: &Path, checkpoints: &Path, evidence: &mut Evidence) {
    let (log, table) = (MemoryLog::<(u8, String)>::new(1), MemoryTable::new());
    let at = EventTime::from_secs(1);
    log.append_all(0, (0..3).map(|n| ((n, secret.text()), at)));
    let database = letters.join("letters.db").display().to_string();
    let letters = SqliteSink::builder(&database, "letters");
    let letters: SqliteSink<DeadLetter, Upsert> = letters.dead_letters().create_table(true).build().unwrap();

    let pipeline = Pipeline::new("careless");
    pipeline
        .source("log", MemorySource::new(&log))
        .require("wanted", |(n, _)| *n != 0)
        .event_time(move |_| at, Watermarks::bounded_delay(Duration::from_secs(1)))
        .inspect(|(_, text)| tracing::trace!(target: "somewhere", text))
        .inspect(|(_, text)| metrics::counter!("careless", "text" => text.clone()).increment(1))
        .key_by(|(_, text)| text.clone())
        .window(Tumbling::of(Duration::from_secs(10)))
        .aggregate("counted", count())
        .ignore_late()
        .sink("table", MemorySink::append(&table));
    pipeline.dead_letters(letters);
    let handle = pipeline.handle();
    let options = Options::new().checkpoints(checkpoints).every(Duration::from_millis(20)).signals(false);
    let stopping = async {
        while handle.progress().checkpoints < 2 || handle.progress().dead_letters.is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        handle.stop();
        std::future::pending::<()>().await;
    };
    tokio::select! {
        report = pipeline.run(options) => drop(report.unwrap()),
        () = stopping => {}
    }
    // Another client of the same library, whose statements are logged.
    let mut file = SqliteConnection::connect(&database).await.unwrap();
    let sql = format!("SELECT '{}'", secret.text());
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut file).await.unwrap();
    evidence.shown("debug", &format!("Job {{ password: {} }}", secret.text()));
}

/// A job whose closure panics with the secret.
async fn fails(secret: &Canary, evidence: &mut Evidence) {
    let log = MemoryLog::<String>::new(1);
    log.append_all(0, [(secret.text(), EventTime::from_secs(1))]);
    let pipeline = Pipeline::new("fails");
    let texts = pipeline.source("log", MemorySource::new(&log));
    texts.inspect(|text| panic!("{text}")).sink("table", MemorySink::append(&MemoryTable::<String>::new()));
    let error = pipeline.run(Options::new().signals(false)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Internal, "{error}");
    evidence.error(&Error::config("careless").because(error));
}

#[tokio::test]
async fn a_secret_is_found_wherever_it_is() {
    Recorded::get();
    let secret = Canary::new("secret");
    let folder = tempfile::tempdir().unwrap();
    let (letters, checkpoints) = (folder.path().join("letters"), folder.path().join("checkpoints"));
    std::fs::create_dir(&letters).unwrap();

    let mut evidence = Evidence::begin();
    careless(&secret, &letters, &checkpoints, &mut evidence).await;
    let said = evidence.end();
    assert_eq!(said.places(&secret), ["debug", "log", "metrics"]);
    for target in ["somewhere: ", "sqlx::query: "] {
        let log = said.text("log");
        assert!(log.lines().any(|l| l.contains(target) && l.contains(&secret.text())), "{target}");
    }
    for (what, folder) in [("dead letters", letters), ("checkpoints", checkpoints)] {
        let mut evidence = Evidence::begin();
        evidence.files(&folder);
        assert_eq!(evidence.places(&secret), ["file"], "{what}");
    }

    let mut evidence = Evidence::begin();
    fails(&secret, &mut evidence).await;
    assert_eq!(evidence.end().places(&secret), ["cause of an error", "error", "log", "metrics", "panic"]);
}

#[test]
fn a_secret_is_found_in_other_encodings_and_in_part() {
    let secret = Canary::new("secret");
    let text = secret.text();
    let core = &text[5..25];
    let percent: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let json = serde_json::to_vec(text.as_bytes()).unwrap();
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let plain = [text.as_str(), &secret.in_url(), &percent, &text.to_uppercase(), &core[..12], &core[8..]];
    let others = [format!("{:?}", text.as_bytes()).into_bytes(), json, utf16];
    for shown in plain.map(|text| text.as_bytes().to_vec()).into_iter().chain(others) {
        let mut evidence = Evidence::begin();
        evidence.add("place", [b"before ".as_slice(), &shown, b" behind"].concat());
        evidence.add("elsewhere", "nothing");
        assert_eq!(evidence.places(&secret), ["place"], "{}", String::from_utf8_lossy(&shown));
    }
}
