//! Mistakes about what the outside system says, and what it is told.

use super::mistake;
use crate::source_twins::wrong_source::{Inner, InnerFetch, InnerReader, Mistake};
use aqueduct_core::{Fetch, Result, Source, SourceReader, SplitId};
use aqueduct_memory::MemorySplit;
use async_trait::async_trait;
use std::future::pending;

mistake! {
    /// What is acknowledged is where to go on.
    SeeksToTheAcknowledged {
        async fn acknowledge(&mut self, source: &Inner, inner: &mut InnerReader, upto: &[MemorySplit]) -> Result<()> {
            if !upto.is_empty() {
                *inner = source.open(upto.to_vec()).await?;
            }
            Ok(())
        }
    }
}

mistake! {
    /// Nobody asked for it.
    NeverAcknowledges {
        async fn acknowledge(&mut self, _: &Inner, _: &mut InnerReader, _: &[MemorySplit]) -> Result<()> {
            Ok(())
        }
    }
}

mistake! {
    /// Goes on at the oldest record that is still there.
    SkipsWhatIsLost {
        async fn open(&self, inner: &Inner, splits: Vec<MemorySplit>) -> Result<InnerReader> {
            match inner.open(splits).await {
                Err(_) => inner.open(inner.discover(false, &[]).await?.splits).await,
                reader => reader,
            }
        }
    }
}

mistake! {
    /// An error is logged, and that is all.
    SwallowsFailures {
        async fn fetch(&mut self, inner: &mut InnerReader) -> Result<InnerFetch> {
            match inner.fetch().await? {
                Fetch::Failed(..) => Ok(Fetch::Idle(Vec::new())),
                fetch => Ok(fetch),
            }
        }
    }
}

mistake! {
    /// What cannot be decoded is dropped.
    DropsTheUndecodable {
        async fn fetch(&mut self, inner: &mut InnerReader) -> Result<InnerFetch> {
            let mut fetch = inner.fetch().await?;
            if let Fetch::Batch { rejected, .. } = &mut fetch {
                rejected.clear();
            }
            Ok(fetch)
        }
    }
}

mistake! {
    /// A broker that is away looks like a quiet one.
    LooksQuietWhenAway {
        async fn discover(&self, inner: &Inner, first: bool, ended: &[SplitId]) -> Result<Vec<MemorySplit>> {
            Ok(inner.discover(first, ended).await.map(|found| found.splits).unwrap_or_default())
        }

        async fn fetch(&mut self, _: &mut InnerReader) -> Result<InnerFetch> {
            Ok(Fetch::Idle(Vec::new()))
        }
    }
}

mistake! {
    /// A broker that is away is waited for.
    WaitsForEver {
        async fn discover(&self, inner: &Inner, first: bool, ended: &[SplitId]) -> Result<Vec<MemorySplit>> {
            match inner.discover(first, ended).await {
                Ok(found) => Ok(found.splits),
                Err(_) => pending().await,
            }
        }
    }
}

/// The derived `Debug` of a configuration.
#[derive(Clone, Debug)]
pub(crate) struct ShowsItsPassword {
    #[expect(dead_code, reason = "it is only printed")]
    password: &'static str,
}

impl Default for ShowsItsPassword {
    fn default() -> Self {
        Self { password: "hunter2" }
    }
}

impl Mistake for ShowsItsPassword {}
