use super::{Batch, Collector, Cursor, Output, Signal};
use aqueduct_core::{Record, Result};
use futures_util::future::BoxFuture;
use std::fmt;

/// Ends a chain at a boundary within the subtask: collects a batch for what follows, with the origin of
/// every record.
pub struct Buffer<T> {
    batch: Batch<Record<T>>,
    index: Vec<u32>,
    cursor: Cursor,
    next: Box<dyn Collector<Record<T>>>,
}

impl<T> Buffer<T> {
    /// Hands batches on to `next`. `cursor` is that of the stage it ends ([`Opening::cursor`](crate::Opening::cursor)).
    pub fn new(cursor: Cursor, next: Box<dyn Collector<Record<T>>>) -> Self {
        Self { batch: Batch::default(), index: Vec::new(), cursor, next }
    }
}

impl<T: Send> Output<T> for Buffer<T> {
    #[inline]
    fn push(&mut self, record: Record<T>) {
        self.batch.bytes += self.cursor.share();
        self.index.push(self.cursor.index());
        self.batch.items.push(record);
    }

    fn pause(&mut self) -> Result<()> {
        if self.batch.is_empty() {
            return Ok(());
        }
        self.batch.origin = self.cursor.origin().select(&self.index);
        self.index.clear();
        self.next.batch(&mut self.batch)
    }

    fn signal(&mut self, signal: Signal) -> Result<()> {
        self.next.signal(signal)
    }

    fn flush(&mut self) -> BoxFuture<'_, Result<()>> {
        self.next.flush()
    }
}

impl<T> fmt::Debug for Buffer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Buffer").field(&self.batch).finish()
    }
}
