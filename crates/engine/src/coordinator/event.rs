use crate::checkpoint::Raw;
use crate::graph::NodeId;
use crate::source::SourceNote;
use crate::state::Groups;
use aqueduct_core::{Epoch, EventTime, Result, SplitId};

/// What the tasks tell the coordinator.
#[derive(Debug)]
pub(crate) enum Event {
    /// A source's subtask noted its positions at a barrier.
    Noted { source: usize, subtask: usize, epoch: Epoch, note: SourceNote },
    /// A stateful step's subtask saved its state at a barrier.
    Saved { node: NodeId, subtask: usize, epoch: Epoch, watermark: EventTime, groups: Groups },
    /// A writer has prepared the epoch.
    Prepared { sink: usize, epoch: Epoch, watermark: EventTime, commits: Vec<Raw> },
    /// The transactional writer has committed the epoch.
    Committed { epoch: Epoch },
    /// A task has passed the epoch's barrier on and noted its accounts.
    Accounted,
    /// A split will never yield anything again.
    Ended { source: usize, split: SplitId },
    /// A task is over.
    Done { task: String, result: Result<()> },
}
