use aqueduct_core::{Record, Result};
use aqueduct_engine::{Buffer, Entry, Output, Signal, Step, Stream, Tally, Verb};
use futures_util::future::BoxFuture;

/// Makes two streams of one.
pub trait SplitBy<T: Send + 'static> {
    /// The records for which `matches` says yes, and the others. Both have to be read: `run` returns
    /// `Config` for an output without a reader, unless it is ended with `ignore()`.
    ///
    /// In the account the others count as filtered.
    ///
    /// ```
    /// # use aqueduct_core::EventTime;
    /// # use aqueduct_engine::{Options, Pipeline};
    /// # use aqueduct_memory::{MemoryLog, MemorySink, MemorySource, MemoryTable};
    /// # use aqueduct_transform::SplitBy;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> aqueduct_core::Result<()> {
    /// # let (log, cheap, dear) = (MemoryLog::new(1), MemoryTable::new(), MemoryTable::new());
    /// log.append_all(0, [10, 200, 30].map(|price| (price, EventTime::from_secs(1))));
    /// # let pipeline = Pipeline::new("doc");
    ///
    /// let prices = pipeline.source("prices", MemorySource::new(&log).bounded());
    /// let (low, high) = prices.split_by(|price| *price < 100);
    /// low.sink("cheap", MemorySink::append(&cheap));
    /// high.sink("dear", MemorySink::append(&dear));
    ///
    /// pipeline.run(Options::new()).await?;
    /// assert_eq!((cheap.rows(), dear.rows()), (vec![10, 30], vec![200]));
    /// # Ok(())
    /// # }
    /// ```
    fn split_by<F>(self, matches: F) -> (Stream<T>, Stream<T>)
    where
        F: FnMut(&T) -> bool + Clone + Send + 'static;
}

impl<T: Send + 'static, C: Step<Out = T>> SplitBy<T> for Stream<T, C> {
    fn split_by<F>(self, matches: F) -> (Stream<T>, Stream<T>)
    where
        F: FnMut(&T) -> bool + Clone + Send + 'static,
    {
        let node = self.node(Verb::new("split_by"));
        let (to_matching, matching) = self.side_outlet(&node, "matching records", Entry::Kept);
        let (to_others, others) = self.side_outlet(&node, "other records", Entry::Filtered);
        let tally = node.tally();
        self.end(move |at, steps| {
            let mut tally = tally.clone();
            tally.open(at);
            let cursor = at.cursor();
            let out = Split {
                matches: matches.clone(),
                tally,
                matching: Buffer::new(cursor.clone(), at.collector(&to_matching)?),
                others: Buffer::new(cursor, at.collector(&to_others)?),
            };
            Ok(at.stage(steps, out))
        });
        (matching, others)
    }
}

struct Split<T, F> {
    matches: F,
    tally: Tally,
    matching: Buffer<T>,
    others: Buffer<T>,
}

impl<T: Send, F: FnMut(&T) -> bool + Send> Output<T> for Split<T, F> {
    #[inline]
    fn push(&mut self, record: Record<T>) {
        let Self { matches, tally, .. } = self;
        tally.count(Entry::In, 1);
        if tally.guard(|| matches(&record.value)) {
            tally.count(Entry::Kept, 1);
            self.matching.push(record);
        } else {
            tally.count(Entry::Filtered, 1);
            self.others.push(record);
        }
    }

    fn pause(&mut self) -> Result<()> {
        self.matching.pause()?;
        self.others.pause()
    }

    fn signal(&mut self, signal: Signal) -> Result<()> {
        self.matching.signal(signal)?;
        self.others.signal(signal)
    }

    fn flush(&mut self) -> BoxFuture<'_, Result<()>> {
        Box::pin(async {
            self.matching.flush().await?;
            self.others.flush().await
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rig::{counts, reading, run, timed};
    use crate::{Filter, Map, Union};
    use aqueduct_core::ErrorKind;
    use aqueduct_memory::{MemorySink, MemoryTable};

    #[tokio::test]
    async fn every_record_goes_one_way_or_the_other() {
        let (pipeline, numbers) = reading(1, 0..6);
        let (small, large) = (MemoryTable::new(), MemoryTable::new());
        let (low, high) = numbers.map(|n| n).split_by(|n| *n < 2);
        low.sink("small", MemorySink::append(&small));
        high.filter(|n| n % 2 == 1).sink("large", MemorySink::append(&large));
        let report = run(pipeline).await.unwrap();
        assert_eq!(timed(&small), [(0, 0), (1, 1)]);
        assert_eq!(timed(&large), [(3, 3), (5, 5)]);
        assert_eq!(counts(&report, "split_by#1")[..3], [6, 2, 4]);
        assert_eq!(counts(&report, "filter#1"), [4, 2, 2, 2]);
    }

    #[tokio::test]
    async fn what_was_split_can_be_united() {
        let (pipeline, numbers) = reading(2, 0..5_000);
        let table = MemoryTable::new();
        let (low, high) = numbers.split_by(|n| *n < 1_000);
        low.map(|n| n).union(high).sink("out", MemorySink::append(&table));
        let report = run(pipeline).await.unwrap();
        let mut rows = table.rows();
        rows.sort_unstable();
        assert_eq!(rows, (0..5_000).collect::<Vec<_>>());
        assert_eq!(counts(&report, "union#1"), [5_000, 5_000, 0, 5_000]);
    }

    #[tokio::test]
    async fn an_output_that_nobody_reads_is_refused_unless_it_is_ignored() {
        let sink = || MemorySink::append(&MemoryTable::new());
        let (pipeline, numbers) = reading(1, 0..6);
        numbers.split_by(|n| *n < 2).0.sink("out", sink());
        let error = run(pipeline).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        assert_eq!(error.context("output"), Some("other records of \"split_by#1\""));

        let (pipeline, numbers) = reading(1, 0..6);
        let (low, high) = numbers.split_by(|n| *n < 2);
        low.sink("out", sink());
        high.ignore();
        assert_eq!(counts(&run(pipeline).await.unwrap(), "split_by#1")[..3], [6, 2, 4]);
    }

    #[tokio::test]
    async fn a_panic_names_the_step() {
        let (pipeline, numbers) = reading(1, [0]);
        let (zero, more) = numbers.split_by(|n| 1 / n == 0);
        zero.ignore();
        more.sink("out", MemorySink::append(&MemoryTable::new()));
        let error = run(pipeline).await.unwrap_err();
        assert_eq!(error.context("step"), Some("split_by#1"));
    }
}
