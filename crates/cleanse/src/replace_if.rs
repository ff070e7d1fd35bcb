use aqueduct_core::Record;
use aqueduct_engine::{Entry, Opening, Step, Stream, Tally, Verb};

/// Replaces what is abnormal.
pub trait ReplaceIf<T: Send + 'static, C: Step<Out = T>> {
    /// Replaces every value that is `abnormal` by what `replacement` makes of it. The event time stays.
    ///
    /// ```
    /// # use aqueduct_cleanse::ReplaceIf;
    /// # use aqueduct_core::EventTime;
    /// # use aqueduct_engine::{Options, Pipeline};
    /// # use aqueduct_memory::{MemoryLog, MemorySink, MemorySource, MemoryTable};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> aqueduct_core::Result<()> {
    /// # let (log, table) = (MemoryLog::new(1), MemoryTable::new());
    /// #[derive(Clone, Debug, PartialEq, serde::Serialize)]
    /// struct Reading { sensor: u32, celsius: f64, valid: bool }
    ///
    /// log.append(0, Reading { sensor: 7, celsius: f64::NAN, valid: true }, EventTime::from_secs(1));
    /// # let pipeline = Pipeline::new("doc");
    /// pipeline
    ///     .source("readings", MemorySource::new(&log).bounded())
    ///     .replace_if("is_number", |r| r.celsius.is_nan(), |r| Reading { celsius: 0.0, valid: false, ..r })
    ///     .sink("usable", MemorySink::append(&table));
    ///
    /// pipeline.run(Options::new()).await?;
    /// assert_eq!(table.rows(), [Reading { sensor: 7, celsius: 0.0, valid: false }]);
    /// # Ok(())
    /// # }
    /// ```
    fn replace_if<P, R>(
        self,
        name: &str,
        abnormal: P,
        replacement: R,
    ) -> Stream<T, impl Step<In = C::In, Out = T>>
    where
        P: FnMut(&T) -> bool + Clone + Send + 'static,
        R: FnMut(T) -> T + Clone + Send + 'static;
}

impl<T: Send + 'static, C: Step<Out = T>> ReplaceIf<T, C> for Stream<T, C> {
    fn replace_if<P, R>(
        self,
        name: &str,
        abnormal: P,
        replacement: R,
    ) -> Stream<T, impl Step<In = C::In, Out = T>>
    where
        P: FnMut(&T) -> bool + Clone + Send + 'static,
        R: FnMut(T) -> T + Clone + Send + 'static,
    {
        let verb = Verb::new("replace_if").named(name).cleansing();
        self.then(verb, |steps, tally| ReplaceStep { steps, abnormal, replacement, tally })
    }
}

#[derive(Clone)]
struct ReplaceStep<C, P, R> {
    steps: C,
    abnormal: P,
    replacement: R,
    tally: Tally,
}

impl<C, P, R> Step for ReplaceStep<C, P, R>
where
    C: Step,
    P: FnMut(&C::Out) -> bool + Clone + Send + 'static,
    R: FnMut(C::Out) -> C::Out + Clone + Send + 'static,
{
    type In = C::In;
    type Out = C::Out;

    fn open(&mut self, at: &mut Opening<'_>) {
        self.steps.open(at);
        self.tally.open(at);
    }

    #[inline(always)]
    fn each(&mut self, record: Record<C::In>, out: &mut impl FnMut(Record<C::Out>)) {
        let Self { steps, abnormal, replacement, tally } = self;
        steps.each(record, &mut |r| {
            let mut replaced = 0;
            let value = tally.kept(|| {
                if !abnormal(&r.value) {
                    return r.value;
                }
                replaced = 1;
                replacement(r.value)
            });
            tally.count(Entry::Repaired, replaced);
            out(Record::new(value, r.time));
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rig::{counts, reading, run};
    use aqueduct_memory::{MemorySink, MemoryTable};

    #[tokio::test]
    async fn only_what_is_abnormal_is_replaced() {
        let (pipeline, numbers, _) = reading([1, -2, 3]);
        let table = MemoryTable::new();
        let positive = numbers.replace_if("positive", |n| *n < 0, |n| -n);
        positive.sink("out", MemorySink::append(&table));
        let report = run(pipeline).await.unwrap();
        assert_eq!(table.rows(), [1, 2, 3]);
        assert_eq!(counts(&report, "positive"), [3, 3, 0, 3]);
    }
}
