use crate::{Shape, Windowed};
use aqueduct_engine::{Keyed, Selector, Step};

/// Cuts a keyed stream into windows of event time.
pub trait Windowing<T: Send + 'static, C: Step<Out = T>, S: Selector<T>> {
    /// Assigns every record to the windows of `shape` that hold its time, per key.
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
    /// log.append_all(0, [("a", 1), ("b", 2), ("a", 3), ("a", 12)].map(|(word, at)| (word, EventTime::from_secs(at))));
    /// # let pipeline = Pipeline::new("doc");
    ///
    /// pipeline
    ///     .source("words", MemorySource::new(&log).bounded())
    ///     .key_by_ref(|word: &&str| *word)
    ///     .window(Tumbling::of(Duration::from_secs(10)))
    ///     .aggregate("count", count())
    ///     .ignore_late()
    ///     .map(|r| (r.window.start, r.key, r.value))
    ///     .sink("counts", MemorySink::append(&table));
    ///
    /// pipeline.run(Options::new()).await?;
    /// let mut rows = table.rows();
    /// rows.sort();
    /// let (zero, ten) = (EventTime::from_secs(0), EventTime::from_secs(10));
    /// assert_eq!(rows, [(zero, "a".into(), 2), (zero, "b".into(), 1), (ten, "a".into(), 1)]);
    /// # Ok(())
    /// # }
    /// ```
    fn window(self, shape: impl Into<Shape>) -> Windowed<T, C, S>;
}

impl<T: Send + 'static, C: Step<Out = T>, S: Selector<T>> Windowing<T, C, S> for Keyed<T, C, S> {
    fn window(self, shape: impl Into<Shape>) -> Windowed<T, C, S> {
        let (stream, select) = self.into_parts();
        Windowed::new(stream, select, shape.into())
    }
}
