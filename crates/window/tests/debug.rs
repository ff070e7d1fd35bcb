use aqueduct_core::EventTime;
use aqueduct_engine::{Options, Pipeline};
use aqueduct_memory::{MemoryLog, MemorySink, MemorySource, MemoryTable};
use aqueduct_transform::{KeyByRef, Map};
use aqueduct_window::*;
use std::time::Duration;
async fn run(p: usize) {
    let (log, table) = (MemoryLog::new(1), MemoryTable::new());
    log.append_all(0, [("a", 1), ("b", 2), ("a", 3), ("a", 12)].map(|(word, at)| (word, EventTime::from_secs(at))));
    let pipeline = Pipeline::new("doc");
    pipeline
        .source("words", MemorySource::new(&log).bounded())
        .key_by_ref(|word: &&str| *word)
        .window(Tumbling::of(Duration::from_secs(10)))
        .aggregate("count", count())
        .ignore_late()
        .map(|r| (r.window.start, r.key, r.value))
        .sink("counts", MemorySink::append(&table));
    println!("{}", pipeline.run(Options::new().parallelism(p).signals(false)).await.unwrap());
    println!("{:?}", table.rows());
}
#[tokio::test] async fn one() { tokio::time::timeout(Duration::from_secs(5), run(1)).await.unwrap(); }
#[tokio::test] async fn two() { tokio::time::timeout(Duration::from_secs(5), run(2)).await.unwrap(); }
