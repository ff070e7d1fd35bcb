use crate::account::{Entry, Tally};

/// A step of the graph, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct NodeId(pub(crate) usize);

/// What part a step plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Source,
    Step,
    Sink,
    /// The sink of the dead letters: what it gets is counted as letters.
    DeadLetters,
}

/// What the graph knows of a step.
#[derive(Clone, Debug)]
pub(crate) struct NodeInfo {
    pub(crate) id: NodeId,
    pub(crate) role: Role,
    pub(crate) kind: &'static str,
    /// The user's name for it, or its kind and number.
    pub(crate) label: String,
    pub(crate) named: bool,
    /// For stateful steps: everything that has to be the same for a restore.
    pub(crate) fingerprint: Option<String>,
    /// Where its records come from: which line of whose account.
    pub(crate) parents: Vec<(NodeId, Entry)>,
    /// Whether it hands on another number of records than it keeps, and so counts them.
    pub(crate) counts_out: bool,
}

/// A step that is the end of a chain: an operator with outputs of its own.
#[derive(Clone, Debug)]
pub struct Node {
    pub(crate) id: NodeId,
    pub(crate) label: String,
}

impl Node {
    /// Its account, to be opened in every subtask.
    pub fn tally(&self) -> Tally {
        Tally::new(self.id)
    }

    /// Its name in errors, metrics and checkpoints.
    pub fn label(&self) -> &str {
        &self.label
    }
}
