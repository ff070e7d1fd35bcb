use crate::checkpoint::Raw;
use aqueduct_core::{EventTime, SplitId};
use serde::{Deserialize, Serialize};

/// Where one split stood at a barrier.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SplitNote {
    pub(crate) id: SplitId,
    /// The split to open in order to go on, in the connector's own form.
    pub(crate) split: Raw,
    /// The highest event time seen in it.
    pub(crate) high: EventTime,
    pub(crate) ended: bool,
}

/// What one subtask of a source says at a barrier.
#[derive(Clone, Debug)]
pub(crate) struct SourceNote {
    pub(crate) splits: Vec<SplitNote>,
    /// The watermark it had forwarded.
    pub(crate) watermark: EventTime,
}
