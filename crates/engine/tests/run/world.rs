//! What the tests run in.

use aqueduct_core::EventTime;
use aqueduct_engine::{Clock, Options, Pipeline, Stream, TokioRuntime};
use aqueduct_memory::{MemoryLog, MemorySource};
use futures_util::future::BoxFuture;
use std::sync::Arc;
use std::time::Duration;

/// A log of `0..n` over some partitions, the value being its time in seconds.
pub(crate) fn open_numbers(partitions: u32, n: u64) -> MemoryLog<u64> {
    let log = MemoryLog::new(partitions);
    append(&log, 0..n);
    log
}

/// Appends numbers, each to the partition it belongs to.
pub(crate) fn append(log: &MemoryLog<u64>, numbers: std::ops::Range<u64>) {
    for i in numbers {
        log.append((i % u64::from(log.partitions())) as u32, i, EventTime::from_secs(i as i64));
    }
}

/// As `open_numbers`, closed: a bounded source of it ends.
pub(crate) fn numbers(partitions: u32, n: u64) -> MemoryLog<u64> {
    let log = open_numbers(partitions, n);
    log.close();
    log
}

/// A pipeline and the stream of a bounded source in it.
pub(crate) fn bounded(log: &MemoryLog<u64>) -> (Pipeline, Stream<u64>) {
    let pipeline = Pipeline::new("numbers");
    let stream = pipeline.source("log", MemorySource::new(log).bounded().chunk(64));
    (pipeline, stream)
}

/// Quick checkpoints, and a clock on which waits pass a hundred times as fast.
pub(crate) fn options(parallelism: usize) -> Options {
    let clock = Arc::new(QuickClock(TokioRuntime::new()));
    Options::new()
        .parallelism(parallelism)
        .every(Duration::from_secs(2))
        .signals(false)
        .surroundings(clock, Arc::new(TokioRuntime::new()))
}

/// The sorted rows.
pub(crate) fn sorted<T: Ord>(mut rows: Vec<T>) -> Vec<T> {
    rows.sort();
    rows
}

/// Waits until something is so.
pub(crate) async fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let patience = std::time::Instant::now() + Duration::from_secs(30);
    while !is_so() {
        assert!(std::time::Instant::now() < patience, "it never came to be that {what}");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// Runs a hundred times as fast as the world.
#[derive(Debug)]
struct QuickClock(TokioRuntime);

const FASTER: u32 = 100;

impl Clock for QuickClock {
    fn now(&self) -> EventTime {
        self.0.now()
    }

    fn elapsed(&self) -> Duration {
        self.0.elapsed() * FASTER
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.0.sleep(duration / FASTER)
    }
}
