//! Pipelines in manual time.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use aqueduct_core::EventTime;
use aqueduct_engine::{Clock, MemoryStore, Options, Pipeline};
use aqueduct_memory::{MemoryLog, MemorySink, MemorySource, MemoryTable};
use aqueduct_testkit::{CrashHook, Driver};
use std::time::{Duration, Instant};

type Log = MemoryLog<u64>;
type Table = MemoryTable<u64>;

fn copy(log: &Log, table: &Table) -> Pipeline {
    let pipeline = Pipeline::new("copy");
    let source = pipeline.source("log", MemorySource::new(log));
    source.sink("table", MemorySink::two_phase(table));
    pipeline
}

fn options() -> Options {
    Options::new().every(Duration::from_secs(10)).parallelism(2)
}

#[test]
fn nothing_happens_before_its_time() {
    let (log, table) = (Log::new(2), Table::new());
    let began = Instant::now();
    let mut driver = Driver::start(copy(&log, &table), options());
    for round in 1..=20 {
        log.append(0, round, EventTime::from_secs(1));
        log.append(1, round, EventTime::from_secs(1));
        driver.settle();
        assert_eq!(table.rows().len() as u64, (round - 1) * 2);
        driver.advance(Duration::from_secs(10));
        assert_eq!(table.rows().len() as u64, round * 2);
    }
    assert!(driver.clock().elapsed() > Duration::from_secs(200));
    driver.stop().unwrap();
    assert!(began.elapsed() < Duration::from_secs(20), "time was waited for");
}

#[test]
fn a_bounded_pipeline_finishes() {
    let (log, table) = (Log::new(1), Table::new());
    log.append_all(0, (0..5_000).map(|n| (n, EventTime::from_secs(1))));
    let pipeline = Pipeline::new("copy");
    let source = pipeline.source("log", MemorySource::new(&log).bounded());
    source.sink("table", MemorySink::two_phase(&table));
    Driver::start(pipeline, options()).finish().unwrap();
    assert_eq!(table.rows().len(), 5_000);
}

#[test]
fn the_time_of_day_may_jump() {
    let (log, table) = (Log::new(1), Table::new());
    let mut driver = Driver::start(copy(&log, &table), options());
    let before = driver.clock().now();
    driver.advance(Duration::from_secs(3600));
    assert_eq!(driver.clock().now().since(before), Duration::from_secs(3600));
    driver.clock().set_now(EventTime::from_secs(0));
    assert_eq!(driver.clock().now(), EventTime::from_secs(0));
    assert!(!driver.is_over());
}

#[test]
fn a_crash_at_any_point_of_a_run_loses_and_repeats_nothing() {
    let run = |hook: &CrashHook, store: &MemoryStore, log: &Log, table: &Table| {
        let options = options().store(store.clone()).faults(hook.faults());
        let mut driver = Driver::start(copy(log, table), options);
        driver.advance(Duration::from_secs(25));
        let over = driver.is_over();
        if over { driver.finish().map(|_| ()) } else { driver.stop().map(|_| ()) }
    };
    let fresh = || {
        let log = Log::new(2);
        (0..10).for_each(|n| log.append((n % 2) as u32, n, EventTime::from_secs(1)));
        (MemoryStore::new(), log, Table::new())
    };
    let (calm, (store, log, table)) = (CrashHook::calm(), fresh());
    run(&calm, &store, &log, &table).unwrap();
    assert!(calm.passed().len() > 5, "few points: {:?}", calm.passed());
    for (point, _) in calm.passed() {
        let (store, log, table) = fresh();
        let crash = CrashHook::crash_at(point, 1);
        let _ = run(&crash, &store, &log, &table);
        assert!(crash.has_struck(), "{point} was not reached again");
        run(&CrashHook::calm(), &store, &log, &table).unwrap();
        let mut rows = table.rows();
        rows.sort_unstable();
        assert_eq!(rows, (0..10).collect::<Vec<_>>(), "after a crash at {point}");
    }
}
