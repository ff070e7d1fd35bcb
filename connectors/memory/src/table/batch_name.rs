use aqueduct_core::{Run, SubtaskId};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The name of a batch of rows that a two-phase sink prepares: nobody else ever makes the same one,
/// and it says who made it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct BatchName {
    /// The pipeline's name.
    pub pipeline: String,
    /// The sink's name within it.
    pub sink: String,
    /// The id of the checkpoint store.
    pub store: u128,
    /// The incarnation that made it.
    pub incarnation: u64,
    /// The writer's subtask.
    pub subtask: usize,
    /// Counts the writer's batches, from 0.
    pub counter: u64,
}

impl BatchName {
    /// A batch of this run.
    pub(crate) fn new(run: &Run, subtask: SubtaskId, counter: u64) -> Self {
        Self {
            pipeline: run.pipeline.clone(),
            sink: run.sink.clone(),
            store: run.store,
            incarnation: run.incarnation,
            subtask: subtask.0,
            counter,
        }
    }

    /// Whether an incarnation older than `run` made it, of the same pipeline, sink and store.
    pub(crate) fn is_older_than(&self, run: &Run) -> bool {
        let same = self.pipeline == run.pipeline && self.sink == run.sink && self.store == run.store;
        same && self.incarnation < run.incarnation
    }
}

impl fmt::Display for BatchName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { pipeline, sink, store, incarnation, subtask, counter } = self;
        write!(f, "{pipeline}/{sink}/{store:032x}/{incarnation}-{subtask}-{counter}")
    }
}
