use super::Restored;
use crate::graph::NodeInfo;
use crate::key::owner_of;
use aqueduct_core::fault::{Faults, Planted};
use aqueduct_core::{Error, ErrorKind, EventTime, Result};
use std::collections::BTreeMap;
use std::sync::Arc;

/// One step's state as a checkpoint has it, of all subtasks.
#[derive(Debug)]
pub(crate) struct RecoveredStep {
    pub(crate) fingerprint: String,
    pub(crate) watermark: EventTime,
    pub(crate) groups: Vec<(u64, Arc<[u8]>)>,
}

/// The state that a start continues from, by the steps' names.
#[derive(Debug, Default)]
pub(crate) struct Recovered {
    steps: BTreeMap<String, RecoveredStep>,
    faults: Faults,
}

impl Recovered {
    pub(crate) fn new(steps: BTreeMap<String, RecoveredStep>, faults: Faults) -> Self {
        Self { steps, faults }
    }

    /// The groups of `node` that `subtask` owns now, whatever the parallelism was.
    pub(crate) fn take(
        &self,
        node: &NodeInfo,
        subtask: usize,
        parallelism: usize,
    ) -> Result<Option<Restored>> {
        let Some(step) = self.steps.get(&node.label) else {
            return Ok(None);
        };
        if self.faults.planted(Planted::StateNotRestored) {
            return Ok(None);
        }
        let now = node.fingerprint.as_deref().unwrap_or_default();
        if step.fingerprint != now {
            return Err(changed(node, &step.fingerprint, now));
        }
        let own = step.groups.iter().filter(|(group, _)| owner_of(*group, parallelism) == subtask);
        Ok(Some(Restored {
            watermark: step.watermark,
            step: node.label.clone(),
            groups: own.cloned().collect(),
        }))
    }
}

fn changed(node: &NodeInfo, was: &str, now: &str) -> Error {
    Error::new(ErrorKind::Incompatible, "a step is not the one whose state the checkpoint holds")
        .with("step", &node.label)
        .with("saved as", was)
        .with("now", now)
}
