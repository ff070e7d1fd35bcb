//! Mistakes about waiting, idling and holding.

use super::mistake;
use crate::source_twins::wrong_source::{Inner, InnerFetch, InnerReader, Mistake};
use aqueduct_core::{Fetch, Result, Source, SourceReader, Split, SplitId};
use aqueduct_memory::MemorySplit;
use async_trait::async_trait;
use std::sync::{Arc, Mutex};
use std::time::Duration;

mistake! {
    /// Takes records and then waits for something else.
    WaitsWithRecordsInHand {
        async fn fetch(&mut self, inner: &mut InnerReader) -> Result<InnerFetch> {
            let fetch = inner.fetch().await;
            tokio::time::sleep(Duration::from_millis(2)).await;
            fetch
        }
    }
}

mistake! {
    /// Each fetch is a new request, and the one in flight is given up.
    AsksAnewEachTime {
        async fn fetch(&mut self, inner: &mut InnerReader) -> Result<InnerFetch> {
            tokio::time::sleep(Duration::from_millis(50)).await;
            inner.fetch().await
        }
    }
}

mistake! {
    /// Waits until there is something.
    HangsWhenIdle {
        async fn fetch(&mut self, inner: &mut InnerReader) -> Result<InnerFetch> {
            loop {
                let fetch = inner.fetch().await?;
                if !matches!(fetch, Fetch::Idle(_)) {
                    return Ok(fetch);
                }
            }
        }
    }
}

/// The first answer is always that nothing has come yet.
#[derive(Clone, Debug, Default)]
pub(crate) struct CallsIdleWhatItHasNotRead(Arc<Mutex<Vec<SplitId>>>);

#[async_trait]
impl Mistake for CallsIdleWhatItHasNotRead {
    async fn open(&self, inner: &Inner, splits: Vec<MemorySplit>) -> Result<InnerReader> {
        *self.0.lock().unwrap() = splits.iter().map(Split::id).collect();
        inner.open(splits).await
    }

    async fn fetch(&mut self, inner: &mut InnerReader) -> Result<InnerFetch> {
        let empty = std::mem::take(&mut *self.0.lock().unwrap());
        if empty.is_empty() { inner.fetch().await } else { Ok(Fetch::Idle(empty)) }
    }
}

/// Every split that was ever held stays so, until none is to be held.
#[derive(Clone, Debug, Default)]
pub(crate) struct HoldsMoreAndMore(Vec<SplitId>);

#[async_trait]
impl Mistake for HoldsMoreAndMore {
    fn hold(&mut self, inner: &mut InnerReader, splits: &[SplitId]) {
        self.0.extend_from_slice(splits);
        if splits.is_empty() {
            self.0.clear();
        }
        inner.hold(&self.0);
    }
}

/// What is to be held counts from the next answer on.
#[derive(Clone, Debug, Default)]
pub(crate) struct HoldsOneAnswerLate(Vec<SplitId>);

#[async_trait]
impl Mistake for HoldsOneAnswerLate {
    fn hold(&mut self, inner: &mut InnerReader, splits: &[SplitId]) {
        self.0 = splits.to_vec();
        if splits.is_empty() {
            inner.hold(splits);
        }
    }

    async fn fetch(&mut self, inner: &mut InnerReader) -> Result<InnerFetch> {
        let fetch = inner.fetch().await;
        inner.hold(&self.0);
        fetch
    }
}
