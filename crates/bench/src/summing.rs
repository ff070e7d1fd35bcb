use aqueduct_core::{
    Delivery, Epoch, EventTime, NoCommit, Prepared, Record, Refused, Result, Run, Sink, SinkWriter, SubtaskId,
};
use async_trait::async_trait;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// A sink that keeps nothing of its rows but a sum, to which each adds what `of` makes of it.
#[derive(Clone)]
pub(crate) struct Summing<F> {
    sum: Arc<AtomicU64>,
    of: F,
}

impl<F> Summing<F> {
    /// Adds to `sum`, wrapping.
    pub(crate) fn new<T>(sum: &Arc<AtomicU64>, of: F) -> Self
    where
        F: Fn(&Record<T>) -> u64,
    {
        Self { sum: Arc::clone(sum), of }
    }
}

#[async_trait]
impl<T, F> Sink<T> for Summing<F>
where
    T: Send + 'static,
    F: Fn(&Record<T>) -> u64 + Clone + Send + Sync + 'static,
{
    type Commit = NoCommit;
    type Writer = Self;

    fn delivery(&self) -> Delivery {
        Delivery::Append
    }

    async fn claim(&self, _run: &Run) -> Result<Option<Epoch>> {
        Ok(None)
    }

    async fn publish(&self, _: Epoch, _: EventTime, _: &[NoCommit]) -> Result<()> {
        Ok(())
    }

    async fn sweep(&self, _run: &Run) -> Result<()> {
        Ok(())
    }

    async fn open(&self, _: SubtaskId, _: &Run) -> Result<Self> {
        Ok(self.clone())
    }
}

#[async_trait]
impl<T, F> SinkWriter<T> for Summing<F>
where
    T: Send + 'static,
    F: Fn(&Record<T>) -> u64 + Clone + Send + Sync + 'static,
{
    type Commit = NoCommit;

    async fn write(&mut self, rows: &mut Vec<Record<T>>) -> Result<Vec<Refused<T>>> {
        let sum = rows.drain(..).fold(0, |sum: u64, row| sum.wrapping_add((self.of)(&row)));
        self.sum.fetch_add(sum, Relaxed);
        Ok(Vec::new())
    }

    async fn prepare(&mut self, _: Epoch) -> Result<Prepared<T, NoCommit>> {
        Ok(Prepared::nothing())
    }

    async fn commit(&mut self, _: Epoch) -> Result<()> {
        Ok(())
    }
}

impl<F> fmt::Debug for Summing<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Summing").field(&self.sum).finish()
    }
}
