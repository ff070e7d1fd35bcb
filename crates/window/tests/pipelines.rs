//! Windows and rankings in running pipelines, at any parallelism and over a restart.
#![expect(clippy::unwrap_used, reason = "a failing test may panic, in its helpers as well")]

use aqueduct_core::{ErrorKind, EventTime, Result};
use aqueduct_engine::{Entry, MemoryStore, Options, Outcome, Pipeline, Report, Stream};
use aqueduct_memory::{MemoryLog, MemorySink, MemorySource, MemoryTable};
use aqueduct_transform::{KeyBy, Map};
use aqueduct_window::{
    Ranked, Sliding, SortBy, Timing, TopN, Tumbling, Watermarks, Windowing, count, max, reduce, sum,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

const PARTITIONS: u32 = 4;
const DELAY: i64 = 40;

/// Partition, time, key, value.
type Input = (u32, i64, u8, u64);
/// Window start and end, key, value.
type Output = (i64, i64, u8, u64);

fn micros(n: i64) -> Duration {
    Duration::from_micros(n.unsigned_abs())
}

fn shape() -> Sliding {
    Sliding::of(micros(100)).every(micros(30)).grace(micros(20))
}

/// Times run on and jitter by more than the delay.
fn inputs() -> Vec<Input> {
    let mut seed = 7_u64;
    let mut next = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    (0..4_000_i64)
        .map(|nth| {
            let back = if next(10) == 0 { next(250) } else { next(40) };
            (next(PARTITIONS.into()) as u32, nth - back as i64, next(20) as u8, next(1_000))
        })
        .collect()
}

fn fill(log: &MemoryLog<(i64, u8, u64)>, inputs: &[Input]) {
    for (partition, time, key, value) in inputs {
        log.append(*partition, (*time, *key, *value), EventTime::MIN);
    }
}

/// The values of every window and key.
type Windows = BTreeMap<(i64, i64, u8), Vec<u64>>;

/// Every window's values, how many records are late, and how many missed a window.
fn model(inputs: &[Input]) -> (Windows, u64, u64) {
    let (mut windows, mut late, mut missed) = (Windows::new(), 0, 0);
    let mut high = [i64::MIN; PARTITIONS as usize];
    for (partition, time, key, value) in inputs {
        let high = &mut high[*partition as usize];
        let judge = high.saturating_sub(DELAY);
        *high = (*high).max(*time);
        let last = time.div_euclid(30) * 30;
        let starts: Vec<_> = (0..4).map(|n| last - n * 30).filter(|start| start + 100 > *time).collect();
        let open: Vec<_> = starts.iter().filter(|start| *start + 100 + 20 > judge).collect();
        late += u64::from(open.is_empty());
        missed += u64::from(!open.is_empty() && open.len() < starts.len());
        for start in open {
            windows.entry((*start, start + 100, *key)).or_default().push(*value);
        }
    }
    (windows, late, missed)
}

fn read(pipeline: &Pipeline, log: &MemoryLog<(i64, u8, u64)>, bounded: bool) -> Stream<(i64, u8, u64)> {
    let source = MemorySource::new(log).chunk(17);
    let source = if bounded { source.bounded() } else { source.until_closed() };
    pipeline
        .source("log", source)
        .event_time(|(at, ..)| EventTime::from_micros(*at), Watermarks::bounded_delay(micros(DELAY)))
        .boundary()
}

fn options(parallelism: usize) -> Options {
    Options::new().parallelism(parallelism).signals(false)
}

fn sorted(table: &MemoryTable<Output>) -> Vec<Output> {
    let mut rows = table.rows();
    rows.sort_unstable();
    rows
}

fn check(report: &Report, late: u64, missed: u64) {
    assert!(report.is_balanced(), "{report}");
    let counts = report.step("agg").unwrap().counts;
    assert_eq!((counts[Entry::Late], counts[Entry::Missed]), (late, missed));
}

#[tokio::test]
async fn every_aggregate_agrees_at_any_parallelism() {
    let inputs = inputs();
    let (windows, late, missed) = model(&inputs);
    assert!(late > 20 && missed > 20, "{late} late, {missed} missed");
    for parallelism in 1..=4 {
        for (name, of) in [
            ("count", (|v| v.len() as u64) as fn(&[u64]) -> u64),
            ("sum", |v| v.iter().sum()),
            ("max", |v| *v.iter().max().unwrap()),
            ("reduce", |v| v.iter().fold(0, |a, b| a ^ b)),
        ] {
            let (log, table) = (MemoryLog::new(PARTITIONS), MemoryTable::new());
            fill(&log, &inputs);
            let pipeline = Pipeline::new("windows");
            // Without the boundary: the verdict is that of the source's own chain.
            let records = pipeline
                .source("log", MemorySource::new(&log).chunk(17).bounded())
                .event_time(|(at, ..)| EventTime::from_micros(*at), Watermarks::bounded_delay(micros(DELAY)));
            let windowed = records.key_by(|(_, key, _): &(i64, u8, u64)| *key).window(shape());
            let results = match name {
                "count" => windowed.aggregate("agg", count()).ignore_late(),
                "sum" => windowed.aggregate("agg", sum(|(.., v): &(i64, u8, u64)| *v)).ignore_late(),
                "max" => windowed.aggregate("agg", max(|(.., v): &(i64, u8, u64)| *v)).ignore_late(),
                _ => {
                    let xor = reduce(|(.., v): &(i64, u8, u64)| *v, |a: &mut u64, b: &u64| *a ^= b);
                    windowed.aggregate("agg", xor).ignore_late()
                }
            };
            results
                .map(|r| (r.window.start.micros(), r.window.end.micros(), r.key, r.value))
                .sink("out", MemorySink::append(&table));
            let report = pipeline.run(options(parallelism)).await.unwrap();
            let want: Vec<_> = windows.iter().map(|(w, values)| (w.0, w.1, w.2, of(values))).collect();
            assert_eq!(sorted(&table), want, "{name}, {parallelism} subtasks");
            check(&report, late, missed);
        }
    }
}

/// Counts, and the top three of each window; stopped once, and started again with other subtasks.
async fn with_a_stop(before: usize, after: usize, inputs: &[Input]) -> Vec<Ranked<u8, u64>> {
    let (log, table, store) =
        (MemoryLog::<(i64, u8, u64)>::new(PARTITIONS), MemoryTable::new(), MemoryStore::new());
    let build = || {
        let pipeline = Pipeline::new("top");
        pipeline
            .source("log", MemorySource::new(&log).chunk(17).until_closed())
            .event_time(|(at, ..)| EventTime::from_micros(*at), Watermarks::bounded_delay(micros(DELAY)))
            .key_by(|(_, key, _): &(i64, u8, u64)| *key)
            .window(shape())
            .aggregate("agg", count())
            .ignore_late()
            .top_n("top", 3, |n| *n)
            .sink("out", MemorySink::two_phase(&table));
        pipeline
    };
    let options = |n| options(n).store(store.clone()).every(Duration::from_millis(5));
    fill(&log, &inputs[..inputs.len() / 2]);
    let pipeline = build();
    let handle = pipeline.handle();
    let run = tokio::spawn(pipeline.run(options(before)));
    while !run.is_finished() && handle.progress().read() < inputs.len() as u64 / 2 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    handle.stop();
    assert_eq!(run.await.unwrap().unwrap().outcome, Outcome::Stopped);

    fill(&log, &inputs[inputs.len() / 2..]);
    log.close();
    let report = build().run(options(after)).await.unwrap();
    assert!(report.is_balanced(), "{report}");
    let mut rows = table.rows();
    rows.sort_by_key(|r| (r.window, r.rank));
    rows
}

#[tokio::test]
async fn a_stop_in_between_changes_nothing() {
    let inputs = inputs();
    let (windows, ..) = model(&inputs);
    let mut by_window: BTreeMap<(i64, i64), Vec<(u64, u8)>> = BTreeMap::new();
    for ((start, end, key), values) in windows {
        by_window.entry((start, end)).or_default().push((values.len() as u64, key));
    }
    let mut want = Vec::new();
    for ((start, end), mut keys) in by_window {
        keys.sort_by_key(|(n, key)| (std::cmp::Reverse(*n), *key));
        want.extend(keys.into_iter().take(3).zip(1_u32..).map(|((n, key), rank)| (start, end, rank, key, n)));
    }
    for (before, after) in [(1, 1), (2, 3), (3, 1), (1, 4)] {
        let rows = with_a_stop(before, after, &inputs).await;
        let row =
            |r: Ranked<u8, u64>| (r.window.start.micros(), r.window.end.micros(), r.rank, r.key, r.value);
        let rows: Vec<_> = rows.into_iter().map(row).collect();
        assert_eq!(rows, want, "{before} subtasks, then {after}");
    }
}

#[tokio::test]
async fn after_an_exchange_a_second_window_still_adds_up() {
    let inputs = inputs();
    let (windows, ..) = model(&inputs);
    let want: u64 = windows.values().map(|v| v.len() as u64).sum();
    for parallelism in [1, 3] {
        let (log, table) = (MemoryLog::new(PARTITIONS), MemoryTable::new());
        fill(&log, &inputs);
        let pipeline = Pipeline::new("twice");
        pipeline
            .source("log", MemorySource::new(&log).bounded())
            .event_time(|(at, ..)| EventTime::from_micros(*at), Watermarks::bounded_delay(micros(DELAY)))
            .key_by(|(_, key, _): &(i64, u8, u64)| *key)
            .window(shape())
            .aggregate("agg", count())
            .ignore_late()
            .key_by(|r| r.key % 2)
            .window(Tumbling::of(micros(500)))
            .aggregate("again", sum(|r: &aqueduct_core::WindowResult<u8, u64>| r.value))
            .late_to_dead_letters()
            .sort_by("order", |n| *n)
            .sink("out", MemorySink::append(&table));
        // Without a sink for dead letters a single late result would end the run.
        pipeline.run(options(parallelism)).await.unwrap();
        assert_eq!(table.rows().iter().map(|r| r.value).sum::<u64>(), want);
    }
}

async fn run_with(shape: Sliding, options: Options, timed: bool) -> Result<Report> {
    let (log, table) = (MemoryLog::new(1), MemoryTable::<Ranked<i64, u64>>::new());
    for n in 0..10_000_i64 {
        log.append(0, (n, 0, 0), EventTime::from_micros(n));
    }
    let pipeline = Pipeline::new("refused");
    let records = if timed {
        read(&pipeline, &log, true)
    } else {
        pipeline.source("log", MemorySource::new(&log).bounded().timed(false)).boundary()
    };
    records
        .key_by(|(at, ..): &(i64, u8, u64)| *at)
        .window(shape)
        .aggregate("agg", count())
        .ignore_late()
        .top_n("top", 3, |n| *n)
        .sink("out", MemorySink::append(&table));
    pipeline.run(options).await
}

#[tokio::test]
async fn what_is_set_up_wrongly_is_refused_by_name() {
    let error = run_with(Sliding::of(Duration::ZERO), options(1), true).await.unwrap_err();
    assert_eq!((error.kind(), error.context("step")), (ErrorKind::Config, Some("agg")));
    assert!(error.message().contains("`of`"), "{error}");
    let error = run_with(shape(), options(2), false).await.unwrap_err();
    assert!(error.message().contains("event_time"), "{error}");
}

#[tokio::test]
async fn too_much_state_is_refused_by_name() {
    for parallelism in [1, 2] {
        let much = Sliding::of(micros(1_000_000)).every(micros(100));
        let limited = options(parallelism).state_limit(50_000);
        let error = run_with(much, limited, true).await.unwrap_err();
        assert_eq!((error.kind(), error.context("step")), (ErrorKind::Config, Some("agg")));
        assert!(error.to_string().contains("state_limit"), "{error}");
        assert!(error.context("holds").unwrap().contains("keys"), "{error}");
    }
}

/// What the key's hash is made with: another one after the restart.
static SALT: AtomicU64 = AtomicU64::new(0);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Fickle(u64);

impl Hash for Fickle {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.0, SALT.load(Ordering::Relaxed)).hash(state);
    }
}

#[tokio::test]
async fn a_key_that_hashes_differently_after_a_restart_is_refused() {
    let (log, table, store) = (MemoryLog::new(1), MemoryTable::new(), MemoryStore::new());
    log.append_all(0, (0..50).map(|n| (n, EventTime::from_micros(1))));
    let build = || {
        let pipeline = Pipeline::new("fickle");
        pipeline
            .source("log", MemorySource::new(&log).until_closed())
            .key_by(|n: &u64| Fickle(*n))
            .window(Tumbling::of(micros(10)))
            .aggregate("agg", count())
            .ignore_late()
            .map(|r| r.value)
            .sink("out", MemorySink::append(&table));
        pipeline
    };
    for parallelism in [1, 2] {
        let options = || options(parallelism).store(store.clone());
        let pipeline = build();
        let handle = pipeline.handle();
        let run = tokio::spawn(pipeline.run(options()));
        while !run.is_finished() && parallelism == 1 && handle.progress().read() < 50 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        handle.stop();
        run.await.unwrap().unwrap();
        SALT.fetch_add(1, Ordering::Relaxed);
        let again = tokio::time::timeout(Duration::from_secs(10), build().run(options()));
        let error = again.await.unwrap().unwrap_err();
        assert_eq!((error.kind(), error.context("step")), (ErrorKind::Incompatible, Some("agg")));
        SALT.fetch_sub(1, Ordering::Relaxed);
    }
}

#[tokio::test]
async fn a_panic_in_an_aggregate_names_its_step() {
    for parallelism in [1, 2] {
        for place in ["key", "first", "merge", "by"] {
            let (log, table) = (MemoryLog::new(1), MemoryTable::new());
            log.append_all(0, (0..50_u64).map(|n| (n, EventTime::from_micros(n as i64))));
            let pipeline = Pipeline::new("panics");
            let at = move |here: &str, n: u64| assert!(place != here || n < 30, "at {here}");
            pipeline
                .source("log", MemorySource::new(&log).bounded())
                .key_by(move |n: &u64| {
                    at("key", *n);
                    n % 5
                })
                .window(Sliding::of(micros(20)).every(micros(10)))
                .aggregate(
                    "agg",
                    reduce(
                        move |n: &u64| {
                            at("first", *n);
                            *n
                        },
                        move |a: &mut u64, b: &u64| {
                            at("merge", *b);
                            *a = *b;
                        },
                    ),
                )
                .ignore_late()
                .top_n("top", 2, move |n| {
                    at("by", *n);
                    *n
                })
                .map(|r| r.value)
                .sink("out", MemorySink::append(&table));
            let error = pipeline.run(options(parallelism)).await.unwrap_err();
            let step = if place == "by" { "top" } else { "agg" };
            assert_eq!((error.kind(), error.context("step")), (ErrorKind::Internal, Some(step)), "{place}");
        }
    }
}
