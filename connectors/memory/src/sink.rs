use crate::append::Append;
use crate::table::MemoryTable;
use crate::transactional::Transactional;
use crate::two_phase::TwoPhase;
use crate::upsert::Upsert;
use aqueduct_core::Run;
use aqueduct_core::fault::Faults;
use serde::Serialize;
use std::fmt;
use std::sync::{Mutex, PoisonError};

/// Writes to a [`MemoryTable`], in one of the four kinds of delivery `D`.
///
/// Each kind is one file with all that such a sink and its writer have to do. What `script` and
/// `faults` name in there is for tests; a connector for a real system has only the latter.
pub struct MemorySink<T, D> {
    pub(crate) table: MemoryTable<T>,
    pub(crate) delivery: D,
    /// Those of the last `claim`, for the calls that are not told the run.
    faults: Mutex<Faults>,
}

impl<T> MemorySink<T, Append> {
    /// Adds rows to `table` as they come: at least once.
    pub fn append(table: &MemoryTable<T>) -> Self {
        Self::new(table, Append)
    }
}

impl<T> MemorySink<T, Upsert<T>> {
    /// Replaces the row with the same key: effectively once. A row whose key does not serialise is
    /// refused.
    pub fn upsert<K: Serialize>(
        table: &MemoryTable<T>,
        key: impl Fn(&T) -> K + Send + Sync + 'static,
    ) -> Self {
        Self::new(table, Upsert::by(key))
    }

    /// Keeps the run's incarnation with each row, and leaves a row alone that a newer one has written.
    /// Default: whoever writes last wins, even if it was shut out.
    #[must_use]
    pub fn versioned(mut self) -> Self {
        self.delivery.versioned = true;
        self
    }
}

impl<T> MemorySink<T, TwoPhase> {
    /// Prepares batches out of sight and publishes them after the checkpoint: exactly once.
    pub fn two_phase(table: &MemoryTable<T>) -> Self {
        Self::new(table, TwoPhase)
    }
}

impl<T> MemorySink<T, Transactional> {
    /// Commits rows and marker in one transaction: exactly once.
    pub fn transactional(table: &MemoryTable<T>) -> Self {
        Self::new(table, Transactional)
    }
}

impl<T, D> MemorySink<T, D> {
    fn new(table: &MemoryTable<T>, delivery: D) -> Self {
        Self { table: table.clone(), delivery, faults: Mutex::default() }
    }

    /// The faults of `run`, which are kept for [`faults`](Self::faults).
    pub(crate) fn begin(&self, run: &Run) -> Faults {
        let mut faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        *faults = run.faults.clone();
        faults.clone()
    }

    pub(crate) fn faults(&self) -> Faults {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl<T, D: fmt::Debug> fmt::Debug for MemorySink<T, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemorySink")
            .field("table", &self.table)
            .field("delivery", &self.delivery)
            .finish_non_exhaustive()
    }
}
