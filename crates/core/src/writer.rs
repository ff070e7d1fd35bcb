use crate::{Epoch, Prepared, Record, Refused, Result};
use async_trait::async_trait;

/// Writes the rows of one subtask.
///
/// After an error a two-phase or transactional writer is poisoned: only a new start helps, and the
/// engine calls nothing on it any more. An append or upsert writer is called again with the rows it
/// left, when the error is transient. No call is dropped before it ends, unless the run ends.
#[async_trait]
pub trait SinkWriter<T: Send + 'static>: Send + 'static {
    /// As in the sink.
    type Commit: Send + 'static;

    /// Takes rows from the front of `rows`; after `Ok` it is empty, after an error what is left is the
    /// end of what was given, and was not taken. Rows that the outside system refuses come back one by
    /// one, and the others of the same call are written. An error carries no refusals: nothing from the
    /// first refused row on is taken then.
    ///
    /// # Errors
    /// Each with the kind that says what helps; none of them for a single bad row.
    async fn write(&mut self, rows: &mut Vec<Record<T>>) -> Result<Vec<Refused<T>>>;

    /// Everything written so far survives a crash, or waits for `commit`. The outside system has
    /// checked it all: nothing is refused later.
    ///
    /// Called once per epoch, also when nothing was written since the last.
    async fn prepare(&mut self, epoch: Epoch) -> Result<Prepared<T, Self::Commit>>;

    /// Transactional writers commit the rows together with the marker `epoch`; all others have nothing
    /// to do. Between `prepare` and `commit` a transactional writer is given no rows.
    ///
    /// A commit whose answer was lost is settled here, by reading the marker under its lock: `epoch`
    /// means done, its parent means `Unavailable` (the run restarts), anything else means `Fenced`.
    async fn commit(&mut self, epoch: Epoch) -> Result<()>;
}
