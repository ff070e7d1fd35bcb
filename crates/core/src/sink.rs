use crate::{Delivery, Epoch, EventTime, Result, Run, SinkWriter, SubtaskId};
use async_trait::async_trait;
use serde::{Serialize, de::DeserializeOwned};
use std::fmt::Debug;

/// A place that records are written to, as configured.
///
/// The order of calls at every start and restart is `claim`, then for the checkpoint that the run
/// continues from `publish` once more, then `sweep`, then `open` in every subtask. While it runs, an
/// epoch is `prepare` on every writer, then the manifest is stored, then `commit` on the
/// transactional writer if there is one, then `publish` on every other sink. `Debug` must not show
/// secrets.
#[async_trait]
pub trait Sink<T: Send + 'static>: Debug + Send + Sync + 'static {
    /// What `publish` needs, stored in the checkpoint; [`NoCommit`](crate::NoCommit) when nothing is
    /// left to do after `prepare`.
    type Commit: Serialize + DeserializeOwned + Send + Sync + 'static;
    /// Writes within one subtask.
    type Writer: SinkWriter<T, Commit = Self::Commit>;

    /// How rows are handed over.
    fn delivery(&self) -> Delivery;

    /// Shuts out every older incarnation, then says which epoch the outside system holds.
    ///
    /// Transactional sinks write the run's incarnation next to their marker, wait for whoever still
    /// holds it (at most `run.patience`), and return the marker, or `None` until their first commit.
    /// All others check that the outside system is there and fit, and return `None`.
    ///
    /// # Errors
    /// `Fenced` when a newer incarnation owns it, `Incompatible` when what is there belongs to another
    /// checkpoint store, `Config` when the target does not fit the rows.
    async fn claim(&self, run: &Run) -> Result<Option<Epoch>>;

    /// Makes prepared work visible. It is idempotent and repeated on recovery, also for an epoch that
    /// had nothing to publish. `watermark` is the lowest of this sink's subtasks at the barrier.
    async fn publish(&self, epoch: Epoch, watermark: EventTime, commits: &[Self::Commit]) -> Result<()>;

    /// Removes what incarnations older than `run` prepared and did not publish, known by the
    /// incarnation in its name. It touches nothing of another pipeline, sink or store. Idempotent.
    async fn sweep(&self, run: &Run) -> Result<()>;

    /// Opens a writer for one subtask.
    async fn open(&self, subtask: SubtaskId, run: &Run) -> Result<Self::Writer>;
}
