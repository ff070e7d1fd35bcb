//! Mistakes about which records come, in which order, and where they stand.

use super::mistake;
use crate::source_twins::wrong_source::{Inner, InnerFetch, InnerReader, Mistake};
use aqueduct_core::{
    EventTime, Fetch, NoOrigins, Origins, Record, Result, Source, SourceReader, Split, SplitId,
};
use aqueduct_memory::MemorySplit;
use async_trait::async_trait;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

mistake! {
    /// A reader that works from the back.
    TurnsBatchesRound {
        async fn fetch(&mut self, inner: &mut InnerReader) -> Result<InnerFetch> {
            let mut fetch = inner.fetch().await?;
            if let Fetch::Batch { records, .. } = &mut fetch {
                records.reverse();
            }
            Ok(fetch)
        }
    }
}

mistake! {
    /// Each subtask reads all there is.
    OpensEverything {
        async fn open(&self, inner: &Inner, _: Vec<MemorySplit>) -> Result<InnerReader> {
            inner.open(inner.discover(true, &[]).await?.splits).await
        }
    }
}

mistake! {
    /// A record more than was promised.
    ReadsPastTheEnd {
        async fn fetch(&mut self, inner: &mut InnerReader) -> Result<InnerFetch> {
            let mut fetch = inner.fetch().await?;
            if let Fetch::Batch { records, .. } = &mut fetch
                && let Some(last) = records.last()
            {
                records.push(Record::new(last.value.clone(), last.time));
            }
            Ok(fetch)
        }
    }
}

mistake! {
    /// The position of the batch's beginning, not of its end.
    ResumesBeforeTheBatch {
        async fn fetch(&mut self, inner: &mut InnerReader) -> Result<InnerFetch> {
            let mut fetch = inner.fetch().await?;
            if let Fetch::Batch { records, resume, .. } = &mut fetch {
                resume.next -= records.len() as u64;
            }
            Ok(fetch)
        }
    }
}

/// A stored position loses against what was discovered later.
#[derive(Clone, Debug, Default)]
pub(crate) struct BelievesTheDiscovery(Arc<Mutex<HashMap<SplitId, MemorySplit>>>);

#[async_trait]
impl Mistake for BelievesTheDiscovery {
    async fn discover(&self, inner: &Inner, first: bool, ended: &[SplitId]) -> Result<Vec<MemorySplit>> {
        let splits = inner.discover(first, ended).await?.splits;
        self.0.lock().unwrap().extend(splits.iter().map(|split| (split.id(), split.clone())));
        Ok(splits)
    }

    async fn open(&self, inner: &Inner, splits: Vec<MemorySplit>) -> Result<InnerReader> {
        let known = self.0.lock().unwrap().clone();
        let splits = splits.into_iter().map(|split| known.get(&split.id()).cloned().unwrap_or(split));
        inner.open(splits.collect()).await
    }
}

mistake! {
    /// Coordinates are places in a batch.
    CountsWithinTheBatch {
        async fn fetch(&mut self, inner: &mut InnerReader) -> Result<InnerFetch> {
            let mut fetch = inner.fetch().await?;
            if let Fetch::Batch { origins, .. } = &mut fetch {
                *origins = Arc::new(NoOrigins);
            }
            Ok(fetch)
        }
    }
}

/// Coordinates count from the start of the process.
#[derive(Clone, Debug, Default)]
pub(crate) struct CountsFromTheStart(usize);

#[derive(Debug)]
struct From(usize);

impl Origins for From {
    fn of(&self, nth: usize) -> String {
        format!("record {}", self.0 + nth)
    }
}

#[async_trait]
impl Mistake for CountsFromTheStart {
    async fn fetch(&mut self, inner: &mut InnerReader) -> Result<InnerFetch> {
        let mut fetch = inner.fetch().await?;
        if let Fetch::Batch { origins, records, .. } = &mut fetch {
            *origins = Arc::new(From(self.0));
            self.0 += records.len();
        }
        Ok(fetch)
    }
}

mistake! {
    /// The client does not tell sizes.
    TellsNoSize {
        async fn fetch(&mut self, inner: &mut InnerReader) -> Result<InnerFetch> {
            let mut fetch = inner.fetch().await?;
            if let Fetch::Batch { bytes, .. } = &mut fetch {
                *bytes = 0;
            }
            Ok(fetch)
        }
    }
}

mistake! {
    /// A missing time is passed on as it is.
    LeavesTimesOut {
        async fn fetch(&mut self, inner: &mut InnerReader) -> Result<InnerFetch> {
            let mut fetch = inner.fetch().await?;
            if let Fetch::Batch { records, .. } = &mut fetch {
                records.iter_mut().take(1).for_each(|record| record.time = EventTime::MIN);
            }
            Ok(fetch)
        }
    }
}
