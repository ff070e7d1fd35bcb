use super::{Order, RankStep, Ranked};
use aqueduct_core::WindowResult;
use aqueduct_engine::{Key, Step, Stream, Verb};
use serde::{Serialize, de::DeserializeOwned};

/// Puts what a window yields in order.
pub trait SortBy<K, V> {
    /// All results of every window by `by`, lowest first as in `slice::sort_by_key`; equal ones by their
    /// keys, lowest first.
    ///
    /// All results of a window come together in one subtask; where only the first are wanted,
    /// [`top_n`](super::TopN::top_n) spares that. For the highest first, wrap `by` in
    /// [`Reverse`](std::cmp::Reverse); for floating point, in [`TotalOrder`](crate::TotalOrder).
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
    ///     .sort_by("order", |times| *times)
    ///     .map(|r| (r.rank, r.key, r.value))
    ///     .sink("ranks", MemorySink::append(&table));
    ///
    /// pipeline.run(Options::new()).await?;
    /// assert_eq!(table.rows(), [
    ///     (1, "a".into(), 1),
    ///     (2, "d".into(), 1),
    ///     (3, "b".into(), 2),
    ///     (4, "c".into(), 2),
    /// ]);
    /// # Ok(())
    /// # }
    /// ```
    fn sort_by<R, F>(self, name: impl Into<String>, by: F) -> Stream<Ranked<K, V>>
    where
        K: Send + 'static,
        V: Send + 'static,
        R: Ord + Send + 'static,
        F: Fn(&V) -> R + Clone + Send + 'static;
}

impl<K, V, C> SortBy<K, V> for Stream<WindowResult<K, V>, C>
where
    K: Key + Ord,
    V: Serialize + DeserializeOwned + Send + 'static,
    C: Step<Out = WindowResult<K, V>>,
{
    fn sort_by<R, F>(self, name: impl Into<String>, by: F) -> Stream<Ranked<K, V>>
    where
        R: Ord + Send + 'static,
        F: Fn(&V) -> R + Clone + Send + 'static,
    {
        RankStep::put(
            self,
            Verb::new("sort_by").named(name),
            Order { by, highest_first: false, n: usize::MAX },
        )
    }
}
