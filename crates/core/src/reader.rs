use crate::{Fetch, Lag, Result, Split, SplitId};
use async_trait::async_trait;

/// Reads some splits of a source within one subtask.
///
/// The engine owns the loop: a reader answers one [`fetch`](SourceReader::fetch) at a time, never
/// retries for ever inside and never sees a barrier, because positions are the `resume`s that it has
/// handed out. Between two answers any other method may be called.
#[async_trait]
pub trait SourceReader: Send + 'static {
    /// The type of its records.
    type Item: Send + 'static;
    /// What it reads.
    type Split: Split;

    /// Waits for the next records of any of its splits.
    ///
    /// It answers within a second (with [`Fetch::Idle`] if there is nothing), unless it has no split
    /// or all of them are held: then it may wait for ever.
    ///
    /// # Cancel safety
    /// Dropping the future loses neither records nor progress: a request in flight is kept in the
    /// reader and goes on with the next call.
    ///
    /// # Errors
    /// An error closes the reader; one that concerns a single split is [`Fetch::Failed`] instead.
    async fn fetch(&mut self) -> Result<Fetch<Self::Item, Self::Split>>;

    /// Reads these splits as well, from the positions in them. A split that failed before is added
    /// anew. A single one that cannot be opened is [`Fetch::Failed`]; an error concerns the whole reader.
    async fn add(&mut self, splits: Vec<Self::Split>) -> Result<()>;

    /// Exactly these splits are not returned by `fetch` until the next call; an empty list lets all of
    /// them go on. It holds for splits that are added later as well.
    fn hold(&mut self, splits: &[SplitId]);

    /// Everything before these positions is stored for good.
    ///
    /// This is for lag tools and for forgetting on the broker's side only: recovery never depends on
    /// it, its errors are counted and not fatal, it is repeated after a start, and splits that have
    /// ended get theirs.
    async fn acknowledge(&mut self, upto: &[Self::Split]) -> Result<()>;

    /// How far this split is behind, as last seen; `None` when the outside system does not tell. Must
    /// not wait.
    fn lag(&self, split: &SplitId) -> Option<Lag>;
}
