use super::{Batch, Cursor, Outlets, Output, Signal};
use aqueduct_core::{Record, Result};
use futures_util::future::BoxFuture;

/// Ends a chain at a channel to a single receiver: whole batches, with the origin of every record.
pub(crate) struct Forward<T> {
    batch: Batch<Record<T>>,
    index: Vec<u32>,
    cursor: Cursor,
    to: Outlets<Record<T>>,
}

impl<T> Forward<T> {
    pub(crate) fn new(cursor: Cursor, to: Outlets<Record<T>>) -> Self {
        Self { batch: Batch::default(), index: Vec::new(), cursor, to }
    }
}

impl<T: Send> Output<T> for Forward<T> {
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
        let outlet = self.to.first()?;
        let empty = Batch::new(outlet.empty());
        outlet.batch(std::mem::replace(&mut self.batch, empty));
        Ok(())
    }

    fn signal(&mut self, signal: Signal) -> Result<()> {
        self.to.signal(signal);
        Ok(())
    }

    fn flush(&mut self) -> BoxFuture<'_, Result<()>> {
        self.to.flush()
    }
}
