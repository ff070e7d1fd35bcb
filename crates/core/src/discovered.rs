use crate::{Split, SplitId};

/// The answer of [`Source::discover`](crate::Source::discover).
#[derive(Clone, Debug)]
pub struct Discovered<S: Split> {
    /// Every split that may be read now. One that is read already is named again; its position here
    /// does not count then.
    pub splits: Vec<S>,
    /// Ended splits that the outside system no longer lists: their memory may be dropped.
    pub forget: Vec<SplitId>,
}

impl<S: Split> Discovered<S> {
    /// These splits, and nothing to forget.
    pub fn splits(splits: Vec<S>) -> Self {
        Self { splits, forget: Vec::new() }
    }
}
