//! A source that errors in each way.

use crate::world::{bounded, numbers, open_numbers, options, sorted};
use aqueduct_core::ErrorKind;
use aqueduct_engine::{MemoryStore, Pipeline};
use aqueduct_memory::{LogCall, MemorySink, MemorySource, MemoryTable};

const CALLS: [LogCall; 4] = [LogCall::Discover, LogCall::Open, LogCall::Read, LogCall::Fetch(1)];

#[tokio::test(flavor = "multi_thread")]
async fn transient_errors_of_every_call_are_survived_without_loss() {
    for call in CALLS {
        for nth in [1, 2, 5] {
            let (log, table) = (numbers(3, 1000), MemoryTable::new());
            log.fail(call, nth, ErrorKind::Unavailable);
            let (pipeline, stream) = bounded(&log);
            stream.sink("table", MemorySink::two_phase(&table));
            let report = pipeline.run(options(2)).await.unwrap();
            assert_eq!(sorted(table.rows()), (0..1000).collect::<Vec<_>>(), "{call:?} {nth}");
            assert!(report.is_balanced(), "{report}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn other_errors_of_every_call_stop_the_run_and_name_the_source() {
    for call in CALLS {
        let (log, table) = (numbers(3, 1000), MemoryTable::new());
        log.fail(call, 1, ErrorKind::Denied);
        let (pipeline, stream) = bounded(&log);
        stream.sink("table", MemorySink::append(&table));
        let error = pipeline.run(options(2)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Denied, "{call:?}: {error}");
        assert_eq!(error.context("source"), Some("log"), "{call:?}: {error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_acknowledgement_that_fails_does_not_matter() {
    let (log, table) = (numbers(2, 500), MemoryTable::new());
    for nth in 1..5 {
        log.fail(LogCall::Acknowledge, nth, ErrorKind::Denied);
    }
    let (pipeline, stream) = bounded(&log);
    stream.sink("table", MemorySink::append(&table));
    pipeline.run(options(1)).await.unwrap();
    assert_eq!(table.rows().len(), 500);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_that_stays_ends_the_run_when_the_budget_is_used_up() {
    let (log, table) = (numbers(1, 10), MemoryTable::new());
    for nth in 1..100 {
        log.fail(LogCall::Discover, nth, ErrorKind::Unavailable);
    }
    let (pipeline, stream) = bounded(&log);
    stream.sink("table", MemorySink::append(&table));
    let few = options(1).restarts(3, std::time::Duration::from_secs(600));
    let error = pipeline.run(few).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unavailable, "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_position_stops_the_run_and_is_not_skipped() {
    let (log, table) = (open_numbers(1, 100), MemoryTable::new());
    let store = MemoryStore::new();
    let run = |table: &MemoryTable<u64>| {
        let pipeline = Pipeline::new("numbers");
        pipeline.source("log", MemorySource::new(&log).bounded()).sink("table", MemorySink::append(table));
        pipeline.run(options(1).store(store.clone()).again())
    };
    run(&table).await.unwrap();
    crate::world::append(&log, 100..200);
    log.truncate(0, 150);
    let error = run(&table).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PositionLost, "{error}");
    assert_eq!(table.rows().len(), 100, "nothing was read past the gap");
}
