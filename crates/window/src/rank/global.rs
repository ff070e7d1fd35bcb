use super::Ranking;
use super::item::Placed;
use crate::operator::{Emitter, Fires};
use aqueduct_core::Result;
use aqueduct_engine::{Batch, Collector, Key, Signal};
use futures_util::future::BoxFuture;
use serde::Serialize;

/// After the exchange: all results of a window come here.
pub(super) struct Global<K, V, R, F>
where
    Ranking<K, V, R, F>: Fires,
{
    emitter: Emitter<Ranking<K, V, R, F>>,
}

impl<K, V, R, F> Global<K, V, R, F>
where
    Ranking<K, V, R, F>: Fires,
{
    pub(super) fn new(emitter: Emitter<Ranking<K, V, R, F>>) -> Self {
        Self { emitter }
    }
}

impl<K, V, R, F> Collector<Placed<K, V>> for Global<K, V, R, F>
where
    K: Key + Ord,
    V: Serialize + Send + 'static,
    R: Ord + Send,
    F: Fn(&V) -> R + Send,
{
    fn batch(&mut self, batch: &mut Batch<Placed<K, V>>) -> Result<()> {
        self.emitter.guarded(|ranking| batch.items.drain(..).try_for_each(|placed| ranking.add(placed)))?;
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
