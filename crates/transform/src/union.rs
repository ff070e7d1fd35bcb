use aqueduct_engine::{Step, Stream, Verb};

/// Makes one stream of two.
pub trait Union<T: Send + 'static> {
    /// Both streams as one, each in its order and in no particular order between them. The watermark is
    /// the lower of the two, so the slower one sets the pace.
    ///
    /// `run` returns `Config` when the streams belong to two pipelines.
    ///
    /// ```
    /// # use aqueduct_core::EventTime;
    /// # use aqueduct_engine::{Options, Pipeline};
    /// # use aqueduct_memory::{MemoryLog, MemorySink, MemorySource, MemoryTable};
    /// # use aqueduct_transform::Union;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> aqueduct_core::Result<()> {
    /// # let (web, phone, table) = (MemoryLog::new(1), MemoryLog::new(1), MemoryTable::new());
    /// # web.append(0, "a", EventTime::from_secs(1));
    /// # phone.append(0, "b", EventTime::from_secs(2));
    /// # let pipeline = Pipeline::new("doc");
    /// let web = pipeline.source("web", MemorySource::new(&web).bounded());
    /// let phone = pipeline.source("phone", MemorySource::new(&phone).bounded());
    /// web.union(phone).sink("orders", MemorySink::append(&table));
    ///
    /// pipeline.run(Options::new()).await?;
    /// let mut orders = table.rows();
    /// orders.sort();
    /// assert_eq!(orders, ["a", "b"]);
    /// # Ok(())
    /// # }
    /// ```
    fn union<D: Step<Out = T>>(self, other: Stream<T, D>) -> Stream<T>;
}

impl<T: Send + 'static, C: Step<Out = T>> Union<T> for Stream<T, C> {
    fn union<D: Step<Out = T>>(self, other: Stream<T, D>) -> Stream<T> {
        self.merge(Verb::new("union"), other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rig::{counts, reading, run};
    use crate::{Filter, Map};
    use aqueduct_core::{ErrorKind, EventTime};
    use aqueduct_memory::{MemoryLog, MemorySink, MemorySource, MemoryTable};

    #[tokio::test]
    async fn both_come_through_each_in_its_order() {
        let (pipeline, even) = reading(1, (0..3_000).map(|n| n * 2));
        let log = MemoryLog::new(1);
        log.append_all(0, (0..3_000).map(|n| (n, EventTime::from_secs(i64::from(n)))));
        let odd = pipeline.source("other", MemorySource::new(&log).bounded());
        let table = MemoryTable::new();
        let both = even.map(|n| n).union(odd.map(|n: i32| n * 2 + 1));
        both.filter(|_| true).sink("out", MemorySink::append(&table));
        let report = run(pipeline).await.unwrap();
        let (even, odd): (Vec<_>, Vec<_>) = table.rows().into_iter().partition(|n| n % 2 == 0);
        assert!(even.is_sorted() && odd.is_sorted());
        assert_eq!((even.len(), odd.len()), (3_000, 3_000));
        assert_eq!(counts(&report, "union#1"), [6_000, 6_000, 0, 6_000]);
        assert_eq!(counts(&report, "filter#1"), [6_000, 6_000, 0, 6_000]);
    }

    #[tokio::test]
    async fn a_stream_may_meet_itself_again() {
        let (pipeline, numbers) = reading(2, 0..100);
        let shared = numbers.share();
        let (low, high) = (shared.stream().filter(|n| *n < 30), shared.stream().filter(|n| *n >= 30));
        let table = MemoryTable::new();
        low.union(high).sink("out", MemorySink::append(&table));
        run(pipeline).await.unwrap();
        let mut rows = table.rows();
        rows.sort_unstable();
        assert_eq!(rows, (0..100).collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn streams_of_two_pipelines_are_refused() {
        let ((pipeline, one), (_other, two)) = (reading(1, [1]), reading(1, [2]));
        one.union(two).sink("out", MemorySink::append(&MemoryTable::new()));
        let error = run(pipeline).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(error.message().contains("two pipelines"), "{error}");
    }
}
