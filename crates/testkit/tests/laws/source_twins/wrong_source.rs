use super::wrong_split::WrongSplit;
use crate::harness::{MemoryHarness, source_over, unreachable_log};
use aqueduct_core::{Boundedness, Discovered, Fetch, Lag, Result, Source, SourceReader, SplitId};
use aqueduct_memory::{MemoryReader, MemorySource, MemorySplit};
use aqueduct_testkit::{Reading, SourceCapabilities, SourceHarness};
use async_trait::async_trait;
use std::fmt::Debug;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

pub(crate) type Inner = MemorySource<Vec<u8>, String>;
pub(crate) type InnerReader = MemoryReader<Vec<u8>, String>;
pub(crate) type InnerFetch = Fetch<String, MemorySplit>;

/// One mistake: a method that differs from what is written here. A reader gets a clone of its own.
#[async_trait]
pub(crate) trait Mistake: Clone + Debug + Default + Send + Sync + 'static {
    async fn discover(&self, inner: &Inner, first: bool, ended: &[SplitId]) -> Result<Vec<MemorySplit>> {
        Ok(inner.discover(first, ended).await?.splits)
    }

    fn split(&self, at: MemorySplit, _first: bool) -> WrongSplit {
        WrongSplit::right(at)
    }

    async fn open(&self, inner: &Inner, splits: Vec<MemorySplit>) -> Result<InnerReader> {
        inner.open(splits).await
    }

    async fn fetch(&mut self, inner: &mut InnerReader) -> Result<InnerFetch> {
        inner.fetch().await
    }

    async fn add(&mut self, inner: &mut InnerReader, splits: Vec<MemorySplit>) -> Result<()> {
        inner.add(splits).await
    }

    fn hold(&mut self, inner: &mut InnerReader, splits: &[SplitId]) {
        inner.hold(splits);
    }

    async fn acknowledge(
        &mut self,
        _source: &Inner,
        inner: &mut InnerReader,
        upto: &[MemorySplit],
    ) -> Result<()> {
        inner.acknowledge(upto).await
    }
}

/// The memory source with a mistake.
#[derive(Debug)]
pub(crate) struct WrongSource<M> {
    inner: Arc<Inner>,
    mistake: M,
}

#[derive(Debug)]
pub(crate) struct WrongReader<M> {
    source: Arc<Inner>,
    inner: InnerReader,
    mistake: M,
}

#[async_trait]
impl<M: Mistake> Source for WrongSource<M> {
    type Item = String;
    type Split = WrongSplit;
    type Reader = WrongReader<M>;

    fn boundedness(&self) -> Boundedness {
        self.inner.boundedness()
    }

    fn has_time(&self) -> bool {
        self.inner.has_time()
    }

    async fn discover(&self, first: bool, ended: &[SplitId]) -> Result<Discovered<WrongSplit>> {
        let splits = self.mistake.discover(&self.inner, first, ended).await?;
        let splits = splits.into_iter().map(|at| self.mistake.split(at, first));
        Ok(Discovered::splits(splits.collect()))
    }

    async fn open(&self, splits: Vec<WrongSplit>) -> Result<WrongReader<M>> {
        let (source, mistake) = (Arc::clone(&self.inner), self.mistake.clone());
        let splits = splits.into_iter().map(|split| split.at).collect();
        let inner = mistake.open(&source, splits).await?;
        Ok(WrongReader { source, inner, mistake })
    }
}

#[async_trait]
impl<M: Mistake> SourceReader for WrongReader<M> {
    type Item = String;
    type Split = WrongSplit;

    async fn fetch(&mut self) -> Result<Fetch<String, WrongSplit>> {
        Ok(match self.mistake.fetch(&mut self.inner).await? {
            Fetch::Batch { records, bytes, origins, rejected, skipped, resume } => {
                let resume = WrongSplit::right(resume);
                Fetch::Batch { records, bytes, origins, rejected, skipped, resume }
            }
            Fetch::Idle(ids) => Fetch::Idle(ids),
            Fetch::Failed(id, error) => Fetch::Failed(id, error),
            Fetch::End(id) => Fetch::End(id),
        })
    }

    async fn add(&mut self, splits: Vec<WrongSplit>) -> Result<()> {
        let splits = splits.into_iter().map(|split| split.at).collect();
        self.mistake.add(&mut self.inner, splits).await
    }

    fn hold(&mut self, splits: &[SplitId]) {
        self.mistake.hold(&mut self.inner, splits);
    }

    async fn acknowledge(&mut self, upto: &[WrongSplit]) -> Result<()> {
        let upto: Vec<_> = upto.iter().map(|split| split.at.clone()).collect();
        self.mistake.acknowledge(&self.source, &mut self.inner, &upto).await
    }

    fn lag(&self, split: &SplitId) -> Option<Lag> {
        self.inner.lag(split)
    }
}

/// What the laws are given; impatient, because the twins fail by being late.
pub(crate) struct Wrong<M>(MemoryHarness, PhantomData<M>);

impl<M: Mistake> SourceHarness for Wrong<M> {
    type Source = WrongSource<M>;

    fn capabilities() -> SourceCapabilities {
        SourceCapabilities { patience: Duration::from_secs(1), ..MemoryHarness::capabilities() }
    }

    async fn provision(splits: usize) -> Option<Self> {
        Some(Self(MemoryHarness::provision(splits).await?, PhantomData))
    }

    fn source(&self, reading: Reading) -> WrongSource<M> {
        WrongSource { inner: Arc::new(self.0.source(reading)), mistake: M::default() }
    }

    fn text(item: &String) -> String {
        item.clone()
    }

    async fn publish(&self, split: usize, text: &str) {
        self.0.publish(split, text).await;
    }

    fn unreachable(&self) -> Option<WrongSource<M>> {
        let inner = Arc::new(source_over(&unreachable_log(), Reading::Live));
        Some(WrongSource { inner, mistake: M::default() })
    }

    fn secrets(&self) -> Vec<String> {
        vec!["hunter2".into()]
    }

    async fn publish_undecodable(&self, split: usize) -> Vec<u8> {
        self.0.publish_undecodable(split).await
    }

    async fn add_split(&self) -> usize {
        self.0.add_split().await
    }

    async fn forget(&self, split: usize) {
        self.0.forget(split).await;
    }

    async fn acknowledged(&self, split: usize) -> u64 {
        self.0.acknowledged(split).await
    }

    async fn disturb(&self, split: usize) {
        self.0.disturb(split).await;
    }
}
