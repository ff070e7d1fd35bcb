//! Ten million distinct keys, and what is left of them.

use aqueduct_core::EventTime;
use aqueduct_engine::{Options, Pipeline};
use aqueduct_memory::{MemoryLog, MemorySink, MemorySource, MemoryTable};
use aqueduct_transform::{Filter, Inspect, KeyBy};
use aqueduct_window::{Tumbling, Windowing, count};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

const KEYS: u64 = 10_000_000;

/// What the process has in memory, in bytes.
fn resident() -> usize {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap();
    pages.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4096
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "soak: a gigabyte of memory"]
async fn ten_million_keys_are_counted_and_leave_nothing_behind() {
    let (log, table) = (MemoryLog::new(2), MemoryTable::new());
    for partition in 0..2 {
        let keys = (0..KEYS).filter(|key| key % 2 == partition);
        log.append_all(partition as u32, keys.map(|key| (key, EventTime::from_secs(1))));
    }
    let before = resident();
    let (results, most) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let pipeline = Pipeline::new("many-keys");
    let (counted, peak) = (Arc::clone(&results), Arc::clone(&most));
    pipeline
        .source("log", MemorySource::new(&log).until_closed())
        .key_by(|key: &u64| *key)
        .window(Tumbling::of(Duration::from_secs(10)))
        .aggregate("keys", count())
        .ignore_late()
        .inspect(move |result| {
            if counted.fetch_add(result.value, Relaxed) == KEYS / 2 {
                peak.store(resident() as u64, Relaxed);
            }
        })
        .filter(|_| false)
        .sink("out", MemorySink::append(&table));
    let run = tokio::spawn(pipeline.run(Options::new().parallelism(2).signals(false)));

    // Small windows after the large one: the tables that are kept for reuse go with them.
    for window in 1..=6 {
        for partition in 0..2 {
            log.append(partition, 1, EventTime::from_secs(10 * window + 1));
        }
    }
    while results.load(Relaxed) < KEYS + 10 && !run.is_finished() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let after = resident();
    log.close();
    let report = run.await.unwrap().unwrap();
    assert!(report.is_balanced(), "{report}");
    assert_eq!(results.load(Relaxed), KEYS + 12);
    let most = most.load(Relaxed) as usize;
    assert!(most > before + (200 << 20), "its state was never there: {before} {most}");
    assert!(after < before + (100 << 20), "{before} {most} {after}");
}
