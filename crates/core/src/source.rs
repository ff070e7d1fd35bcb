use crate::{Boundedness, Discovered, Result, SourceReader, Split, SplitId};
use async_trait::async_trait;
use std::fmt::Debug;

/// A place that records are read from, as configured: it opens readers and holds no connection of
/// its own that a reader would need.
///
/// The engine calls [`discover`](Source::discover) first and again from time to time, spreads the
/// splits over its subtasks and calls [`open`](Source::open) once in each subtask and start.
/// `Debug` must not show secrets.
#[async_trait]
pub trait Source: Debug + Send + Sync + 'static {
    /// The type of its records.
    type Item: Send + 'static;
    /// What it is read in pieces of.
    type Split: Split;
    /// Reads splits within one subtask.
    type Reader: SourceReader<Item = Self::Item, Split = Self::Split>;

    /// Whether it ends by itself.
    fn boundedness(&self) -> Boundedness;

    /// Whether its records carry an event time of their own, so that a pipeline may use windows
    /// without assigning one.
    fn has_time(&self) -> bool;

    /// Names all splits that may be read now.
    ///
    /// `first` says that no checkpoint exists: only then does the user's start position count. A split
    /// that appears later begins at its own beginning, or its records from before the discovery would
    /// be lost. `ended` names the splits whose end stands in a confirmed checkpoint, for sources in
    /// which a split may only be read after another one (a resharded stream).
    ///
    /// Ended splits may be listed again; the engine knows them. A split that has a stored position keeps it, whatever this call says of it.
    ///
    /// # Errors
    /// `Unavailable` and the other transient kinds are tried again with backoff; any other kind stops
    /// the run. The call must end by itself within its own deadline.
    async fn discover(&self, first: bool, ended: &[SplitId]) -> Result<Discovered<Self::Split>>;

    /// Opens a reader on `splits`, at the positions in them. May be given none.
    ///
    /// # Errors
    /// `PositionLost` when the outside system no longer has a position; it is never skipped silently.
    async fn open(&self, splits: Vec<Self::Split>) -> Result<Self::Reader>;
}
