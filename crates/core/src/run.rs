use crate::Epoch;
use crate::fault::Faults;
use std::time::Duration;

/// One start of a pipeline as one of its sinks sees it. The engine makes one per sink.
#[derive(Clone, Debug)]
pub struct Run {
    /// The pipeline's name.
    pub pipeline: String,
    /// The sink's name within the pipeline.
    pub sink: String,
    /// The random id of the checkpoint store. Another id means another history: work and progress
    /// found under it must not be touched.
    pub store: u128,
    /// Counts the starts and restarts over this store. A higher one shuts lower ones out.
    pub incarnation: u64,
    /// How long an older incarnation may still be busy with what it has begun: twice the checkpoint
    /// interval and epoch deadline together. `claim` waits this long for locks; sessions outside are
    /// given it as their idle limit.
    pub patience: Duration,
    /// Named points at which tests stop a run. Does nothing unless the feature `crash-points` is on.
    pub faults: Faults,
}

impl Run {
    /// Whether `epoch` was made by an incarnation older than this run.
    pub fn is_after(&self, epoch: Epoch) -> bool {
        epoch.incarnation < self.incarnation
    }
}

/// Which of a step's parallel copies; counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubtaskId(pub usize);
