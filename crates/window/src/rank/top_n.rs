use super::{Order, RankStep, Ranked};
use aqueduct_core::WindowResult;
use aqueduct_engine::{Key, Step, Stream, Verb};
use serde::{Serialize, de::DeserializeOwned};

/// Ranks what a window yields and keeps the first.
pub trait TopN<K, V> {
    /// The `n` results of every window with the highest `by`, highest first; equal ones by their keys,
    /// lowest first. `n` is at least one.
    ///
    /// Every subtask keeps its own first `n` and sends only those, so all keys are never in one place.
    /// For the lowest instead, wrap `by` in [`Reverse`](std::cmp::Reverse); for floating point, in
    /// [`TotalOrder`](crate::TotalOrder).
    ///
    /// `name` is the step's identity in checkpoints, reports and errors.
    ///
    /// ```
    /// # use aqueduct_core::EventTime;
    /// # use aqueduct_engine::{Options, Pipeline};
    /// # use aqueduct_memory::{MemoryLog, MemorySink, MemorySource, MemoryTable};
    /// # use aqueduct_transform::{KeyByRef, Map};
    /// # use aqueduct_window::*;
    /// # use std::time::Duration;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> aqueduct_core::Result<()> {
    /// # let (log, table) = (MemoryLog::new(1), MemoryTable::new());
    /// log.append_all(0, [("a", 1), ("b", 2), ("c", 3), ("c", 4), ("b", 5), ("d", 6)].map(|(word, at)| (word, EventTime::from_secs(at))));
    /// # let pipeline = Pipeline::new("doc");
    ///
    /// pipeline
    ///     .source("words", MemorySource::new(&log).bounded())
    ///     .key_by_ref(|word: &&str| *word)
    ///     .window(Whole)
    ///     .aggregate("count", count())
    ///     .ignore_late()
    ///     .top_n("top", 2, |times| *times)
    ///     .map(|r| (r.rank, r.key, r.value))
    ///     .sink("ranks", MemorySink::append(&table));
    ///
    /// pipeline.run(Options::new()).await?;
    /// assert_eq!(table.rows(), [(1, "b".into(), 2), (2, "c".into(), 2)]);
    /// # Ok(())
    /// # }
    /// ```
    fn top_n<R, F>(self, name: impl Into<String>, n: usize, by: F) -> Stream<Ranked<K, V>>
    where
        K: Send + 'static,
        V: Send + 'static,
        R: Ord + Send + 'static,
        F: Fn(&V) -> R + Clone + Send + 'static;
}

impl<K, V, C> TopN<K, V> for Stream<WindowResult<K, V>, C>
where
    K: Key + Ord,
    V: Serialize + DeserializeOwned + Send + 'static,
    C: Step<Out = WindowResult<K, V>>,
{
    fn top_n<R, F>(self, name: impl Into<String>, n: usize, by: F) -> Stream<Ranked<K, V>>
    where
        R: Ord + Send + 'static,
        F: Fn(&V) -> R + Clone + Send + 'static,
    {
        RankStep::put(self, Verb::new("top_n").named(name), Order { by, highest_first: true, n })
    }
}
