//! How runs end: stop, drain, finish, again.

use crate::world::{append, open_numbers, options, sorted, until};
use aqueduct_engine::{Handle, MemoryStore, Outcome, Pipeline, Report};
use aqueduct_memory::{MemoryLog, MemorySink, MemorySource, MemoryTable};

fn endless(log: &MemoryLog<u64>, table: &MemoryTable<u64>) -> Pipeline {
    let pipeline = Pipeline::new("numbers");
    pipeline.source("log", MemorySource::new(log)).sink("table", MemorySink::transactional(table));
    pipeline
}

/// Ends a run by `end` once it has read everything.
async fn end_by(
    end: fn(&Handle),
    log: &MemoryLog<u64>,
    table: &MemoryTable<u64>,
    store: &MemoryStore,
    read: u64,
) -> Report {
    let pipeline = endless(log, table);
    let handle = pipeline.handle();
    let run = tokio::spawn(pipeline.run(options(2).store(store.clone())));
    until("everything is read", || handle.progress().read() >= read).await;
    end(&handle);
    run.await.unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_run_commits_and_the_next_one_replays_nothing() {
    let (log, table, store) = (open_numbers(3, 500), MemoryTable::new(), MemoryStore::new());
    let report = end_by(Handle::stop, &log, &table, &store, 500).await;
    assert_eq!(report.outcome, Outcome::Stopped);
    assert_eq!(sorted(table.rows()), (0..500).collect::<Vec<_>>());
    append(&log, 500..700);
    let report = end_by(Handle::drain, &log, &table, &store, 200).await;
    assert_eq!((report.outcome, report.read()), (Outcome::Drained, 200));
    assert_eq!(sorted(table.rows()), (0..700).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_finished_run_returns_at_once_and_goes_on_when_asked() {
    let (log, table, store) = (open_numbers(3, 500), MemoryTable::new(), MemoryStore::new());
    let run = |again: bool| {
        let pipeline = Pipeline::new("numbers");
        let source = MemorySource::new(&log).bounded();
        pipeline.source("log", source).sink("table", MemorySink::transactional(&table));
        let options = options(2).store(store.clone());
        pipeline.run(if again { options.again() } else { options })
    };
    assert_eq!(run(false).await.unwrap().outcome, Outcome::Finished);
    append(&log, 500..800);
    assert_eq!(run(false).await.unwrap().outcome, Outcome::AlreadyFinished);
    assert_eq!(table.rows().len(), 500);
    let report = run(true).await.unwrap();
    assert_eq!((report.outcome, report.read()), (Outcome::Finished, 300));
    assert_eq!(sorted(table.rows()), (0..800).collect::<Vec<_>>());
}

/// The end is in the splits, and so in the checkpoint: it must not outlive the run that it was meant for.
#[tokio::test(flavor = "multi_thread")]
async fn a_bounded_run_and_one_without_an_end_go_on_from_each_other() {
    let (log, table, store) = (open_numbers(3, 20_000), MemoryTable::new(), MemoryStore::new());
    let pipeline = |source| {
        let pipeline = Pipeline::new("numbers");
        pipeline.source("log", source).sink("table", MemorySink::transactional(&table));
        pipeline
    };
    let until_read = async |pipeline: Pipeline, n: u64| {
        let handle = pipeline.handle();
        let run = tokio::spawn(pipeline.run(options(2).store(store.clone())));
        until("enough is read", || handle.progress().read() >= n).await;
        handle.stop();
        let report = run.await.unwrap().unwrap();
        assert_eq!(report.outcome, Outcome::Stopped);
        report.read()
    };
    let source = || MemorySource::new(&log).chunk(1);
    let first = until_read(pipeline(source().bounded()), 1).await;
    append(&log, 20_000..20_500);
    let second = until_read(pipeline(source()), 20_500 - first).await;
    assert_eq!(first + second, 20_500, "behind the end of the bounded run as well");
    append(&log, 20_500..20_700);
    let report = pipeline(source().bounded()).run(options(2).store(store.clone())).await.unwrap();
    assert_eq!((report.outcome, report.read()), (Outcome::Finished, 200));
    assert_eq!(sorted(table.rows()), (0..20_700).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_that_cannot_end_says_that_the_last_checkpoint_is_missing() {
    let (log, table) = (open_numbers(1, 100), MemoryTable::new());
    let pipeline = endless(&log, &table);
    let handle = pipeline.handle();
    let run = tokio::spawn(pipeline.run(options(1)));
    until("everything is read", || handle.progress().read() >= 100).await;
    table.stall();
    handle.stop();
    let error = run.await.unwrap().unwrap_err();
    assert!(error.message().contains("did not stop in time"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partition_that_appears_later_is_read_from_its_beginning() {
    let (log, table, store) = (open_numbers(2, 100), MemoryTable::new(), MemoryStore::new());
    let pipeline = endless(&log, &table);
    let handle = pipeline.handle();
    let run = tokio::spawn(pipeline.run(options(2).store(store.clone())));
    until("everything is read", || handle.progress().read() >= 100).await;
    let new = log.add_partition();
    for i in 100..150 {
        log.append(new, i, aqueduct_core::EventTime::from_secs(i as i64));
    }
    until("the new partition is read", || handle.progress().read() >= 150).await;
    handle.stop();
    run.await.unwrap().unwrap();
    assert_eq!(sorted(table.rows()), (0..150).collect::<Vec<_>>());
}
