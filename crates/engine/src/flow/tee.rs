use super::{Batch, Collector, Signal};
use aqueduct_core::Result;
use futures_util::future::BoxFuture;

/// Several listen: all but the last get copies.
pub(crate) struct Tee<E> {
    others: Vec<Box<dyn Collector<E>>>,
    last: Box<dyn Collector<E>>,
    copy: fn(&E) -> E,
    spare: Batch<E>,
}

impl<E> Tee<E> {
    pub(crate) fn new(
        others: Vec<Box<dyn Collector<E>>>,
        last: Box<dyn Collector<E>>,
        copy: fn(&E) -> E,
    ) -> Self {
        Self { others, last, copy, spare: Batch::default() }
    }
}

impl<E: Send> Collector<E> for Tee<E> {
    fn batch(&mut self, batch: &mut Batch<E>) -> Result<()> {
        for out in &mut self.others {
            self.spare.items.extend(batch.items.iter().map(self.copy));
            self.spare.bytes = batch.bytes;
            self.spare.origin = batch.origin.clone();
            out.batch(&mut self.spare)?;
        }
        self.last.batch(batch)
    }

    fn signal(&mut self, signal: Signal) -> Result<()> {
        for out in &mut self.others {
            out.signal(signal)?;
        }
        self.last.signal(signal)
    }

    fn flush(&mut self) -> BoxFuture<'_, Result<()>> {
        Box::pin(async {
            for out in &mut self.others {
                out.flush().await?;
            }
            self.last.flush().await
        })
    }
}
