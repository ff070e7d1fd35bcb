use aqueduct_core::Record;
use aqueduct_engine::{Opening, Step, Stream, Tally, Verb};

/// Looks at every record as it passes.
pub trait Inspect<T: Send + 'static, C: Step<Out = T>> {
    /// Shows every value to `look` and passes it on: for a log line or a breakpoint. After a crash it
    /// sees the replayed records a second time.
    ///
    /// ```
    /// # use aqueduct_core::EventTime;
    /// # use aqueduct_engine::{Options, Pipeline};
    /// # use aqueduct_memory::{MemoryLog, MemorySink, MemorySource, MemoryTable};
    /// # use aqueduct_transform::Inspect;
    /// # use std::sync::{Arc, atomic::{AtomicUsize, Ordering::Relaxed}};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> aqueduct_core::Result<()> {
    /// # let (log, table) = (MemoryLog::new(1), MemoryTable::new());
    /// log.append_all(0, ["a", "bc"].map(|word| (word, EventTime::from_secs(1))));
    /// # let pipeline = Pipeline::new("doc");
    ///
    /// let letters = Arc::new(AtomicUsize::new(0));
    /// let seen = Arc::clone(&letters);
    /// pipeline
    ///     .source("words", MemorySource::new(&log).bounded())
    ///     .inspect(move |word| _ = seen.fetch_add(word.len(), Relaxed))
    ///     .sink("words-again", MemorySink::append(&table));
    ///
    /// pipeline.run(Options::new()).await?;
    /// assert_eq!(letters.load(Relaxed), 3);
    /// # Ok(())
    /// # }
    /// ```
    fn inspect<F>(self, look: F) -> Stream<T, impl Step<In = C::In, Out = T>>
    where
        F: FnMut(&T) + Clone + Send + 'static;
}

impl<T: Send + 'static, C: Step<Out = T>> Inspect<T, C> for Stream<T, C> {
    fn inspect<F>(self, look: F) -> Stream<T, impl Step<In = C::In, Out = T>>
    where
        F: FnMut(&T) + Clone + Send + 'static,
    {
        self.then(Verb::new("inspect"), |steps, tally| InspectStep { steps, look, tally })
    }
}

#[derive(Clone)]
struct InspectStep<C, F> {
    steps: C,
    look: F,
    tally: Tally,
}

impl<C, F> Step for InspectStep<C, F>
where
    C: Step,
    F: FnMut(&C::Out) + Clone + Send + 'static,
{
    type In = C::In;
    type Out = C::Out;

    fn open(&mut self, at: &mut Opening<'_>) {
        self.steps.open(at);
        self.tally.open(at);
    }

    #[inline(always)]
    fn each(&mut self, record: Record<C::In>, out: &mut impl FnMut(Record<C::Out>)) {
        let Self { steps, look, tally } = self;
        steps.each(record, &mut |r| {
            tally.kept(|| look(&r.value));
            out(r);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rig::{counts, reading, run, timed};
    use aqueduct_memory::{MemorySink, MemoryTable};
    use std::sync::{Arc, Mutex};

    #[tokio::test]
    async fn sees_everything_and_changes_nothing() {
        let (pipeline, words) = reading(1, ["a", "b"]);
        let table = MemoryTable::new();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let note = Arc::clone(&seen);
        let inspected = words.inspect(move |word| note.lock().unwrap().push(*word));
        inspected.sink("out", MemorySink::append(&table));
        let report = run(pipeline).await.unwrap();
        assert_eq!(*seen.lock().unwrap(), ["a", "b"]);
        assert_eq!(timed(&table), [("a", 0), ("b", 1)]);
        assert_eq!(counts(&report, "inspect#1"), [2, 2, 0, 2]);
    }
}
