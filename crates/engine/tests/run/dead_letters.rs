//! What becomes of rows that a sink refuses.

use crate::world::{bounded, numbers, options, sorted};
use aqueduct_core::{DeadLetter, ErrorKind, Reason, Sink};
use aqueduct_engine::Entry;
use aqueduct_memory::{MemorySink, MemoryTable};

/// Refuses every number that ends in seven.
fn refusing(in_prepare: bool) -> MemoryTable<u64> {
    let table = MemoryTable::new();
    let why = |v: &u64| (v % 10 == 7).then(|| "ends in seven".to_owned());
    if in_prepare {
        table.refuse_in_prepare(why);
    } else {
        table.refuse(why);
    }
    table
}

async fn isolates<S: Sink<u64>>(parallelism: usize, table: MemoryTable<u64>, sink: S) -> Vec<DeadLetter> {
    let (log, letters) = (numbers(3, 1000), MemoryTable::<DeadLetter>::new());
    let (pipeline, stream) = bounded(&log);
    stream.sink("table", sink);
    pipeline.dead_letters(MemorySink::two_phase(&letters));
    let report = pipeline.run(options(parallelism)).await.unwrap();
    assert_eq!(sorted(table.rows()), (0..1000).filter(|v| v % 10 != 7).collect::<Vec<_>>());
    let counts = report.step("table").unwrap().counts;
    assert_eq!(
        (counts[Entry::In], counts[Entry::Kept], counts[Entry::Rejected]),
        (1000, 900, 100),
        "{report}"
    );
    assert_eq!(report.rejected(), 100);
    letters.rows()
}

#[tokio::test(flavor = "multi_thread")]
async fn refused_rows_reach_the_dead_letters_with_their_coordinates() {
    for parallelism in [1, 3] {
        let table = refusing(false);
        let sinks = MemorySink::append(&table);
        let letters = isolates(parallelism, table.clone(), sinks).await;
        let mut at: Vec<_> = letters.iter().map(|l| l.coordinates.clone()).collect();
        at.sort();
        // The value v stands in partition v % 3 at v / 3.
        let mut want: Vec<_> =
            (0..1000).filter(|v| v % 10 == 7).map(|v| format!("p{}@{}", v % 3, v / 3)).collect();
        want.sort();
        assert_eq!(at, want);
        let one = &letters[0];
        assert_eq!((one.reason, one.stage.as_str(), one.source.as_str()), (Reason::Refused, "table", "log"));
        assert_eq!((one.pipeline.as_str(), one.incarnation), ("numbers", 1));
        assert!(one.message.contains("ends in seven"), "{}", one.message);
        assert!(String::from_utf8_lossy(&one.payload).ends_with('7'));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_refused_in_prepare_reach_the_dead_letters_of_the_same_epoch() {
    for parallelism in [1, 3] {
        let table = refusing(true);
        let letters = isolates(parallelism, table.clone(), MemorySink::two_phase(&table)).await;
        assert_eq!(letters.len(), 100);
        let table = refusing(true);
        let letters = isolates(parallelism, table.clone(), MemorySink::transactional(&table)).await;
        assert_eq!(letters.len(), 100);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_place_the_first_one_stops_the_run_and_says_what_to_choose() {
    let (log, table) = (numbers(1, 100), refusing(false));
    let (pipeline, stream) = bounded(&log);
    stream.sink("table", MemorySink::append(&table));
    let error = pipeline.run(options(1)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BadRecord);
    assert_eq!(error.context("at"), Some("p0@7"), "{error}");
    assert!(error.to_string().contains("ignore_dead_letters"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn ignored_ones_are_counted_and_dropped() {
    let (log, table) = (numbers(2, 1000), refusing(false));
    let (pipeline, stream) = bounded(&log);
    stream.sink("table", MemorySink::append(&table));
    pipeline.ignore_dead_letters();
    let report = pipeline.run(options(2)).await.unwrap();
    assert_eq!((table.rows().len(), report.rejected()), (900, 100), "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_letter_that_is_refused_fails_the_run() {
    let (log, table, letters) = (numbers(1, 100), refusing(false), MemoryTable::<DeadLetter>::new());
    letters.refuse(|_| Some("no".to_owned()));
    let (pipeline, stream) = bounded(&log);
    stream.sink("table", MemorySink::append(&table));
    pipeline.dead_letters(MemorySink::append(&letters));
    let error = pipeline.run(options(1)).await.unwrap_err();
    assert!(error.message().contains("refuses a dead letter"), "{error}");
}
