use crate::Refused;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The answer of [`SinkWriter::prepare`](crate::SinkWriter::prepare).
pub struct Prepared<T, C> {
    /// What `publish` needs in order to make the work visible; stored in the checkpoint.
    pub commits: Vec<C>,
    /// Rows that the outside system refused only now.
    pub refused: Vec<Refused<T>>,
}

impl<T, C> Prepared<T, C> {
    /// Nothing is left to publish and nothing was refused.
    pub fn nothing() -> Self {
        Self { commits: Vec::new(), refused: Vec::new() }
    }

    /// These commits, and nothing refused.
    pub fn commits(commits: Vec<C>) -> Self {
        Self { commits, refused: Vec::new() }
    }
}

impl<T, C> fmt::Debug for Prepared<T, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prepared")
            .field("commits", &self.commits.len())
            .field("refused", &self.refused.len())
            .finish()
    }
}

/// The commit of sinks that have nothing left to publish: there is no value of it.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub enum NoCommit {}
