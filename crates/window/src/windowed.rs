use crate::{Aggregate, Shape, WindowOutput};
use aqueduct_engine::{Selector, Step, Stream};
use std::fmt;

/// A keyed stream that is cut into windows. What may follow is an aggregate.
#[must_use = "windows do nothing until they are aggregated"]
pub struct Windowed<T: Send + 'static, C: Step<Out = T>, S: Selector<T>> {
    stream: Stream<T, C>,
    select: S,
    shape: Shape,
}

impl<T: Send + 'static, C: Step<Out = T>, S: Selector<T>> Windowed<T, C, S> {
    pub(crate) fn new(stream: Stream<T, C>, select: S, shape: Shape) -> Self {
        Self { stream, select, shape }
    }

    /// Computes one value per key and window, when the watermark reaches the end of the window and its
    /// grace is over. A window fires once; one without records never does.
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
    /// log.append_all(0, [("a", 1), ("bb", 2), ("ccc", 3)].map(|(word, at)| (word, EventTime::from_secs(at))));
    /// # let pipeline = Pipeline::new("doc");
    ///
    /// pipeline
    ///     .source("words", MemorySource::new(&log).bounded())
    ///     .key_by_ref(|_: &&str| "all")
    ///     .window(Sliding::of(Duration::from_secs(2)).every(Duration::from_secs(1)))
    ///     .aggregate("longest", max(|word: &&str| word.len()))
    ///     .ignore_late()
    ///     .map(|r| r.value)
    ///     .sink("lengths", MemorySink::append(&table));
    ///
    /// pipeline.run(Options::new()).await?;
    /// assert_eq!(table.rows(), [1, 2, 3, 3]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn aggregate<G: Aggregate<T>>(self, name: impl Into<String>, agg: G) -> WindowOutput<T, C, S, G> {
        WindowOutput::new(self.stream, (self.select, agg), self.shape, name.into())
    }
}

impl<T: Send + 'static, C: Step<Out = T>, S: Selector<T>> fmt::Debug for Windowed<T, C, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Windowed").field("stream", &self.stream).field("shape", &self.shape).finish()
    }
}
