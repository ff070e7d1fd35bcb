use crate::world::{numbers, options, sorted};
use aqueduct_core::Sink;
use aqueduct_engine::{Entry, Outcome, Pipeline};
use aqueduct_memory::{MemorySink, MemorySource, MemoryTable};

async fn delivers_all<S: Sink<u64>>(parallelism: usize, sink: impl Fn(&MemoryTable<u64>) -> S) {
    let (log, table) = (numbers(5, 3000), MemoryTable::<u64>::new());
    let pipeline = Pipeline::new("numbers");
    let source = MemorySource::new(&log).bounded();
    pipeline.source("log", source).sink("table", sink(&table));
    let report = pipeline.run(options(parallelism)).await.unwrap();
    assert_eq!(report.outcome, Outcome::Finished);
    assert_eq!(sorted(table.rows()), (0..3000).collect::<Vec<_>>());
    assert_eq!(report.step("table").unwrap().counts[Entry::Kept], 3000);
    assert!(report.is_balanced() && report.checkpoints >= 2, "{report}");
    assert_eq!(table.leftovers(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bounded_run_delivers_everything_once_and_ends() {
    for parallelism in [1, 2, 3] {
        delivers_all(parallelism, MemorySink::append).await;
        delivers_all(parallelism, |t| MemorySink::upsert(t, |v: &u64| *v)).await;
        delivers_all(parallelism, MemorySink::two_phase).await;
        delivers_all(parallelism, MemorySink::transactional).await;
    }
}
