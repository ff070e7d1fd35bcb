use crate::SourceHarness;
use crate::journal::Journal;
use crate::law::Law;
use crate::source_trial::SplitOf;
use aqueduct_core::{Fetch, Source, SourceReader};
use std::time::Duration;

type ReaderOf<H> = <<H as SourceHarness>::Source as Source>::Reader;
type FetchOf<H> = Fetch<<<H as SourceHarness>::Source as Source>::Item, SplitOf<H>>;

/// A reader under observation.
pub(crate) struct Probe<H: SourceHarness> {
    law: Law,
    pub(crate) reader: ReaderOf<H>,
    pub(crate) seen: Journal<SplitOf<H>>,
}

impl<H: SourceHarness> Probe<H> {
    pub(crate) async fn open(law: Law, source: &H::Source, splits: Vec<SplitOf<H>>) -> Self {
        let mut seen = Journal::new();
        splits.iter().for_each(|split| seen.opened(split));
        let reader = law.works("open", source.open(splits)).await;
        Self { law, reader, seen }
    }

    pub(crate) async fn add(&mut self, splits: Vec<SplitOf<H>>) {
        splits.iter().for_each(|split| self.seen.opened(split));
        self.law.works("add", self.reader.add(splits)).await;
    }

    /// Notes an answer of `fetch`.
    pub(crate) fn take(&mut self, fetch: FetchOf<H>) {
        self.seen.take(fetch, H::text);
    }

    /// Reads until `done`, which has to happen within the patience.
    pub(crate) async fn until(&mut self, what: &str, done: impl Fn(&Journal<SplitOf<H>>) -> bool) {
        let law = self.law;
        let reading = tokio::time::timeout(law.patience, async {
            while !done(&self.seen) {
                let fetch = law.ok("fetch", self.reader.fetch().await);
                self.take(fetch);
                if let Some((id, error)) = self.seen.failed.first() {
                    law.broken(format!("split {id} failed: {error:?}"));
                }
            }
        });
        if reading.await.is_err() {
            let texts = self.seen.texts();
            law.broken(format!(
                "waited {:?} until {what}; {} records came: {texts:?}",
                law.patience,
                texts.len()
            ));
        }
    }

    /// Reads on for a while, to see that nothing comes that should not.
    pub(crate) async fn read_on(&mut self, time: Duration) {
        let law = self.law;
        let _ = tokio::time::timeout(time, async {
            loop {
                let fetch = law.ok("fetch", self.reader.fetch().await);
                self.take(fetch);
                // An answer may come without waiting: let others run.
                tokio::task::yield_now().await;
            }
        })
        .await;
    }
}
