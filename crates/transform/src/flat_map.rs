use aqueduct_core::Record;
use aqueduct_engine::{Entry, Opening, Step, Stream, Tally, Verb};

/// Turns every record into any number of others.
pub trait FlatMap<T: Send + 'static, C: Step<Out = T>> {
    /// Replaces every value by the items of what `f` makes of it: none, one or many, each with the event
    /// time of the record they come from. A record that yields nothing counts as kept.
    ///
    /// The items cannot borrow from the value: use [`flat_map_with`](crate::FlatMapWith::flat_map_with)
    /// where they would.
    ///
    /// ```
    /// # use aqueduct_core::EventTime;
    /// # use aqueduct_engine::{Options, Pipeline};
    /// # use aqueduct_memory::{MemoryLog, MemorySink, MemorySource, MemoryTable};
    /// # use aqueduct_transform::FlatMap;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> aqueduct_core::Result<()> {
    /// # let (log, table) = (MemoryLog::new(1), MemoryTable::new());
    /// log.append_all(0, [2, 0, 3].map(|n| (n, EventTime::from_secs(1))));
    /// # let pipeline = Pipeline::new("doc");
    ///
    /// pipeline
    ///     .source("numbers", MemorySource::new(&log).bounded())
    ///     .flat_map(|n| 0..n)
    ///     .sink("smaller", MemorySink::append(&table));
    ///
    /// pipeline.run(Options::new()).await?;
    /// assert_eq!(table.rows(), [0, 1, 0, 1, 2]);
    /// # Ok(())
    /// # }
    /// ```
    fn flat_map<I, F>(self, f: F) -> Stream<I::Item, impl Step<In = C::In, Out = I::Item>>
    where
        I: IntoIterator<Item: Send + 'static>,
        F: FnMut(T) -> I + Clone + Send + 'static;
}

impl<T: Send + 'static, C: Step<Out = T>> FlatMap<T, C> for Stream<T, C> {
    fn flat_map<I, F>(self, f: F) -> Stream<I::Item, impl Step<In = C::In, Out = I::Item>>
    where
        I: IntoIterator<Item: Send + 'static>,
        F: FnMut(T) -> I + Clone + Send + 'static,
    {
        let verb = Verb::new("flat_map").expanding();
        self.then(verb, |steps, tally| FlatMapStep { steps, f, tally })
    }
}

#[derive(Clone)]
struct FlatMapStep<C, F> {
    steps: C,
    f: F,
    tally: Tally,
}

impl<C, I, F> Step for FlatMapStep<C, F>
where
    C: Step,
    I: IntoIterator<Item: Send + 'static>,
    F: FnMut(C::Out) -> I + Clone + Send + 'static,
{
    type In = C::In;
    type Out = I::Item;

    fn open(&mut self, at: &mut Opening<'_>) {
        self.steps.open(at);
        self.tally.open(at);
    }

    #[inline(always)]
    fn each(&mut self, record: Record<C::In>, out: &mut impl FnMut(Record<I::Item>)) {
        let Self { steps, f, tally } = self;
        steps.each(record, &mut |r| {
            // The iterator is the user's code as well. What follows is called within, and blames the step
            // that it is itself.
            tally.kept(|| {
                f(r.value).into_iter().for_each(|value| {
                    tally.count(Entry::Out, 1);
                    out(Record::new(value, r.time));
                });
            });
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
    async fn what_yields_nothing_is_kept_and_what_goes_on_is_counted() {
        let (pipeline, numbers) = reading(1, [2, 0, 1]);
        let table = MemoryTable::new();
        let many = numbers.flat_map(|n| vec![n; n]).map(|n| n);
        many.sink("out", MemorySink::append(&table));
        let report = run(pipeline).await.unwrap();
        assert_eq!(timed(&table), [(2, 0), (2, 0), (1, 2)]);
        assert_eq!(counts(&report, "flat_map#1"), [3, 3, 0, 3]);
        assert_eq!(counts(&report, "map#1"), [3, 3, 0, 3]);
    }

    #[tokio::test]
    async fn one_record_may_become_more_than_a_batch() {
        let (pipeline, numbers) = reading(2, [5_000, 0, 3_000]);
        let table = MemoryTable::new();
        numbers.flat_map(|n| 0..n).sink("out", MemorySink::append(&table));
        let report = run(pipeline).await.unwrap();
        assert_eq!(table.rows().len(), 8_000);
        assert_eq!(counts(&report, "flat_map#1"), [3, 3, 0, 8_000]);
    }

    #[tokio::test]
    async fn a_panic_of_the_iterator_names_this_step_and_one_behind_it_that_one() {
        for (divisor, step) in [(0, "flat_map#1"), (1, "map#1")] {
            let (pipeline, numbers) = reading(1, [3]);
            let lazy = numbers.flat_map(move |n| (0..n).map(move |m| m / divisor));
            let divided = lazy.map(|m| 1 / (m - 1));
            divided.sink("out", MemorySink::append(&MemoryTable::new()));
            let error = run(pipeline).await.unwrap_err();
            assert_eq!(error.context("step"), Some(step), "{error}");
        }
    }
}
