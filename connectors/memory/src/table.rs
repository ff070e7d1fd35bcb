mod batch_name;
mod batches;
mod keyed;
mod transactions;

use crate::script::TableScript;
use aqueduct_core::{Epoch, Record, Result, Run};
use batches::Batches;
use keyed::Keyed;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use transactions::Transactions;

pub use batch_name::BatchName;
pub(crate) use transactions::{Step, TransactionId};

/// What rows are written to, standing in for a database or a file system.
///
/// It is a handle: clones are the same table, which outlives the runs that write to it. A sink of any
/// kind of delivery uses the part that it needs.
///
/// ```
/// let table = aqueduct_memory::MemoryTable::<u64>::new();
/// assert!(table.rows().is_empty() && table.leftovers().is_empty());
/// ```
pub struct MemoryTable<T>(Arc<Shared<T>>);

struct Shared<T> {
    state: Mutex<State<T>>,
    script: TableScript<T>,
}

/// All of it behind one lock, so that what belongs together changes together.
pub(crate) struct State<T> {
    /// Appended, committed or published, in this order of becoming visible.
    pub(crate) rows: Vec<Record<T>>,
    pub(crate) keyed: Keyed<T>,
    pub(crate) batches: Batches<T>,
    pub(crate) transactions: Transactions<T>,
}

impl<T> MemoryTable<T> {
    /// An empty table.
    pub fn new() -> Self {
        let state = State {
            rows: Vec::new(),
            keyed: Keyed::default(),
            batches: Batches::default(),
            transactions: Transactions::default(),
        };
        Self(Arc::new(Shared { state: Mutex::new(state), script: TableScript::default() }))
    }

    /// What was begun and is not visible: the names of batches that are not published, and open
    /// transactions. Empty after a run that ended well.
    pub fn leftovers(&self) -> Vec<String> {
        let state = self.lock();
        let batches = state.batches.unpublished().map(BatchName::to_string);
        batches.chain(state.transactions.open()).collect()
    }

    /// The epoch that a transactional sink has committed last; `None` before its first commit.
    pub fn marker(&self, pipeline: &str, sink: &str) -> Option<Epoch> {
        self.lock().transactions.marker(pipeline, sink)
    }

    pub(crate) fn script(&self) -> &TableScript<T> {
        &self.0.script
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> State<T> {
    /// Makes a batch visible. See [`Batches::publish`].
    pub(crate) fn publish(&mut self, batch: &BatchName) -> Result<()> {
        self.batches.publish(batch, &mut self.rows)
    }

    /// Commits a transaction. See [`Transactions::commit`].
    pub(crate) fn commit(&mut self, run: &Run, step: Step, id: Option<TransactionId>) -> Result<()> {
        self.transactions.commit(run, step, id, &mut self.rows)
    }
}

impl<T: Clone> MemoryTable<T> {
    /// All values that are visible: in the order in which they became so, then those under a key, in
    /// the order of their keys as text.
    pub fn rows(&self) -> Vec<T> {
        self.records().into_iter().map(|record| record.value).collect()
    }

    /// The same, with their times.
    pub fn records(&self) -> Vec<Record<T>> {
        let state = self.lock();
        let rows = state.rows.iter().chain(state.keyed.rows());
        rows.cloned().collect()
    }

    /// The published batches with their values, in the order of their names.
    pub fn published(&self) -> Vec<(BatchName, Vec<T>)> {
        let state = self.lock();
        let values = |rows: &[Record<T>]| rows.iter().map(|row| row.value.clone()).collect();
        let published = state.batches.published();
        published.map(|(name, at)| (name.clone(), values(&state.rows[at.clone()]))).collect()
    }
}

impl<T> Default for MemoryTable<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Clone for MemoryTable<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> fmt::Debug for MemoryTable<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.lock();
        f.debug_struct("MemoryTable")
            .field("rows", &(state.rows.len() + state.keyed.rows().count()))
            .field("unpublished", &state.batches.unpublished().count())
            .field("transactions", &state.transactions.open().count())
            .finish()
    }
}
