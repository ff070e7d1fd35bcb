use super::Event;
use crate::checkpoint::Raw;
use crate::flow::Barrier;
use crate::graph::NodeId;
use crate::source::{SourceNote, SplitNote};
use crate::state::Groups;
use aqueduct_core::{EventTime, SplitId};
use std::collections::BTreeMap;
use std::time::Duration;

/// What has come of an epoch since its trigger.
#[derive(Debug)]
pub(super) struct EpochInFlight {
    pub(super) barrier: Barrier,
    pub(super) triggered: Duration,
    /// By source.
    pub(super) sources: Vec<SourcePart>,
    pub(super) saved: BTreeMap<NodeId, SavedPart>,
    /// By sink.
    pub(super) sinks: Vec<SinkPart>,
    missing: usize,
}

#[derive(Debug)]
pub(super) struct SourcePart {
    pub(super) watermark: EventTime,
    pub(super) splits: BTreeMap<SplitId, (usize, SplitNote)>,
}

#[derive(Debug)]
pub(super) struct SavedPart {
    pub(super) watermark: EventTime,
    pub(super) subtasks: Vec<(usize, Groups)>,
}

#[derive(Debug)]
pub(super) struct SinkPart {
    pub(super) watermark: EventTime,
    pub(super) commits: Vec<Raw>,
}

impl EpochInFlight {
    /// `missing` counts the notes, saved states and prepared writers to come.
    pub(super) fn new(
        barrier: Barrier,
        triggered: Duration,
        sources: usize,
        sinks: usize,
        missing: usize,
    ) -> Self {
        let source = || SourcePart { watermark: EventTime::MAX, splits: BTreeMap::new() };
        let sink = || SinkPart { watermark: EventTime::MAX, commits: Vec::new() };
        Self {
            barrier,
            triggered,
            sources: (0..sources).map(|_| source()).collect(),
            saved: BTreeMap::new(),
            sinks: (0..sinks).map(|_| sink()).collect(),
            missing,
        }
    }

    /// Takes what belongs to this epoch.
    pub(super) fn take(&mut self, event: Event) {
        let mine = self.barrier.epoch;
        match event {
            Event::Noted { source, subtask, epoch, note } if epoch == mine => {
                self.noted(source, subtask, note);
            }
            Event::Saved { node, subtask, epoch, watermark, groups } if epoch == mine => {
                let first = || SavedPart { watermark, subtasks: Vec::new() };
                let part = self.saved.entry(node).or_insert_with(first);
                part.watermark = part.watermark.min(watermark);
                part.subtasks.push((subtask, groups));
            }
            Event::Prepared { sink, epoch, watermark, commits } if epoch == mine => {
                let part = &mut self.sinks[sink];
                part.watermark = part.watermark.min(watermark);
                part.commits.extend(commits);
            }
            _ => return,
        }
        self.missing = self.missing.saturating_sub(1);
    }

    fn noted(&mut self, source: usize, subtask: usize, note: SourceNote) {
        let part = &mut self.sources[source];
        part.watermark = part.watermark.min(note.watermark);
        part.splits.extend(note.splits.into_iter().map(|s| (s.id.clone(), (subtask, s))));
    }

    pub(super) fn is_complete(&self) -> bool {
        self.missing == 0
    }

    pub(super) fn missing(&self) -> usize {
        self.missing
    }
}
