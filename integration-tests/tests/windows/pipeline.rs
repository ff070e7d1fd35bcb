//! The same through a pipeline, with its deaths.

use crate::input::{Input, Item, What};
use crate::model::Outcome;
use aqueduct_core::fault::Faults;
use aqueduct_core::{EventTime, Result, WindowResult};
use aqueduct_engine::{MemoryStore, Options, Pipeline, Watermarks};
use aqueduct_memory::{MemoryLog, MemorySink, MemorySource, MemoryTable};
use aqueduct_testkit::CrashHook;
use aqueduct_transform::KeyBy;
use aqueduct_window::{Aggregate, Sliding, Timing, Windowing, count, max, reduce_with_inverse, sum};
use std::time::Duration;

/// What remains when a process dies.
struct World {
    log: MemoryLog<Item>,
    store: MemoryStore,
    results: MemoryTable<WindowResult<u64, i64>>,
    late: MemoryTable<Item>,
}

pub(crate) async fn actual(input: &Input) -> Outcome {
    let world = world(input);
    for (nth, death) in input.deaths.iter().enumerate() {
        // It may die of its last barrier, or not at all: then the next start has nothing to do.
        let crash = CrashHook::crash_at("source.barrier.after", *death);
        let ended = process(input, &world, parallelism(input, nth), crash.faults()).await;
        assert!(ended.is_ok() || crash.has_struck(), "{ended:?}");
    }
    process(input, &world, input.parallelism, CrashHook::calm().faults()).await.unwrap();
    let mut outcome = Outcome::default();
    for r in world.results.rows() {
        let (start, end) = (r.window.start.micros() / 1000, r.window.end.micros() / 1000);
        let twice = outcome.results.insert((start, end, r.key), r.value);
        assert_eq!(twice, None, "a window fired twice");
    }
    outcome.late = world.late.rows();
    outcome.late.sort();
    outcome
}

fn world(input: &Input) -> World {
    let log = MemoryLog::new(input.splits.len() as u32);
    for (partition, items) in input.splits.iter().enumerate() {
        log.append_all(partition as u32, items.iter().map(|i| (*i, EventTime::from_millis(i.at))));
    }
    log.close();
    World { log, store: MemoryStore::new(), results: MemoryTable::new(), late: MemoryTable::new() }
}

/// Every process has another parallelism than the one before.
fn parallelism(input: &Input, process: usize) -> usize {
    1 + (input.parallelism + process) % 4
}

async fn process(input: &Input, world: &World, parallelism: usize, faults: Faults) -> Result<()> {
    let pipeline = match input.what {
        What::Count => assemble(input, world, CountAsNumber),
        What::Sum => assemble(input, world, sum(|i: &Item| i.value)),
        What::Max => assemble(input, world, max(|i: &Item| i.value)),
        What::Inverse => {
            assemble(input, world, reduce_with_inverse(|i: &Item| i.value, |a, b| *a += b, |a, b| *a -= b))
        }
    };
    let options = Options::new()
        .parallelism(parallelism)
        .every(Duration::from_micros(1))
        .store(world.store.clone())
        .signals(false)
        .faults(faults);
    let report = pipeline.run(options).await?;
    assert!(report.is_balanced(), "{report}");
    Ok(())
}

fn assemble<G: Aggregate<Item, Out = i64>>(input: &Input, world: &World, aggregate: G) -> Pipeline {
    let millis = |n: i64| Duration::from_millis(n as u64);
    let shape = Sliding::of(millis(input.size))
        .every(millis(input.every))
        .offset(millis(input.offset))
        .grace(millis(input.grace));
    let pipeline = Pipeline::new("windows");
    let (results, late) = pipeline
        .source("log", MemorySource::new(&world.log).bounded().chunk(input.chunk))
        .event_time(|i: &Item| EventTime::from_millis(i.at), Watermarks::bounded_delay(millis(input.delay)))
        .key_by(|i| i.key)
        .window(shape)
        .aggregate("results", aggregate)
        .late_as_stream();
    results.sink("results-out", MemorySink::two_phase(&world.results));
    late.sink("late-out", MemorySink::two_phase(&world.late));
    pipeline
}

/// `count`, as the others give it.
#[derive(Clone)]
struct CountAsNumber;

impl Aggregate<Item> for CountAsNumber {
    type Acc = u64;
    type Out = i64;
    const INVERTIBLE: bool = true;

    fn name(&self) -> String {
        "count".to_owned()
    }
    fn first(&self, item: &Item) -> u64 {
        count().first(item)
    }
    fn add(&self, acc: &mut u64, item: &Item) {
        count().add(acc, item);
    }
    fn merge(&self, acc: &mut u64, other: &u64) {
        Aggregate::<Item>::merge(&count(), acc, other);
    }
    fn subtract(&self, acc: &mut u64, other: &u64) {
        Aggregate::<Item>::subtract(&count(), acc, other);
    }
    fn finish(&self, acc: &u64) -> i64 {
        *acc as i64
    }
}
