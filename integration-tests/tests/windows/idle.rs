//! Splits that fall silent, in manual time.

use crate::input::Item;
use aqueduct_core::EventTime;
use aqueduct_engine::{MemoryStore, Options, Pipeline, Watermarks};
use aqueduct_memory::{MemoryLog, MemorySink, MemorySource, MemoryTable};
use aqueduct_testkit::Driver;
use aqueduct_transform::KeyBy;
use aqueduct_window::{Timing, Tumbling, Windowing, count};
use std::time::Duration;

const SECOND: Duration = Duration::from_secs(1);

/// Two partitions of an open log; windows of ten seconds, a split is idle after thirty.
struct World {
    log: MemoryLog<Item>,
    counts: MemoryTable<(i64, u64)>,
    late: MemoryTable<Item>,
    store: MemoryStore,
}

impl World {
    fn new() -> Self {
        let (counts, late) = (MemoryTable::new(), MemoryTable::new());
        Self { log: MemoryLog::new(2), counts, late, store: MemoryStore::new() }
    }

    fn start(&self, parallelism: usize) -> Driver {
        let pipeline = Pipeline::new("idle");
        let source = MemorySource::new(&self.log).idle_every(SECOND / 2);
        let (counts, late) = pipeline
            .source("log", source)
            .event_time(
                |i: &Item| EventTime::from_secs(i.at),
                Watermarks::default().idle_after(30 * SECOND).max_ahead(Duration::MAX),
            )
            .key_by(|i| i.key)
            .window(Tumbling::of(10 * SECOND))
            .aggregate("counts", count())
            .late_as_stream();
        use aqueduct_transform::Map;
        counts
            .map(|r| (r.window.start.micros() / 1_000_000, r.value))
            .sink("out", MemorySink::append(&self.counts));
        late.sink("late", MemorySink::append(&self.late));
        let options = Options::new().parallelism(parallelism).store(self.store.clone()).take_over();
        Driver::start(pipeline, options.every(SECOND))
    }

    /// A record a second in this partition.
    fn append(&self, partition: u32, seconds: std::ops::Range<i64>) {
        for at in seconds {
            self.log.append(partition, Item { key: 1, value: 0, at }, EventTime::MIN);
        }
    }

    fn counts(&self) -> Vec<(i64, u64)> {
        let mut counts = self.counts.rows();
        counts.sort();
        counts
    }
}

/// Partition 0 gets a record a second, as time passes.
fn live(world: &World, driver: &mut Driver, seconds: std::ops::Range<i64>) {
    for at in seconds {
        world.append(0, at..at + 1);
        driver.advance(SECOND);
    }
}

#[test]
fn a_silent_split_holds_the_windows_until_it_is_idle() {
    for parallelism in [1, 2, 3] {
        let world = World::new();
        let mut driver = world.start(parallelism);
        world.append(1, 0..6);
        live(&world, &mut driver, 0..28);
        assert_eq!(world.counts(), [], "partition 1 has not come to the end of a window");
        live(&world, &mut driver, 28..36);
        assert_eq!(world.counts(), [(0, 16), (10, 10), (20, 10)], "it is idle now");
        driver.stop().unwrap();
    }
}

#[test]
fn a_split_that_returns_is_counted_again_and_loses_only_what_has_fired() {
    for parallelism in [1, 2, 3] {
        let world = World::new();
        let mut driver = world.start(parallelism);
        world.append(1, 0..6);
        live(&world, &mut driver, 0..36);
        // A record of a window that has fired, then records of the open one.
        world.append(1, 6..7);
        world.append(1, 30..34);
        live(&world, &mut driver, 36..50);
        let fired = [(0, 16), (10, 10), (20, 10)];
        assert_eq!(world.counts(), fired, "partition 1 holds the fourth window open");
        world.append(1, 34..41);
        driver.advance(SECOND);
        assert_eq!(world.counts(), [fired.to_vec(), vec![(30, 20)]].concat());
        assert_eq!(world.late.rows().iter().map(|i| i.at).collect::<Vec<_>>(), [6]);
        driver.stop().unwrap();
    }
}

#[test]
fn no_split_is_idle_after_a_restart() {
    let world = World::new();
    let mut driver = world.start(2);
    world.append(1, 0..6);
    live(&world, &mut driver, 0..25);
    driver.stop().unwrap();
    let mut driver = world.start(2);
    live(&world, &mut driver, 25..50);
    assert_eq!(world.counts(), [], "the thirty seconds begin anew");
    live(&world, &mut driver, 50..60);
    assert_eq!(world.counts()[..3], [(0, 16), (10, 10), (20, 10)]);
    driver.stop().unwrap();
}

#[test]
fn the_watermark_stays_where_it_is_when_all_are_idle() {
    let world = World::new();
    let mut driver = world.start(2);
    world.append(0, 0..26);
    world.append(1, 0..16);
    driver.advance(100 * SECOND);
    assert_eq!(world.counts(), [(0, 20)]);
    let watermark = driver.handle().progress().watermarks[0].1;
    assert_eq!(watermark, EventTime::from_secs(15));
    driver.advance(100 * SECOND);
    assert_eq!(driver.handle().progress().watermarks[0].1, watermark);
    driver.drain().unwrap();
    assert_eq!(world.counts(), [(0, 20), (10, 16), (20, 6)], "draining fires what is left");
}
