//! A source that lets everybody else have a turn before each fetch, so that epochs and records mix.

use aqueduct_core::{Boundedness, Discovered, Fetch, Lag, Result, Source, SourceReader, SplitId};
use async_trait::async_trait;

#[derive(Debug)]
pub(crate) struct Paced<S>(pub(crate) S);

/// The turns are counted here, because a fetch may be dropped at any time and must get on all the same.
pub(crate) struct PacedReader<R>(R, u8);

const TURNS: u8 = 3;

#[async_trait]
impl<S: Source> Source for Paced<S> {
    type Item = S::Item;
    type Split = S::Split;
    type Reader = PacedReader<S::Reader>;

    fn boundedness(&self) -> Boundedness {
        self.0.boundedness()
    }
    fn has_time(&self) -> bool {
        self.0.has_time()
    }
    async fn discover(&self, first: bool, ended: &[SplitId]) -> Result<Discovered<S::Split>> {
        self.0.discover(first, ended).await
    }
    async fn open(&self, splits: Vec<S::Split>) -> Result<PacedReader<S::Reader>> {
        Ok(PacedReader(self.0.open(splits).await?, 0))
    }
}

#[async_trait]
impl<R: SourceReader> SourceReader for PacedReader<R> {
    type Item = R::Item;
    type Split = R::Split;

    async fn fetch(&mut self) -> Result<Fetch<R::Item, R::Split>> {
        while self.1 < TURNS {
            self.1 += 1;
            tokio::task::yield_now().await;
        }
        let fetch = self.0.fetch().await;
        self.1 = 0;
        fetch
    }
    async fn add(&mut self, splits: Vec<R::Split>) -> Result<()> {
        self.0.add(splits).await
    }
    fn hold(&mut self, splits: &[SplitId]) {
        self.0.hold(splits);
    }
    async fn acknowledge(&mut self, upto: &[R::Split]) -> Result<()> {
        self.0.acknowledge(upto).await
    }
    fn lag(&self, split: &SplitId) -> Option<Lag> {
        self.0.lag(split)
    }
}
