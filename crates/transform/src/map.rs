use aqueduct_core::Record;
use aqueduct_engine::{Opening, Step, Stream, Tally, Verb};

/// Turns every record into another one.
pub trait Map<T: Send + 'static, C: Step<Out = T>> {
    /// Replaces every value by what `f` makes of it. The event time stays.
    ///
    /// ```
    /// # use aqueduct_core::EventTime;
    /// # use aqueduct_engine::{Options, Pipeline};
    /// # use aqueduct_memory::{MemoryLog, MemorySink, MemorySource, MemoryTable};
    /// # use aqueduct_transform::Map;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> aqueduct_core::Result<()> {
    /// # let (log, table) = (MemoryLog::new(1), MemoryTable::new());
    /// log.append_all(0, ["a", "bc"].map(|word| (word, EventTime::from_secs(1))));
    /// # let pipeline = Pipeline::new("doc");
    ///
    /// pipeline
    ///     .source("words", MemorySource::new(&log).bounded())
    ///     .map(|word| word.len())
    ///     .sink("lengths", MemorySink::append(&table));
    ///
    /// pipeline.run(Options::new()).await?;
    /// assert_eq!(table.rows(), [1, 2]);
    /// # Ok(())
    /// # }
    /// ```
    fn map<U, F>(self, f: F) -> Stream<U, impl Step<In = C::In, Out = U>>
    where
        U: Send + 'static,
        F: FnMut(T) -> U + Clone + Send + 'static;
}

impl<T: Send + 'static, C: Step<Out = T>> Map<T, C> for Stream<T, C> {
    fn map<U, F>(self, f: F) -> Stream<U, impl Step<In = C::In, Out = U>>
    where
        U: Send + 'static,
        F: FnMut(T) -> U + Clone + Send + 'static,
    {
        self.then(Verb::new("map"), |steps, tally| MapStep { steps, f, tally })
    }
}

#[derive(Clone)]
struct MapStep<C, F> {
    steps: C,
    f: F,
    tally: Tally,
}

impl<C, U, F> Step for MapStep<C, F>
where
    C: Step,
    U: Send + 'static,
    F: FnMut(C::Out) -> U + Clone + Send + 'static,
{
    type In = C::In;
    type Out = U;

    fn open(&mut self, at: &mut Opening<'_>) {
        self.steps.open(at);
        self.tally.open(at);
    }

    #[inline(always)]
    fn each(&mut self, record: Record<C::In>, out: &mut impl FnMut(Record<U>)) {
        let Self { steps, f, tally } = self;
        steps.each(record, &mut |r| {
            let value = tally.kept(|| f(r.value));
            out(Record::new(value, r.time));
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rig::{counts, reading, run, timed};
    use aqueduct_core::ErrorKind;
    use aqueduct_memory::{MemorySink, MemoryTable};

    #[tokio::test]
    async fn every_value_is_replaced_and_keeps_its_time() {
        let (pipeline, numbers) = reading(1, [3, 1, 2]);
        let table = MemoryTable::new();
        let texts = numbers.map(|n| n * 10).map(|n: i32| n.to_string());
        texts.sink("out", MemorySink::append(&table));
        let report = run(pipeline).await.unwrap();
        let wanted = [("30", 0), ("10", 1), ("20", 2)];
        assert_eq!(timed(&table), wanted.map(|(text, at)| (text.to_owned(), at)));
        assert_eq!(counts(&report, "map#1"), [3, 3, 0, 3]);
        assert_eq!(counts(&report, "map#2"), [3, 3, 0, 3]);
    }

    #[tokio::test]
    async fn each_subtask_has_a_closure_of_its_own() {
        let (pipeline, numbers) = reading(2, 0..100);
        let table = MemoryTable::new();
        let mut seen = 0;
        let counted = numbers.map(move |_| {
            seen += 1;
            seen
        });
        counted.sink("out", MemorySink::append(&table));
        run(pipeline).await.unwrap();
        let mut counted = table.rows();
        counted.sort_unstable();
        assert_eq!(counted, (0..100).map(|n| n / 2 + 1).collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn a_panic_ends_the_run_and_names_the_step() {
        let (pipeline, numbers) = reading(1, [1, 0]);
        let table = MemoryTable::new();
        let divided = numbers.map(|n| n).map(|n| 1 / n).map(|n| n);
        divided.sink("out", MemorySink::append(&table));
        let error = run(pipeline).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Internal);
        assert_eq!(error.context("step"), Some("map#2"));
        let said = error.context("panic").unwrap_or_default();
        assert!(said.contains("divide by zero"), "{error}");
    }
}
