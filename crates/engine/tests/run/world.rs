//! What the tests run in.

use aqueduct_core::EventTime;
use aqueduct_engine::Options;
use aqueduct_memory::MemoryLog;
use std::time::Duration;

/// A closed log of `0..n` over some partitions, the value being its time in seconds.
pub(crate) fn numbers(partitions: u32, n: u64) -> MemoryLog<u64> {
    let log = MemoryLog::new(partitions);
    for i in 0..n {
        log.append((i % u64::from(partitions)) as u32, i, EventTime::from_secs(i as i64));
    }
    log.close();
    log
}

/// Quick checkpoints.
pub(crate) fn options(parallelism: usize) -> Options {
    Options::new().parallelism(parallelism).every(Duration::from_millis(20)).signals(false)
}

/// The sorted rows.
pub(crate) fn sorted<T: Ord>(mut rows: Vec<T>) -> Vec<T> {
    rows.sort();
    rows
}
