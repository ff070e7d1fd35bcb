use aqueduct_core::{Reason, Record};
use aqueduct_engine::{Entry, Opening, Rejection, Step, Stream, Tally, Verb};
use serde::Serialize;
use std::sync::Arc;

/// Passes on what keeps to a rule.
pub trait Require<T: Send + 'static, C: Step<Out = T>> {
    /// Every record for which `holds` says no becomes a dead letter: reason `rule`, with the rule's name.
    ///
    /// ```
    /// # use aqueduct_cleanse::Require;
    /// # use aqueduct_core::EventTime;
    /// # use aqueduct_engine::{Options, Pipeline};
    /// # use aqueduct_memory::{MemoryLog, MemorySink, MemorySource, MemoryTable};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> aqueduct_core::Result<()> {
    /// # let (log, table, letters) = (MemoryLog::new(1), MemoryTable::new(), MemoryTable::new());
    /// log.append_all(0, [200, 999, 404].map(|status| (status, EventTime::from_secs(1))));
    /// # let pipeline = Pipeline::new("doc");
    ///
    /// pipeline
    ///     .source("statuses", MemorySource::new(&log).bounded())
    ///     .require("status_known", |status| (100..600).contains(status))
    ///     .sink("known", MemorySink::append(&table));
    /// pipeline.dead_letters(MemorySink::append(&letters));
    ///
    /// pipeline.run(Options::new()).await?;
    /// assert_eq!(table.rows(), [200, 404]);
    /// let letter = &letters.rows()[0];
    /// assert_eq!((letter.rule.as_str(), letter.payload.as_slice()), ("status_known", b"999".as_slice()));
    /// assert_eq!((letter.source.as_str(), letter.coordinates.as_str()), ("statuses", "p0@1"));
    /// # Ok(())
    /// # }
    /// ```
    fn require<F>(self, rule: &str, holds: F) -> Stream<T, impl Step<In = C::In, Out = T>>
    where
        T: Serialize,
        F: FnMut(&T) -> bool + Clone + Send + 'static;
}

impl<T: Send + 'static, C: Step<Out = T>> Require<T, C> for Stream<T, C> {
    fn require<F>(self, rule: &str, holds: F) -> Stream<T, impl Step<In = C::In, Out = T>>
    where
        T: Serialize,
        F: FnMut(&T) -> bool + Clone + Send + 'static,
    {
        let (verb, rule) = (Verb::new("require").named(rule).cleansing(), rule.into());
        self.then(verb, |steps, tally| RequireStep { steps, rule, holds, tally })
    }
}

#[derive(Clone)]
struct RequireStep<C, F> {
    steps: C,
    rule: Arc<str>,
    holds: F,
    tally: Tally,
}

impl<C, F> Step for RequireStep<C, F>
where
    C: Step<Out: Serialize>,
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
        let Self { steps, rule, holds, tally } = self;
        steps.each(record, &mut |r| {
            tally.count(Entry::In, 1);
            if tally.guard(|| holds(&r.value)) {
                tally.count(Entry::Kept, 1);
                out(r);
            } else {
                let why = Rejection { reason: Reason::Rule, rule, message: "the rule does not hold" };
                tally.guard(|| tally.reject(why, &r));
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rig::{counts, reading, run};
    use aqueduct_core::{DeadLetter, ErrorKind, EventTime};
    use aqueduct_memory::{MemorySink, MemoryTable};

    #[tokio::test]
    async fn what_breaks_a_rule_becomes_a_dead_letter_with_the_rules_name() {
        let (pipeline, numbers, letters) = reading([1, -2, 30, -4]);
        let table = MemoryTable::new();
        let positive = numbers.require("positive", |n| *n > 0).require("small", |n| *n < 10);
        positive.sink("out", MemorySink::append(&table));
        let report = run(pipeline).await.unwrap();
        assert_eq!(table.rows(), [1]);
        assert_eq!(counts(&report, "positive"), [4, 2, 2, 2]);
        assert_eq!(counts(&report, "small"), [2, 1, 1, 1]);
        let told = |l: &DeadLetter| {
            (l.stage.clone(), l.coordinates.clone(), String::from_utf8_lossy(&l.payload).into_owned())
        };
        let wanted = [("positive", "p0@1", "-2"), ("small", "p0@2", "30"), ("positive", "p0@3", "-4")];
        let wanted = wanted.map(|(rule, at, value)| (rule.to_owned(), at.to_owned(), value.to_owned()));
        assert_eq!(letters.rows().iter().map(told).collect::<Vec<_>>(), wanted);
        for letter in letters.rows() {
            assert_eq!((letter.reason, &letter.rule), (Reason::Rule, &letter.stage));
            assert_eq!(letter.event_time, Some(EventTime::from_secs(1)));
            assert_eq!((letter.source.as_str(), letter.pipeline.as_str()), ("log", "verbs"));
        }
        let counted: Vec<_> = report.dead_letters.iter().map(|d| (d.rule.as_str(), d.count)).collect();
        assert_eq!(counted, [("positive", 2), ("small", 1)]);
    }

    #[tokio::test]
    async fn two_rules_of_one_name_are_refused() {
        let (pipeline, numbers, _) = reading([1]);
        let twice = numbers.require("rule", |n| *n > 0).require("rule", |n| *n < 9);
        twice.sink("out", MemorySink::append(&MemoryTable::new()));
        let error = run(pipeline).await.unwrap_err();
        assert_eq!((error.kind(), error.context("name")), (ErrorKind::Config, Some("rule")));
    }

    #[tokio::test]
    async fn a_name_that_would_not_fit_into_a_metric_is_refused() {
        for name in ["", "two\nlines", &"x".repeat(101)] {
            let (pipeline, numbers, _) = reading([1]);
            numbers.require(name, |n| *n > 0).sink("out", MemorySink::append(&MemoryTable::new()));
            assert_eq!(run(pipeline).await.unwrap_err().kind(), ErrorKind::Config, "{name:?}");
        }
    }
}
