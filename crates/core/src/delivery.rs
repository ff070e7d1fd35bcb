use crate::Guarantee;

/// How a sink hands its rows over to the outside system, and so what may remain after a crash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// Rows are added as they come and nothing marks how far: at least once.
    Append,
    /// A row replaces the one with the same key: a replay leaves the same rows, so effectively once.
    Upsert,
    /// Rows are prepared out of sight and published after the checkpoint is stored: exactly once.
    TwoPhase,
    /// Rows and the epoch's marker are committed in one transaction, which is the decision: exactly
    /// once. At most one sink of a pipeline may be of this kind; it has one writer.
    Transactional,
}

impl Delivery {
    /// What a user may rely on after crashes and replays.
    pub fn guarantee(self) -> Guarantee {
        match self {
            Self::Append => Guarantee::AtLeastOnce,
            Self::Upsert => Guarantee::EffectivelyOnce,
            Self::TwoPhase | Self::Transactional => Guarantee::ExactlyOnce,
        }
    }
}
