use aqueduct_core::{Split, SplitId};
use serde::{Deserialize, Serialize};

/// One partition of a [`MemoryLog`](crate::MemoryLog), and where to go on in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemorySplit {
    /// Which partition, counted from 0.
    pub partition: u32,
    /// The position to read next; every partition begins at 0.
    pub next: u64,
    /// The position to end before; `None` goes on until the log is closed.
    pub end: Option<u64>,
}

impl MemorySplit {
    /// The name of a partition's split.
    pub(crate) fn id_of(partition: u32) -> SplitId {
        SplitId::new(format!("p{partition}"))
    }
}

impl Split for MemorySplit {
    fn id(&self) -> SplitId {
        Self::id_of(self.partition)
    }

    fn resume_from(self, stored: &Self) -> Self {
        Self { next: stored.next, ..self }
    }
}
