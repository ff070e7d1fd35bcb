//! A reader, driven by hand as an engine would. Shared with `integration-tests`.

use crate::outside::PATIENCE;
use aqueduct_core::{DeadLetter, Decode, Error, Fetch, Source, SourceReader, SplitId};
use aqueduct_kafka::{KafkaReader, KafkaSource, KafkaSplit};
use std::time::Duration;
use tokio::time::{Instant, timeout};

/// What a reader has said so far.
pub(crate) struct Steps<T> {
    pub(crate) reader: KafkaReader<T>,
    pub(crate) values: Vec<T>,
    pub(crate) places: Vec<String>,
    pub(crate) rejected: Vec<DeadLetter>,
    pub(crate) skipped: usize,
    pub(crate) resumes: Vec<KafkaSplit>,
    pub(crate) ended: Vec<SplitId>,
    pub(crate) failed: Vec<(SplitId, Error)>,
    /// Splits of the last `Idle`.
    pub(crate) idle: Vec<SplitId>,
}

impl<T: Send + 'static> Steps<T> {
    /// A first start.
    pub(crate) async fn begin<D: Decode<Item = T>>(source: &KafkaSource<D>) -> Self {
        let splits = source.discover(true, &[]).await.unwrap().splits;
        Self::open(source, splits).await
    }

    pub(crate) async fn open<D: Decode<Item = T>>(source: &KafkaSource<D>, splits: Vec<KafkaSplit>) -> Self {
        Self::of(source.open(splits).await.unwrap())
    }

    pub(crate) fn of(reader: KafkaReader<T>) -> Self {
        let (values, places, rejected, resumes) = Default::default();
        let (ended, failed, idle) = Default::default();
        Self { reader, values, places, rejected, skipped: 0, resumes, ended, failed, idle }
    }

    /// One answer.
    pub(crate) async fn step(&mut self) -> Result<(), Error> {
        let fetch = timeout(PATIENCE, self.reader.fetch()).await.unwrap();
        match fetch? {
            Fetch::Batch { records, origins, rejected, skipped, resume, .. } => {
                self.places.extend((0..records.len()).map(|nth| origins.of(nth)));
                self.values.extend(records.into_iter().map(|record| record.value));
                self.rejected.extend(rejected);
                self.skipped += skipped;
                self.resumes.push(resume);
                self.idle.clear();
            }
            Fetch::Idle(splits) => self.idle = splits,
            Fetch::End(split) => self.ended.push(split),
            Fetch::Failed(split, error) => self.failed.push((split, error)),
        }
        Ok(())
    }

    /// Answers until `done`.
    pub(crate) async fn until(&mut self, what: &str, done: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !done(self) {
            self.step().await.unwrap();
            let (count, failed) = (self.values.len(), &self.failed);
            assert!(
                Instant::now() < deadline,
                "waited until {what}; {count} records came, failed: {failed:?}"
            );
        }
    }

    /// As many records.
    pub(crate) async fn read(&mut self, count: usize) {
        self.until(&format!("{count} records came"), |steps| steps.values.len() >= count).await;
    }

    /// Answers until one is an error.
    pub(crate) async fn fails(&mut self) -> Error {
        let deadline = Instant::now() + PATIENCE * 3;
        while Instant::now() < deadline {
            if let Err(error) = self.step().await {
                return error;
            }
            if !self.failed.is_empty() {
                return self.failed.remove(0).1;
            }
        }
        panic!("no error came; {} records did", self.values.len());
    }

    /// Answers for a while.
    pub(crate) async fn read_on(&mut self, time: Duration) {
        let deadline = Instant::now() + time;
        while Instant::now() < deadline {
            self.step().await.unwrap();
        }
    }
}
