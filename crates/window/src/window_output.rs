use crate::operator::{LateChoice, WindowStep};
use crate::shape::Slices;
use crate::{Aggregate, Shape};
use aqueduct_core::{Error, WindowResult};
use aqueduct_engine::{Entry, Node, Selector, Step, Stream, Verb};
use serde::Serialize;
use std::any::type_name;
use std::fmt;

/// The results of windows, once it is decided what becomes of records that come too late: after all windows
/// that hold their time have fired.
///
/// One that misses only some of its windows counts in the others; the report shows how many did (`missed`).
/// In a source's chain the verdict is the same in every replay, at any parallelism.
#[must_use = "a window does nothing until `late_to_dead_letters`, `ignore_late` or `late_as_stream` is called"]
pub struct WindowOutput<T: Send + 'static, C: Step<Out = T>, S: Selector<T>, G: Aggregate<T>> {
    stream: Stream<T, C>,
    select: S,
    agg: G,
    shape: Shape,
    name: String,
}

/// What a window step yields.
type Out<T, S, G> = WindowResult<<S as Selector<T>>::Key, <G as Aggregate<T>>::Out>;

impl<T, C, S, G> WindowOutput<T, C, S, G>
where
    T: Send + 'static,
    C: Step<Out = T>,
    S: Selector<T>,
    G: Aggregate<T>,
{
    pub(crate) fn new(stream: Stream<T, C>, (select, agg): (S, G), shape: Shape, name: String) -> Self {
        Self { stream, select, agg, shape, name }
    }

    /// Late records become dead letters, with their value as JSON.
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
    /// # use aqueduct_core::Reason;
    /// # let letters = MemoryTable::new();
    /// log.append_all(0, [("a", 1), ("b", 60), ("a", 2)].map(|(word, at)| (word, EventTime::from_secs(at))));
    /// # let pipeline = Pipeline::new("doc");
    ///
    /// pipeline
    ///     .source("words", MemorySource::new(&log).bounded())
    ///     .key_by_ref(|word: &&str| *word)
    ///     .window(Tumbling::of(Duration::from_secs(10)))
    ///     .aggregate("count", count())
    ///     .late_to_dead_letters()
    ///     .map(|r| (r.key, r.value))
    ///     .sink("counts", MemorySink::append(&table));
    /// pipeline.dead_letters(MemorySink::append(&letters));
    ///
    /// pipeline.run(Options::new()).await?;
    /// let letter = &letters.rows()[0];
    /// assert_eq!((letter.reason, &letter.payload[..]), (Reason::Late, &b"\"a\""[..]));
    /// # Ok(())
    /// # }
    /// ```
    pub fn late_to_dead_letters(self) -> Stream<Out<T, S, G>>
    where
        T: Serialize,
    {
        let node = self.node();
        self.build(&node, LateChoice::dead_letters())
    }

    /// Late records are counted and dropped.
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
    /// log.append_all(0, [("a", 1), ("b", 60), ("a", 2)].map(|(word, at)| (word, EventTime::from_secs(at))));
    /// # let pipeline = Pipeline::new("doc");
    ///
    /// pipeline
    ///     .source("words", MemorySource::new(&log).bounded())
    ///     .key_by_ref(|word: &&str| *word)
    ///     .window(Tumbling::of(Duration::from_secs(10)))
    ///     .aggregate("count", count())
    ///     .ignore_late()
    ///     .map(|r| (r.key, r.value))
    ///     .sink("counts", MemorySink::append(&table));
    ///
    /// pipeline.run(Options::new()).await?;
    /// // The second "a" came when a minute had passed.
    /// assert_eq!(table.rows(), [("a".into(), 1), ("b".into(), 1)]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn ignore_late(self) -> Stream<Out<T, S, G>> {
        let node = self.node();
        self.build(&node, LateChoice::Ignore)
    }

    /// Late records come out beside the results, as they went in.
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
    /// # let too_late = MemoryTable::new();
    /// log.append_all(0, [("a", 1), ("b", 60), ("a", 2)].map(|(word, at)| (word, EventTime::from_secs(at))));
    /// # let pipeline = Pipeline::new("doc");
    ///
    /// let (counts, late) = pipeline
    ///     .source("words", MemorySource::new(&log).bounded())
    ///     .key_by_ref(|word: &&str| *word)
    ///     .window(Tumbling::of(Duration::from_secs(10)))
    ///     .aggregate("count", count())
    ///     .late_as_stream();
    /// counts.map(|r| (r.key, r.value)).sink("counts", MemorySink::append(&table));
    /// late.sink("late", MemorySink::append(&too_late));
    ///
    /// pipeline.run(Options::new()).await?;
    /// assert_eq!(too_late.rows(), ["a"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn late_as_stream(self) -> (Stream<Out<T, S, G>>, Stream<T>) {
        let node = self.node();
        let (port, late) = self.stream.side_outlet(&node, "late records", Entry::Late);
        (self.build(&node, LateChoice::Stream(port)), late)
    }

    fn node(&self) -> Node {
        let state = format!("{}; {}; by {}", self.shape, self.agg.name(), type_name::<S::Key>());
        self.stream.node(Verb::new("aggregate").named(&self.name).state(state).expanding())
    }

    /// What is wrong is reported by `run`, so the graph is built all the same.
    fn checked(&self) -> Slices {
        if !self.stream.is_timed() {
            let error = Error::config("a window needs event times: call `event_time` right after the source");
            self.stream.fault(error.with("step", &self.name));
        }
        self.shape.slices().unwrap_or_else(|error| {
            self.stream.fault(error.with("step", &self.name));
            Slices::whole()
        })
    }

    fn build(self, node: &Node, late: LateChoice<T>) -> Stream<Out<T, S, G>> {
        let slices = self.checked();
        let Self { stream, select, agg, .. } = self;
        let (port, results) = stream.outlet(node);
        let exchange = stream.exchange(node);
        let (node, wires) = (node.clone(), exchange.wires());
        let step = WindowStep { node, select, agg, slices, late, port, wires };
        let behind = step.clone();
        stream.end(move |at, steps| step.end(at, steps));
        exchange.receive(move |at| behind.receive(at));
        results
    }
}

impl<T: Send + 'static, C: Step<Out = T>, S: Selector<T>, G: Aggregate<T>> fmt::Debug
    for WindowOutput<T, C, S, G>
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut output = f.debug_struct("WindowOutput");
        output.field("name", &self.name).field("shape", &self.shape).field("agg", &self.agg.name());
        output.finish_non_exhaustive()
    }
}
