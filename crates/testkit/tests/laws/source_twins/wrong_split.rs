use aqueduct_core::{Split, SplitId};
use aqueduct_memory::MemorySplit;
use serde::{Deserialize, Serialize};

/// The memory source's split with two mistakes to switch on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct WrongSplit {
    pub(crate) at: MemorySplit,
    /// Another name than it has.
    pub(crate) name: Option<String>,
    /// `resume_from` takes the stored end with the position.
    pub(crate) takes_the_end: bool,
}

impl WrongSplit {
    pub(crate) fn right(at: MemorySplit) -> Self {
        Self { at, name: None, takes_the_end: false }
    }
}

impl Split for WrongSplit {
    fn id(&self) -> SplitId {
        self.name.as_ref().map_or_else(|| self.at.id(), SplitId::new)
    }

    fn resume_from(self, stored: &Self) -> Self {
        let at = if self.takes_the_end { stored.at.clone() } else { self.at.resume_from(&stored.at) };
        Self { at, ..self }
    }
}
