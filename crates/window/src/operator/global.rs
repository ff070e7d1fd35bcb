use super::Emitter;
use super::results::Results;
use crate::Aggregate;
use crate::state::Part;
use aqueduct_core::Result;
use aqueduct_engine::{Batch, Collector, Key, Signal};
use futures_util::future::BoxFuture;

/// After the exchange: merges parts and fires windows.
pub(crate) struct Global<T, K: Key, G: Aggregate<T>> {
    emitter: Emitter<Results<T, K, G>>,
}

impl<T: Send + 'static, K: Key, G: Aggregate<T>> Global<T, K, G> {
    pub(crate) fn new(emitter: Emitter<Results<T, K, G>>) -> Self {
        Self { emitter }
    }
}

impl<T: Send + 'static, K: Key, G: Aggregate<T>> Collector<Part<K, G::Acc>> for Global<T, K, G> {
    fn batch(&mut self, batch: &mut Batch<Part<K, G::Acc>>) -> Result<()> {
        let merge =
            |of: &mut Results<T, K, G>| batch.items.drain(..).try_for_each(|part| of.windows.merge(part));
        self.emitter.guarded(merge)?;
        batch.clear();
        self.emitter.check()
    }

    fn signal(&mut self, signal: Signal) -> Result<()> {
        self.emitter.note(signal);
        Ok(())
    }

    fn flush(&mut self) -> BoxFuture<'_, Result<()>> {
        self.emitter.flush()
    }
}
