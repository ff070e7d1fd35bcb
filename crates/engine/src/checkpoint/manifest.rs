use crate::checkpoint::Raw;
use crate::source::SplitNote;
use aqueduct_core::{Epoch, EventTime};
use serde::{Deserialize, Serialize};

/// Everything a start needs, besides the state files it names: the durable point of an epoch.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Manifest {
    pub(crate) pipeline: String,
    pub(crate) epoch: Epoch,
    pub(crate) hash_version: u32,
    /// Every source had nothing left: a start over it returns at once.
    pub(crate) finished: bool,
    pub(crate) sources: Vec<SourceEntry>,
    pub(crate) steps: Vec<StepEntry>,
    pub(crate) sinks: Vec<SinkEntry>,
}

/// Where a source stood.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SourceEntry {
    pub(crate) name: String,
    /// Whether its splits have ends.
    pub(crate) bounded: bool,
    /// The lowest that its subtasks had forwarded.
    pub(crate) watermark: EventTime,
    pub(crate) splits: Vec<SplitNote>,
}

/// A stateful step.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct StepEntry {
    pub(crate) name: String,
    pub(crate) fingerprint: String,
    pub(crate) watermark: EventTime,
    pub(crate) files: Vec<StateFile>,
}

/// A file with one subtask's state.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct StateFile {
    pub(crate) name: String,
    pub(crate) bytes: u64,
}

/// A sink and what is left to publish.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SinkEntry {
    pub(crate) name: String,
    /// The lowest of its subtasks at the barrier.
    pub(crate) watermark: EventTime,
    pub(crate) commits: Vec<Raw>,
}
