use std::fmt;

/// How a run ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Outcome {
    /// It has not.
    #[default]
    Running,
    /// The sources had nothing left: every window fired and is committed.
    Finished,
    /// It was drained: every window fired and is committed.
    Drained,
    /// It was stopped: open windows go on in the next start.
    Stopped,
    /// An earlier run over the same checkpoints had finished, so nothing was done.
    AlreadyFinished,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Running => "running",
            Self::Finished => "finished",
            Self::Drained => "drained",
            Self::Stopped => "stopped",
            Self::AlreadyFinished => "had finished before",
        })
    }
}
