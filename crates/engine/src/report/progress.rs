use super::{DeadLetterCount, StepAccount};
use crate::account::{Entry, Page};
use crate::graph::NodeInfo;
use aqueduct_core::EventTime;
use std::time::Duration;

/// What a run has done up to some moment.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    /// The account of every step.
    pub steps: Vec<StepAccount>,
    /// Dead letters by step, reason and rule.
    pub dead_letters: Vec<DeadLetterCount>,
    /// The lowest watermark of each source, by name.
    pub watermarks: Vec<(String, EventTime)>,
    /// Checkpoints confirmed by this run.
    pub checkpoints: u64,
    /// Restarts after errors.
    pub restarts: u64,
    /// Since the run began.
    pub elapsed: Duration,
}

impl Progress {
    pub(crate) fn fill(&mut self, page: &Page, nodes: &[NodeInfo]) {
        let counts = |n: &NodeInfo| page.counts.get(&n.id).copied().unwrap_or_default();
        self.steps = nodes.iter().map(|n| StepAccount::new(n, counts(n))).collect();
        let letter = |(key, count): (&crate::account::LetterKey, &u64)| DeadLetterCount {
            stage: key.stage.clone(),
            reason: key.reason,
            rule: key.rule.clone(),
            count: *count,
        };
        self.dead_letters = page.letters.iter().map(letter).collect();
    }

    /// Records that the sources have yielded, undecodable ones included.
    pub fn read(&self) -> u64 {
        self.steps.iter().filter(|s| s.is_source).map(|s| s.counts[Entry::In]).sum()
    }

    /// Dead letters of all kinds.
    pub fn rejected(&self) -> u64 {
        self.dead_letters.iter().map(|d| d.count).sum()
    }

    /// The account of the step, source or sink of this name.
    pub fn step(&self, name: &str) -> Option<&StepAccount> {
        self.steps.iter().find(|s| s.name == name)
    }
}
