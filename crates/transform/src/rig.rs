//! What the tests of all verbs need: pipelines over logs and tables in memory.

use aqueduct_core::{EventTime, Result};
use aqueduct_engine::{Entry, Options, Pipeline, Report, Stream};
use aqueduct_memory::{MemoryLog, MemorySource, MemoryTable};

/// A pipeline that reads these values, dealt out to this many partitions in turn. They are a second
/// apart, the first is at 0.
pub(crate) fn reading<T: Clone + Send + 'static>(
    partitions: u32,
    values: impl IntoIterator<Item = T>,
) -> (Pipeline, Stream<T>) {
    let log = MemoryLog::new(partitions);
    for (nth, value) in (0..).zip(values) {
        log.append(nth % partitions, value, EventTime::from_secs(i64::from(nth)));
    }
    let pipeline = Pipeline::new("verbs");
    let stream = pipeline.source("log", MemorySource::new(&log).bounded());
    (pipeline, stream)
}

/// Runs it in two subtasks. The accounts of whatever ends well add up.
pub(crate) async fn run(pipeline: Pipeline) -> Result<Report> {
    let report = pipeline.run(Options::new().parallelism(2).signals(false)).await?;
    assert!(report.is_balanced(), "{report}");
    Ok(report)
}

/// What a step counted: in, kept, filtered, out.
pub(crate) fn counts(report: &Report, step: &str) -> [u64; 4] {
    let step = report.step(step).unwrap();
    let [came, kept, filtered] = [Entry::In, Entry::Kept, Entry::Filtered].map(|entry| step.counts[entry]);
    [came, kept, filtered, step.out()]
}

/// The rows with their times in seconds.
pub(crate) fn timed<T: Clone>(table: &MemoryTable<T>) -> Vec<(T, i64)> {
    let records = table.records().into_iter();
    records.map(|record| (record.value, record.time.micros() / 1_000_000)).collect()
}
