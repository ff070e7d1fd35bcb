//! Mistakes about when rows become visible.

use super::mistake;
use crate::sink_twins::wrong_sink::{Answer, Inner, Mistake, Ready, Rows, SinkOf, WriterOf};
use aqueduct_core::{Epoch, Error, ErrorKind, EventTime, Prepared, Result, Run, Sink, SinkWriter};
use aqueduct_memory::{BatchName, Transactional, TwoPhase};
use async_trait::async_trait;
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// There is nothing to prepare without rows.
#[derive(Clone, Debug, Default)]
pub(crate) struct NeedsRows(usize);

#[async_trait]
impl Mistake for NeedsRows {
    type Kind = TwoPhase;

    async fn write(&mut self, inner: &mut WriterOf<Self>, rows: &mut Rows) -> Answer {
        self.0 += rows.len();
        inner.write(rows).await
    }

    async fn prepare(&mut self, inner: &mut WriterOf<Self>, epoch: Epoch) -> Ready<Self> {
        match std::mem::take(&mut self.0) {
            0 => Err(Error::internal("the file is empty")),
            _ => inner.prepare(epoch).await,
        }
    }
}

/// Without rows there is nothing to commit, so the marker stays.
#[derive(Clone, Debug, Default)]
pub(crate) struct SkipsEmptyCommits {
    written: usize,
    empty: bool,
}

#[async_trait]
impl Mistake for SkipsEmptyCommits {
    type Kind = Transactional;

    async fn write(&mut self, inner: &mut WriterOf<Self>, rows: &mut Rows) -> Answer {
        self.written += rows.len();
        inner.write(rows).await
    }

    async fn prepare(&mut self, inner: &mut WriterOf<Self>, epoch: Epoch) -> Ready<Self> {
        self.empty = std::mem::take(&mut self.written) == 0;
        if self.empty { Ok(Prepared::nothing()) } else { inner.prepare(epoch).await }
    }

    async fn commit(&mut self, inner: &mut WriterOf<Self>, epoch: Epoch) -> Result<()> {
        if self.empty { Ok(()) } else { inner.commit(epoch).await }
    }
}

mistake! {
    /// The decision is taken before the checkpoint is stored.
    CommitsInPrepare of Transactional {
        async fn prepare(&mut self, inner: &mut WriterOf<Self>, epoch: Epoch) -> Ready<Self> {
            let prepared = inner.prepare(epoch).await?;
            inner.commit(epoch).await?;
            Ok(prepared)
        }

        async fn commit(&mut self, _: &mut WriterOf<Self>, _: Epoch) -> Result<()> {
            Ok(())
        }
    }
}

mistake! {
    /// A name that is taken already is an error, even if the file is ours.
    PublishesOnlyOnce of TwoPhase {
        async fn publish(&self, inner: &Inner<SinkOf<Self>>, epoch: Epoch, commits: &[BatchName]) -> Result<()> {
            let taken: HashSet<_> = inner.table.published().into_iter().map(|(name, _)| name.to_string()).collect();
            if commits.iter().any(|name| taken.contains(&name.to_string())) {
                return Err(Error::new(ErrorKind::Incompatible, "the name is taken"));
            }
            inner.sink.publish(epoch, EventTime::MIN, commits).await
        }
    }
}

/// What another process has prepared is none of its business.
#[derive(Clone, Debug, Default)]
pub(crate) struct PublishesOnlyItsOwn(Arc<AtomicU64>);

#[async_trait]
impl Mistake for PublishesOnlyItsOwn {
    type Kind = TwoPhase;

    async fn claim(&self, inner: &Inner<SinkOf<Self>>, run: &Run) -> Result<Option<Epoch>> {
        self.0.store(run.incarnation, Ordering::Relaxed);
        inner.sink.claim(run).await
    }

    async fn publish(&self, inner: &Inner<SinkOf<Self>>, epoch: Epoch, commits: &[BatchName]) -> Result<()> {
        let own = self.0.load(Ordering::Relaxed);
        let commits: Vec<_> = commits.iter().filter(|name| name.incarnation == own).cloned().collect();
        inner.sink.publish(epoch, EventTime::MIN, &commits).await
    }
}
