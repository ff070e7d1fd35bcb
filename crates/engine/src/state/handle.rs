use super::{Restored, Snapshot};
use crate::context::Context;
use crate::coordinator::Event;
use crate::flow::Barrier;
use crate::graph::NodeId;
use aqueduct_core::{Error, EventTime};
use std::fmt;
use std::sync::Arc;

/// A stateful step's part of the checkpoints, in one subtask.
pub struct State {
    node: NodeId,
    subtask: usize,
    context: Arc<Context>,
    restored: Option<Restored>,
}

impl State {
    pub(crate) fn new(
        node: NodeId,
        subtask: usize,
        context: Arc<Context>,
        restored: Option<Restored>,
    ) -> Self {
        Self { node, subtask, context, restored }
    }

    /// What the checkpoint holds, once; `None` when there is none, or nothing of this step in it.
    pub fn restored(&mut self) -> Option<Restored> {
        self.restored.take()
    }

    /// Saves the state at a barrier, before the barrier is handed on. `watermark` is what a restore
    /// starts from.
    pub fn save(&self, barrier: Barrier, watermark: EventTime, snapshot: Snapshot) {
        self.context.tell(Event::Saved {
            node: self.node,
            subtask: self.subtask,
            epoch: barrier.epoch,
            watermark,
            groups: snapshot.into_groups(),
        });
    }

    /// How many bytes of state this subtask may hold: `Options::state_limit` over the parallelism.
    pub fn limit(&self) -> usize {
        self.context.state_limit / self.context.parallelism
    }

    /// What a step says when it holds more than [`limit`](State::limit).
    pub fn over_limit(&self, bytes: usize, holds: impl fmt::Display) -> Error {
        Error::config("a step holds more state than Options::state_limit allows")
            .with("step", self.context.label(self.node))
            .with("subtask", self.subtask)
            .with("bytes", bytes)
            .with("limit", self.limit())
            .with("holds", holds)
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State")
            .field("step", &self.context.label(self.node))
            .field("subtask", &self.subtask)
            .finish_non_exhaustive()
    }
}
