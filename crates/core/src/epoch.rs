use serde::{Deserialize, Serialize};
use std::fmt;

/// One interval between two checkpoints.
///
/// Epochs are ordered and never reused: the incarnation that made one is part of it, so that two
/// processes which believe to own the same pipeline cannot mean different things by one epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Epoch {
    /// Which start of the pipeline made it; every start and restart counts one further.
    pub incarnation: u64,
    /// Counts up over all incarnations; 0 is the checkpoint written before anything is read.
    pub n: u64,
}

impl fmt::Display for Epoch {
    /// `n.incarnation`, as in the names of checkpoint files.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.n, self.incarnation)
    }
}
