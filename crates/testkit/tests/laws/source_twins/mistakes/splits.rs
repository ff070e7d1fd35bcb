//! Mistakes about the splits there are, their beginnings and their ends.

use super::mistake;
use crate::source_twins::wrong_source::{Inner, InnerFetch, InnerReader, Mistake};
use crate::source_twins::wrong_split::WrongSplit;
use aqueduct_core::{Error, Fetch, Result, Source, SourceReader, Split, SplitId};
use aqueduct_memory::MemorySplit;
use async_trait::async_trait;
use std::sync::{Arc, Mutex};

mistake! {
    /// The user's start position counts for every split, whenever it is found.
    StartsNowEveryTime {
        async fn discover(&self, inner: &Inner, _: bool, ended: &[SplitId]) -> Result<Vec<MemorySplit>> {
            Ok(inner.discover(true, ended).await?.splits)
        }
    }
}

mistake! {
    /// The stored split takes the place of the new one, with its old end.
    TakesTheStoredEnd {
        fn split(&self, at: MemorySplit, _: bool) -> WrongSplit {
            WrongSplit { takes_the_end: true, ..WrongSplit::right(at) }
        }
    }
}

/// One batch is enough.
#[derive(Clone, Debug, Default)]
pub(crate) struct EndsAfterABatch(Vec<SplitId>, Vec<SplitId>);

#[async_trait]
impl Mistake for EndsAfterABatch {
    async fn fetch(&mut self, inner: &mut InnerReader) -> Result<InnerFetch> {
        if let Some(id) = self.0.pop() {
            self.1.push(id.clone());
            inner.hold(&self.1);
            return Ok(Fetch::End(id));
        }
        let fetch = inner.fetch().await?;
        if let Fetch::Batch { resume, .. } = &fetch {
            self.0.push(resume.id());
        }
        Ok(fetch)
    }
}

mistake! {
    /// The end is looked up when the reader is opened.
    MovesTheEnd {
        async fn open(&self, inner: &Inner, mut splits: Vec<MemorySplit>) -> Result<InnerReader> {
            let now = inner.discover(false, &[]).await?.splits;
            for split in &mut splits {
                split.end = now.iter().find(|found| found.id() == split.id()).and_then(|found| found.end);
            }
            inner.open(splits).await
        }
    }
}

mistake! {
    /// A name that depends on the start.
    RenamesItsSplits {
        fn split(&self, at: MemorySplit, first: bool) -> WrongSplit {
            let name = Some(format!("{}-{first}", at.id()));
            WrongSplit { name, ..WrongSplit::right(at) }
        }
    }
}

/// Looks once.
#[derive(Clone, Debug, Default)]
pub(crate) struct NeverLooksAgain(Arc<Mutex<Option<Vec<MemorySplit>>>>);

#[async_trait]
impl Mistake for NeverLooksAgain {
    async fn discover(&self, inner: &Inner, first: bool, ended: &[SplitId]) -> Result<Vec<MemorySplit>> {
        let found = inner.discover(first, ended).await?.splits;
        Ok(self.0.lock().unwrap().get_or_insert(found).clone())
    }
}

mistake! {
    /// A reader has to have something to read.
    RefusesToOpenWithNothing {
        async fn open(&self, inner: &Inner, splits: Vec<MemorySplit>) -> Result<InnerReader> {
            if splits.is_empty() {
                return Err(Error::config("no splits"));
            }
            inner.open(splits).await
        }
    }
}
