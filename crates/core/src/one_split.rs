use crate::{Fetch, Result, Split, SplitId};
use async_trait::async_trait;

/// Reads a single split, for outside systems with one connection or one call per split.
/// [`PerSplit`](crate::PerSplit) makes a [`SourceReader`](crate::SourceReader) of many.
#[async_trait]
pub trait OneSplit: Send + 'static {
    /// The type of its records.
    type Item: Send + 'static;
    /// What it reads.
    type Split: Split;
    /// Acknowledges positions while the reader is busy.
    type Ack: Ack<Self::Split>;

    /// Waits for what comes next. The future is never dropped before it ends, except with the reader;
    /// it should still end within a second. An error closes this split alone.
    async fn next(&mut self) -> Result<Fetch<Self::Item, Self::Split>>;

    /// A handle that acknowledges without the reader.
    fn ack(&self) -> Self::Ack;

    /// The split's name.
    fn id(&self) -> SplitId;
}

/// Tells the outside system how far a split was stored for good.
#[async_trait]
pub trait Ack<S: Split>: Send + Sync + 'static {
    /// Everything before the position in `split` is stored.
    async fn upto(&self, split: &S) -> Result<()>;
}

/// Opens the readers of single splits.
#[async_trait]
pub trait OpenOne: Send + Sync + 'static {
    /// What it opens.
    type Reader: OneSplit;

    /// Opens one split at the position in it.
    async fn open(&self, split: <Self::Reader as OneSplit>::Split) -> Result<Self::Reader>;
}
