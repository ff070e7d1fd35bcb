use aqueduct_core::{Split, SplitId};
use serde::{Deserialize, Serialize};

/// Every n-th record of a generated source, and which comes next.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Lane {
    pub(crate) nth: u64,
    pub(crate) next: u64,
}

impl Split for Lane {
    fn id(&self) -> SplitId {
        SplitId::new(format!("lane-{}", self.nth))
    }

    fn resume_from(self, stored: &Self) -> Self {
        Self { next: stored.next, ..self }
    }
}
