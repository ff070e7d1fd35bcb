use crate::account::{Counts, Entry};
use crate::graph::{NodeInfo, Role};

/// What happened to the records of one step, source or sink.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepAccount {
    /// Its name, or its kind and number.
    pub name: String,
    /// The verb: `map`, `aggregate`, `source`, `sink`.
    pub kind: &'static str,
    /// Its account.
    pub counts: Counts,
    /// Whether it is a source.
    pub is_source: bool,
    /// Whether it is a sink.
    pub is_sink: bool,
    counts_out: bool,
}

impl StepAccount {
    pub(crate) fn new(node: &NodeInfo, counts: Counts) -> Self {
        Self {
            name: node.label.clone(),
            kind: node.kind,
            counts,
            is_source: node.role == Role::Source,
            is_sink: matches!(node.role, Role::Sink | Role::DeadLetters),
            counts_out: node.counts_out,
        }
    }

    /// What it handed on.
    pub fn out(&self) -> u64 {
        if self.counts_out { self.counts[Entry::Out] } else { self.counts[Entry::Kept] }
    }
}
