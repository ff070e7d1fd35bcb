use crate::repair::RepairStep;
use aqueduct_core::Error;
use aqueduct_engine::{Step, Stream, Verb};
use std::ops::RangeInclusive;

/// Brings what is out of range back into it.
pub trait Clamp<T: Send + 'static, C: Step<Out = T>> {
    /// Replaces the field that `field` shows by the nearer end of `range` if it lies outside.
    ///
    /// A NaN is neither inside nor outside and stays what it is: no number is the nearest to it. Where
    /// there may be one, reject it with [`require`](crate::Require::require) or replace it with
    /// [`replace_if`](crate::ReplaceIf::replace_if).
    ///
    /// `run` returns `Config` for a range that holds nothing: one that begins behind its end, or one with a
    /// NaN for an end.
    ///
    /// ```
    /// # use aqueduct_cleanse::Clamp;
    /// # use aqueduct_core::EventTime;
    /// # use aqueduct_engine::{Options, Pipeline};
    /// # use aqueduct_memory::{MemoryLog, MemorySink, MemorySource, MemoryTable};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> aqueduct_core::Result<()> {
    /// # let (log, table) = (MemoryLog::new(1), MemoryTable::new());
    /// log.append_all(0, [-3.0, 40.0, 120.5].map(|percent| (percent, EventTime::from_secs(1))));
    /// # let pipeline = Pipeline::new("doc");
    ///
    /// pipeline
    ///     .source("percents", MemorySource::new(&log).bounded())
    ///     .clamp("percent", |percent| percent, 0.0..=100.0)
    ///     .sink("clamped", MemorySink::append(&table));
    ///
    /// pipeline.run(Options::new()).await?;
    /// assert_eq!(table.rows(), [0.0, 40.0, 100.0]);
    /// # Ok(())
    /// # }
    /// ```
    fn clamp<V, F>(
        self,
        name: &str,
        field: F,
        range: RangeInclusive<V>,
    ) -> Stream<T, impl Step<In = C::In, Out = T>>
    where
        V: PartialOrd + Clone + Send + 'static,
        F: FnMut(&mut T) -> &mut V + Clone + Send + 'static;
}

impl<T: Send + 'static, C: Step<Out = T>> Clamp<T, C> for Stream<T, C> {
    fn clamp<V, F>(
        self,
        name: &str,
        mut field: F,
        range: RangeInclusive<V>,
    ) -> Stream<T, impl Step<In = C::In, Out = T>>
    where
        V: PartialOrd + Clone + Send + 'static,
        F: FnMut(&mut T) -> &mut V + Clone + Send + 'static,
    {
        if range.is_empty() {
            self.fault(Error::config("a range that holds nothing clamps nothing").with("step", name));
        }
        let (low, high) = range.into_inner();
        let fix = move |record: &mut T| {
            let field = field(record);
            let end = if *field < low {
                &low
            } else if *field > high {
                &high
            } else {
                return false;
            };
            field.clone_from(end);
            true
        };
        let verb = Verb::new("clamp").named(name).cleansing();
        self.then(verb, |steps, tally| RepairStep { steps, fix, tally })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rig::{counts, reading, run};
    use aqueduct_core::ErrorKind;
    use aqueduct_memory::{MemorySink, MemoryTable};

    #[tokio::test]
    async fn the_ends_belong_to_the_range_and_nan_stays_nan() {
        let (inf, nan) = (f64::INFINITY, f64::NAN);
        let (pipeline, numbers, _) = reading([-inf, -0.5, 0.0, 1.0, 1.5, inf, nan]);
        let table = MemoryTable::new();
        let clamped = numbers.clamp("unit", |n| n, 0.0..=1.0);
        clamped.sink("out", MemorySink::append(&table));
        let report = run(pipeline).await.unwrap();
        let rows = table.rows();
        assert_eq!(rows[..6], [0.0, 0.0, 0.0, 1.0, 1.0, 1.0]);
        assert!(rows[6].is_nan());
        assert_eq!(counts(&report, "unit"), [7, 7, 0, 7]);
    }

    #[tokio::test]
    async fn a_field_of_any_ordered_type_can_be_clamped() {
        let (pipeline, pairs, _) = reading([("a", 'x'), ("b", 'm')]);
        let table = MemoryTable::new();
        let clamped = pairs.clamp("letter", |pair| &mut pair.1, 'a'..='p');
        clamped.sink("out", MemorySink::append(&table));
        run(pipeline).await.unwrap();
        assert_eq!(table.rows(), [("a", 'p'), ("b", 'm')]);
    }

    #[tokio::test]
    async fn a_range_that_holds_nothing_is_refused() {
        for range in [1.0..=0.0, f64::NAN..=1.0, 0.0..=f64::NAN] {
            let (pipeline, numbers, _) = reading([0.5]);
            numbers.clamp("unit", |n| n, range).sink("out", MemorySink::append(&MemoryTable::new()));
            let error = run(pipeline).await.unwrap_err();
            assert_eq!((error.kind(), error.context("step")), (ErrorKind::Config, Some("unit")));
        }
    }
}
