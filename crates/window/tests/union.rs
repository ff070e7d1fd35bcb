//! Rankings over the results of two streams.

use aqueduct_core::EventTime;
use aqueduct_engine::{Entry, MemoryStore, Options, Outcome, Pipeline};
use aqueduct_memory::{MemoryLog, MemorySink, MemorySource, MemoryTable};
use aqueduct_transform::{KeyBy, Map, Union};
use aqueduct_window::{TopN, Tumbling, Windowing, count};
use std::time::Duration;

/// Of two logs, one has nothing yet: its watermark holds back the ranking of the other's results, over a
/// stop as well.
#[tokio::test]
async fn results_that_wait_for_another_stream_outlive_a_stop() {
    for (before, after) in [(1, 2), (3, 1), (2, 2)] {
        let (log, slow) = (MemoryLog::new(3), MemoryLog::new(1));
        let (table, store) = (MemoryTable::new(), MemoryStore::new());
        let build = || {
            let pipeline = Pipeline::new("union");
            let counts = |name: &str, log| {
                let read = pipeline.source(name, MemorySource::new(log).chunk(5).until_closed());
                let windowed = read.key_by(|n: &u64| *n).window(Tumbling::of(Duration::from_micros(10)));
                windowed.aggregate(format!("{name} counts"), count()).ignore_late()
            };
            let both = counts("log", &log).union(counts("slow", &slow));
            both.top_n("top", 4, |n| *n)
                .map(|r| (r.window.start.micros(), r.rank, r.key, r.value))
                .sink("out", MemorySink::two_phase(&table));
            pipeline
        };
        let every = Duration::from_millis(5);
        let options = |n| Options::new().parallelism(n).signals(false).store(store.clone()).every(every);
        for n in 0..300_u64 {
            log.append(n as u32 % 3, n % 7, EventTime::from_micros(n as i64 / 10));
        }
        let pipeline = build();
        let handle = pipeline.handle();
        let run = tokio::spawn(pipeline.run(options(before)));
        // Two of three windows have fired, and all their seven keys are in the ranking.
        let ranked = || handle.progress().step("top").map_or(0, |s| s.counts[Entry::In]);
        while !run.is_finished() && ranked() < 14 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        handle.stop();
        assert_eq!(run.await.unwrap().unwrap().outcome, Outcome::Stopped);
        assert!(table.rows().is_empty(), "the other stream may still have more");

        slow.append(0, 100, EventTime::from_micros(5));
        log.close();
        slow.close();
        build().run(options(after)).await.unwrap();
        let mut rows = table.rows();
        rows.sort_unstable();
        let keys = |start: i64| rows.iter().filter(|r| r.0 == start).map(|r| r.2).collect::<Vec<_>>();
        assert_eq!(rows.len(), 12, "{rows:?}");
        assert_eq!(keys(0), [0, 1, 2, 3], "hundred records of seven keys: two have fifteen");
    }
}
