use aqueduct_core::Record;
use aqueduct_engine::{Entry, Opening, Step, Stream, Tally, Verb};
use std::marker::PhantomData;

/// Turns every record into any number of others that are made while it is borrowed.
pub trait FlatMapWith<T: Send + 'static, C: Step<Out = T>> {
    /// Calls `f` with every value and with `emit`, which takes what the value becomes: nothing, one or
    /// many, each with the event time of the record. As [`flat_map`](crate::FlatMap::flat_map), without an
    /// iterator that would have to own what it walks over.
    ///
    /// Where the compiler does not find out what is emitted, say it:
    /// `|line, emit: &mut dyn FnMut(usize)| ..`.
    ///
    /// ```
    /// # use aqueduct_core::EventTime;
    /// # use aqueduct_engine::{Options, Pipeline};
    /// # use aqueduct_memory::{MemoryLog, MemorySink, MemorySource, MemoryTable};
    /// # use aqueduct_transform::FlatMapWith;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> aqueduct_core::Result<()> {
    /// # let (log, table) = (MemoryLog::new(1), MemoryTable::new());
    /// log.append(0, "a bc  d".to_owned(), EventTime::from_secs(1));
    /// # let pipeline = Pipeline::new("doc");
    ///
    /// pipeline
    ///     .source("lines", MemorySource::new(&log).bounded())
    ///     .flat_map_with(|line, emit| {
    ///         line.split_whitespace().for_each(|word| emit(word.len()));
    ///     })
    ///     .sink("lengths", MemorySink::append(&table));
    ///
    /// pipeline.run(Options::new()).await?;
    /// assert_eq!(table.rows(), [1, 2, 1]);
    /// # Ok(())
    /// # }
    /// ```
    fn flat_map_with<U, F>(self, f: F) -> Stream<U, impl Step<In = C::In, Out = U>>
    where
        U: Send + 'static,
        F: FnMut(T, &mut dyn FnMut(U)) + Clone + Send + 'static;
}

impl<T: Send + 'static, C: Step<Out = T>> FlatMapWith<T, C> for Stream<T, C> {
    fn flat_map_with<U, F>(self, f: F) -> Stream<U, impl Step<In = C::In, Out = U>>
    where
        U: Send + 'static,
        F: FnMut(T, &mut dyn FnMut(U)) + Clone + Send + 'static,
    {
        let verb = Verb::new("flat_map_with").expanding();
        let emits = PhantomData;
        self.then(verb, |steps, tally| FlatMapWithStep { steps, f, tally, emits })
    }
}

struct FlatMapWithStep<C, F, U> {
    steps: C,
    f: F,
    tally: Tally,
    emits: PhantomData<fn(U)>,
}

// Derived, it would ask `U: Clone`.
impl<C: Clone, F: Clone, U> Clone for FlatMapWithStep<C, F, U> {
    fn clone(&self) -> Self {
        Self { steps: self.steps.clone(), f: self.f.clone(), tally: self.tally.clone(), emits: PhantomData }
    }
}

impl<C, U, F> Step for FlatMapWithStep<C, F, U>
where
    C: Step,
    U: Send + 'static,
    F: FnMut(C::Out, &mut dyn FnMut(U)) + Clone + Send + 'static,
{
    type In = C::In;
    type Out = U;

    fn open(&mut self, at: &mut Opening<'_>) {
        self.steps.open(at);
        self.tally.open(at);
    }

    #[inline(always)]
    fn each(&mut self, record: Record<C::In>, out: &mut impl FnMut(Record<U>)) {
        let Self { steps, f, tally, .. } = self;
        steps.each(record, &mut |r| {
            // What follows is called within, and blames the step that it is itself.
            tally.kept(|| {
                f(r.value, &mut |value| {
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
    async fn emits_while_the_value_is_borrowed() {
        let (pipeline, lines) = reading(1, ["to be", "", "or"].map(str::to_owned));
        let table = MemoryTable::new();
        let words = lines.flat_map_with(|line, emit: &mut dyn FnMut(String)| {
            line.split_whitespace().for_each(|word| emit(word.to_uppercase()));
        });
        words.sink("out", MemorySink::append(&table));
        let report = run(pipeline).await.unwrap();
        let wanted = [("TO", 0), ("BE", 0), ("OR", 2)];
        assert_eq!(timed(&table), wanted.map(|(word, at)| (word.to_owned(), at)));
        assert_eq!(counts(&report, "flat_map_with#1"), [3, 3, 0, 3]);
    }

    #[tokio::test]
    async fn a_panic_behind_emit_names_the_step_it_is_in() {
        let (pipeline, numbers) = reading(1, [0]);
        let same = numbers.flat_map_with(|n, emit: &mut dyn FnMut(i32)| emit(n));
        same.map(|n| 1 / n).sink("out", MemorySink::append(&MemoryTable::new()));
        let error = run(pipeline).await.unwrap_err();
        assert_eq!(error.context("step"), Some("map#1"));
    }
}
