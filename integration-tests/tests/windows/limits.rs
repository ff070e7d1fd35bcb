//! Bounds on state.

use crate::input::Item;
use aqueduct_core::{ErrorKind, EventTime, Reason};
use aqueduct_engine::{Options, Pipeline, Watermarks};
use aqueduct_memory::{MemoryLog, MemorySink, MemorySource, MemoryTable};
use aqueduct_transform::KeyBy;
use aqueduct_window::{Timing, Tumbling, Whole, Windowing, count};
use std::time::Duration;

fn options() -> Options {
    Options::new().parallelism(2).signals(false)
}

#[tokio::test(flavor = "multi_thread")]
async fn more_keys_than_the_limit_allows_end_in_an_error_that_names_the_step() {
    let (log, table) = (MemoryLog::new(2), MemoryTable::new());
    for key in 0..400_000 {
        log.append((key % 2) as u32, Item { key, value: 0, at: 0 }, EventTime::MIN);
    }
    log.close();
    let pipeline = Pipeline::new("keys");
    pipeline
        .source("log", MemorySource::new(&log).bounded())
        .event_time(|i: &Item| EventTime::from_millis(i.at), Watermarks::default())
        .key_by(|i| i.key)
        .window(Whole)
        .aggregate("keys-seen", count())
        .ignore_late()
        .sink("out", MemorySink::append(&table));
    let error = pipeline.run(options().state_limit(4 << 20)).await.unwrap_err();
    assert_eq!((error.kind(), error.context("step")), (ErrorKind::Config, Some("keys-seen")), "{error}");
    assert!(error.message().contains("state_limit"), "{error}");
    assert!(table.rows().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poisoned_clock_opens_no_windows_and_stalls_nobody() {
    let (log, table, letters) = (MemoryLog::new(1), MemoryTable::new(), MemoryTable::new());
    let poisoned = [i64::MAX, i64::MAX / 2, i64::MIN, 4_102_444_800_000];
    for i in 0..1000 {
        let at = if i % 100 == 50 { poisoned[(i / 100 % 4) as usize] } else { i as i64 * 10 };
        log.append(0, Item { key: 0, value: 0, at }, EventTime::MIN);
    }
    log.close();
    let pipeline = Pipeline::new("poison");
    pipeline
        .source("log", MemorySource::new(&log).bounded())
        .event_time(
            |i: &Item| EventTime::from_millis(i.at),
            Watermarks::bounded_delay(Duration::from_millis(50)),
        )
        .key_by(|i| i.key)
        .window(Tumbling::of(Duration::from_secs(1)))
        .aggregate("seconds", count())
        .late_to_dead_letters()
        .sink("out", MemorySink::append(&table));
    pipeline.dead_letters(MemorySink::append(&letters));
    pipeline.run(options()).await.unwrap();
    assert_eq!(table.rows().iter().map(|r| r.value).collect::<Vec<_>>(), [99; 10]);
    let of = |reason| letters.rows().iter().filter(|l| l.reason == reason).count();
    assert_eq!((of(Reason::TooFarAhead), of(Reason::Late)), (8, 2));
}
