use aqueduct_core::Record;
use aqueduct_engine::{Entry, Opening, Step, Stream, Tally, Verb};

/// Puts records right.
pub trait Repair<T: Send + 'static, C: Step<Out = T>> {
    /// Shows every value to `fix`, which may change it in place and says whether it did: that
    /// is counted as [`Entry::Repaired`](aqueduct_engine::Entry::Repaired).
    ///
    /// ```
    /// # use aqueduct_cleanse::Repair;
    /// # use aqueduct_core::EventTime;
    /// # use aqueduct_engine::{Options, Pipeline};
    /// # use aqueduct_memory::{MemoryLog, MemorySink, MemorySource, MemoryTable};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> aqueduct_core::Result<()> {
    /// # let (log, table) = (MemoryLog::new(1), MemoryTable::new());
    /// log.append_all(0, ["/a", "/b?id=7"].map(|path| (path.to_owned(), EventTime::from_secs(1))));
    /// # let pipeline = Pipeline::new("doc");
    ///
    /// pipeline
    ///     .source("paths", MemorySource::new(&log).bounded())
    ///     .repair("no_query", |path| match path.find('?') {
    ///         Some(query) => {
    ///             path.truncate(query);
    ///             true
    ///         }
    ///         None => false,
    ///     })
    ///     .sink("short", MemorySink::append(&table));
    ///
    /// pipeline.run(Options::new()).await?;
    /// assert_eq!(table.rows(), ["/a", "/b"]);
    /// # Ok(())
    /// # }
    /// ```
    fn repair<F>(self, name: &str, fix: F) -> Stream<T, impl Step<In = C::In, Out = T>>
    where
        F: FnMut(&mut T) -> bool + Clone + Send + 'static;
}

impl<T: Send + 'static, C: Step<Out = T>> Repair<T, C> for Stream<T, C> {
    fn repair<F>(self, name: &str, fix: F) -> Stream<T, impl Step<In = C::In, Out = T>>
    where
        F: FnMut(&mut T) -> bool + Clone + Send + 'static,
    {
        let verb = Verb::new("repair").named(name).cleansing();
        self.then(verb, |steps, tally| RepairStep { steps, fix, tally })
    }
}

/// Changes values in place: the step of every verb that does.
#[derive(Clone)]
pub(crate) struct RepairStep<C, F> {
    pub(crate) steps: C,
    /// Says whether it has changed something.
    pub(crate) fix: F,
    pub(crate) tally: Tally,
}

impl<C, F> Step for RepairStep<C, F>
where
    C: Step,
    F: FnMut(&mut C::Out) -> bool + Clone + Send + 'static,
{
    type In = C::In;
    type Out = C::Out;

    fn open(&mut self, at: &mut Opening<'_>) {
        self.steps.open(at);
        self.tally.open(at);
    }

    #[inline(always)]
    fn each(&mut self, record: Record<C::In>, out: &mut impl FnMut(Record<C::Out>)) {
        let Self { steps, fix, tally } = self;
        steps.each(record, &mut |mut r| {
            let changed = tally.kept(|| fix(&mut r.value));
            if changed {
                tally.count(Entry::Repaired, 1);
            }
            out(r);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rig::{counts, reading, run};
    use aqueduct_memory::{MemorySink, MemoryTable};

    #[tokio::test]
    async fn values_are_changed_in_place_and_kept() {
        let (pipeline, texts, letters) = reading([" a", "b"].map(str::to_owned));
        let table = MemoryTable::new();
        let trimmed = texts.repair("trim", |text: &mut String| {
            let before = text.len();
            *text = text.trim().to_owned();
            text.len() < before
        });
        trimmed.sink("out", MemorySink::append(&table));
        let report = run(pipeline).await.unwrap();
        assert_eq!(table.rows(), ["a", "b"]);
        assert!(letters.rows().is_empty());
        assert_eq!(counts(&report, "trim"), [2, 2, 0, 2]);
        assert_eq!(report.step("trim").unwrap().counts[Entry::Repaired], 1);
    }

    #[tokio::test]
    async fn a_panic_names_the_step() {
        let (pipeline, numbers, _) = reading([0]);
        let broken = numbers.repair("halve", |n| {
            *n = 1 / *n;
            true
        });
        broken.sink("out", MemorySink::append(&MemoryTable::new()));
        assert_eq!(run(pipeline).await.unwrap_err().context("step"), Some("halve"));
    }
}
