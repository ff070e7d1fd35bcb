use crate::account::{Entry, Tally};
use crate::flow::{Batch, Collector, Signal};
use aqueduct_core::{Record, Result};
use futures_util::future::BoxFuture;

/// Counts what comes out of a merge.
pub(crate) struct Merged<T> {
    tally: Tally,
    next: Box<dyn Collector<Record<T>>>,
}

impl<T> Merged<T> {
    pub(crate) fn new(tally: Tally, next: Box<dyn Collector<Record<T>>>) -> Self {
        Self { tally, next }
    }
}

impl<T: Send> Collector<Record<T>> for Merged<T> {
    fn batch(&mut self, batch: &mut Batch<Record<T>>) -> Result<()> {
        let n = batch.items.len() as u64;
        self.tally.count(Entry::In, n);
        self.tally.count(Entry::Kept, n);
        self.next.batch(batch)
    }

    fn signal(&mut self, signal: Signal) -> Result<()> {
        self.next.signal(signal)
    }

    fn flush(&mut self) -> BoxFuture<'_, Result<()>> {
        self.next.flush()
    }
}
