use aqueduct_core::Record;
use aqueduct_engine::{Entry, Opening, Step, Stream, Tally, Verb};

/// Keeps the records that are wanted.
pub trait Filter<T: Send + 'static, C: Step<Out = T>> {
    /// Drops every record for which `wanted` says no, and counts it. What should not be there at all, and
    /// be kept as evidence, is for the verb `require`.
    ///
    /// ```
    /// # use aqueduct_core::EventTime;
    /// # use aqueduct_engine::{Options, Pipeline};
    /// # use aqueduct_memory::{MemoryLog, MemorySink, MemorySource, MemoryTable};
    /// # use aqueduct_transform::Filter;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> aqueduct_core::Result<()> {
    /// # let (log, table) = (MemoryLog::new(1), MemoryTable::new());
    /// log.append_all(0, [5, 8, 13].map(|n| (n, EventTime::from_secs(1))));
    /// # let pipeline = Pipeline::new("doc");
    ///
    /// pipeline
    ///     .source("numbers", MemorySource::new(&log).bounded())
    ///     .filter(|n| n % 2 == 1)
    ///     .sink("odd", MemorySink::append(&table));
    ///
    /// pipeline.run(Options::new()).await?;
    /// assert_eq!(table.rows(), [5, 13]);
    /// # Ok(())
    /// # }
    /// ```
    fn filter<F>(self, wanted: F) -> Stream<T, impl Step<In = C::In, Out = T>>
    where
        F: FnMut(&T) -> bool + Clone + Send + 'static;
}

impl<T: Send + 'static, C: Step<Out = T>> Filter<T, C> for Stream<T, C> {
    fn filter<F>(self, wanted: F) -> Stream<T, impl Step<In = C::In, Out = T>>
    where
        F: FnMut(&T) -> bool + Clone + Send + 'static,
    {
        self.then(Verb::new("filter"), |steps, tally| FilterStep { steps, wanted, tally })
    }
}

#[derive(Clone)]
struct FilterStep<C, F> {
    steps: C,
    wanted: F,
    tally: Tally,
}

impl<C, F> Step for FilterStep<C, F>
where
    C: Step,
    F: FnMut(&C::Out) -> bool + Clone + Send + 'static,
{
    type In = C::In;
    type Out = C::Out;

    fn open(&mut self, at: &mut Opening<'_>) {
        self.steps.open(at);
        self.tally.open(at);
    }

    #[inline(always)]
    fn each(&mut self, record: Record<C::In>, out: &mut impl FnMut(Record<C::Out>)) {
        let Self { steps, wanted, tally } = self;
        steps.each(record, &mut |r| {
            tally.count(Entry::In, 1);
            if tally.guard(|| wanted(&r.value)) {
                tally.count(Entry::Kept, 1);
                out(r);
            } else {
                tally.count(Entry::Filtered, 1);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Map;
    use crate::rig::{counts, reading, run, timed};
    use aqueduct_memory::{MemorySink, MemoryTable};

    #[tokio::test]
    async fn what_is_not_wanted_is_dropped_and_counted() {
        let (pipeline, numbers) = reading(1, 0..10);
        let table = MemoryTable::new();
        let few = numbers.filter(|n| n % 2 == 0).map(|n| n).filter(|n| *n > 5);
        few.sink("out", MemorySink::append(&table));
        let report = run(pipeline).await.unwrap();
        assert_eq!(timed(&table), [(6, 6), (8, 8)]);
        assert_eq!(counts(&report, "filter#1"), [10, 5, 5, 5]);
        assert_eq!(counts(&report, "map#1"), [5, 5, 0, 5]);
        assert_eq!(counts(&report, "filter#2"), [5, 2, 3, 2]);
        assert_eq!(counts(&report, "out")[..2], [2, 2]);
    }

    #[tokio::test]
    async fn a_panic_names_the_step() {
        let (pipeline, numbers) = reading(1, [1, 0]);
        let divided = numbers.filter(|_| true).filter(|n| 1 / n == 1);
        divided.sink("out", MemorySink::append(&MemoryTable::new()));
        let error = run(pipeline).await.unwrap_err();
        assert_eq!(error.context("step"), Some("filter#2"));
    }
}
