//! What the tests of all verbs need: pipelines over logs and tables in memory.

use aqueduct_core::{DeadLetter, EventTime, Result};
use aqueduct_engine::{Entry, Options, Pipeline, Report, Stream};
use aqueduct_memory::{MemoryLog, MemorySink, MemorySource, MemoryTable};

/// A pipeline that reads these values in order, and the table that it keeps its dead letters in.
pub(crate) fn reading<T: Clone + Send + 'static>(
    values: impl IntoIterator<Item = T>,
) -> (Pipeline, Stream<T>, MemoryTable<DeadLetter>) {
    let log = MemoryLog::new(1);
    log.append_all(0, values.into_iter().map(|value| (value, EventTime::from_secs(1))));
    let pipeline = Pipeline::new("verbs");
    let stream = pipeline.source("log", MemorySource::new(&log).bounded());
    let letters = MemoryTable::new();
    pipeline.dead_letters(MemorySink::append(&letters));
    (pipeline, stream, letters)
}

/// Runs it in two subtasks. The accounts of whatever ends well add up.
pub(crate) async fn run(pipeline: Pipeline) -> Result<Report> {
    let report = pipeline.run(Options::new().parallelism(2).signals(false)).await?;
    assert!(report.is_balanced(), "{report}");
    Ok(report)
}

/// What a step counted: in, kept, rejected, out.
pub(crate) fn counts(report: &Report, step: &str) -> [u64; 4] {
    let step = report.step(step).unwrap();
    let [came, kept, rejected] = [Entry::In, Entry::Kept, Entry::Rejected].map(|entry| step.counts[entry]);
    [came, kept, rejected, step.out()]
}
