//! A source of one reader for each split keeps every law as well: `PerSplit` adds the rest.

use crate::harness::{MemoryHarness, source_over, unreachable_log};
use aqueduct_core::{
    Ack, Boundedness, Discovered, Fetch, OneSplit, OpenOne, PerSplit, Result, Source, SourceReader, Split,
    SplitId,
};
use aqueduct_memory::{MemoryReader, MemorySource, MemorySplit};
use aqueduct_testkit::{Reading, SourceCapabilities, SourceHarness};
use async_trait::async_trait;
use std::sync::Arc;

type Inner = MemorySource<Vec<u8>, String>;

/// The memory source, read split by split.
#[derive(Clone, Debug)]
pub(crate) struct OneByOne(Arc<Inner>);

#[async_trait]
impl Source for OneByOne {
    type Item = String;
    type Split = MemorySplit;
    type Reader = PerSplit<Self>;

    fn boundedness(&self) -> Boundedness {
        self.0.boundedness()
    }

    fn has_time(&self) -> bool {
        self.0.has_time()
    }

    async fn discover(&self, first: bool, ended: &[SplitId]) -> Result<Discovered<MemorySplit>> {
        self.0.discover(first, ended).await
    }

    async fn open(&self, splits: Vec<MemorySplit>) -> Result<PerSplit<Self>> {
        let mut reader = PerSplit::new(self.clone());
        reader.add(splits).await?;
        Ok(reader)
    }
}

#[async_trait]
impl OpenOne for OneByOne {
    type Reader = One;

    async fn open(&self, split: MemorySplit) -> Result<One> {
        let (id, source) = (split.id(), self.clone());
        let reader = self.0.open(vec![split]).await?;
        Ok(One { id, source, reader })
    }
}

/// Reads one split.
#[derive(Debug)]
pub(crate) struct One {
    id: SplitId,
    source: OneByOne,
    reader: MemoryReader<Vec<u8>, String>,
}

#[async_trait]
impl OneSplit for One {
    type Item = String;
    type Split = MemorySplit;
    type Ack = OneByOne;

    async fn next(&mut self) -> Result<Fetch<String, MemorySplit>> {
        self.reader.fetch().await
    }

    fn ack(&self) -> OneByOne {
        self.source.clone()
    }

    fn id(&self) -> SplitId {
        self.id.clone()
    }
}

#[async_trait]
impl Ack<MemorySplit> for OneByOne {
    async fn upto(&self, split: &MemorySplit) -> Result<()> {
        let mut reader = self.0.open(Vec::new()).await?;
        reader.acknowledge(std::slice::from_ref(split)).await
    }
}

/// The same log as in the memory source's own harness.
pub(crate) struct Harness(MemoryHarness);

impl SourceHarness for Harness {
    type Source = OneByOne;

    fn capabilities() -> SourceCapabilities {
        MemoryHarness::capabilities()
    }

    async fn provision(splits: usize) -> Option<Self> {
        MemoryHarness::provision(splits).await.map(Self)
    }

    fn source(&self, reading: Reading) -> OneByOne {
        OneByOne(Arc::new(self.0.source(reading)))
    }

    fn text(item: &String) -> String {
        item.clone()
    }

    async fn publish(&self, split: usize, text: &str) {
        self.0.publish(split, text).await;
    }

    fn unreachable(&self) -> Option<OneByOne> {
        Some(OneByOne(Arc::new(source_over(&unreachable_log(), Reading::Live))))
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

aqueduct_testkit::source_conformance!(Harness);
