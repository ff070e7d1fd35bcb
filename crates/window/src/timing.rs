use aqueduct_core::EventTime;
use aqueduct_engine::{Step, Stream, Watermarks};

/// Gives records their event time.
pub trait Timing<T: Send + 'static, C: Step<Out = T>> {
    /// Takes each record's event time from it with `time`; `watermarks` says how far the stream's clock
    /// stays behind.
    ///
    /// It comes first after a source; only cleansing may precede it, because a filter that passes nothing
    /// would stop the clock. Elsewhere `run` returns `Config`. Without it the time is the source's own, if
    /// it has one. A record whose time is further ahead of the run's clock than
    /// [`max_ahead`](Watermarks::max_ahead) becomes a dead letter.
    ///
    /// ```
    /// # use aqueduct_core::EventTime;
    /// # use aqueduct_engine::{Options, Pipeline};
    /// # use aqueduct_memory::{MemoryLog, MemorySink, MemorySource, MemoryTable};
    /// # use aqueduct_transform::{Map};
    /// # use aqueduct_window::*;
    /// # use std::time::Duration;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> aqueduct_core::Result<()> {
    /// # let (log, table) = (MemoryLog::new(1), MemoryTable::new());
    /// log.append_all(0, [3, 1, 2].map(|secs| (secs, EventTime::MIN)));
    /// # let pipeline = Pipeline::new("doc");
    ///
    /// pipeline
    ///     .source("seconds", MemorySource::new(&log).bounded())
    ///     .event_time(|secs| EventTime::from_secs(*secs), Watermarks::bounded_delay(Duration::from_secs(5)))
    ///     .map(|secs| secs * 10)
    ///     .sink("out", MemorySink::append(&table));
    ///
    /// pipeline.run(Options::new()).await?;
    /// let times: Vec<_> = table.records().into_iter().map(|r| (r.value, r.time)).collect();
    /// assert_eq!(times[0], (30, EventTime::from_secs(3)));
    /// # Ok(())
    /// # }
    /// ```
    fn event_time<F>(self, time: F, watermarks: Watermarks) -> Stream<T, impl Step<In = C::In, Out = T>>
    where
        F: Fn(&T) -> EventTime + Clone + Send + 'static;
}

impl<T: Send + 'static, C: Step<Out = T>> Timing<T, C> for Stream<T, C> {
    fn event_time<F>(self, time: F, watermarks: Watermarks) -> Stream<T, impl Step<In = C::In, Out = T>>
    where
        F: Fn(&T) -> EventTime + Clone + Send + 'static,
    {
        self.assign_time(watermarks, time)
    }
}
