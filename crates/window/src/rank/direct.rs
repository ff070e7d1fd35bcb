use super::Ranking;
use super::item::Placed;
use crate::operator::{Emitter, Fires};
use aqueduct_core::{Error, Record, Result, WindowResult};
use aqueduct_engine::{Entry, Key, Output, Signal, Tally};
use futures_util::future::BoxFuture;
use serde::Serialize;

/// With a single subtask there is no exchange.
pub(super) struct Direct<K, V, R, F>
where
    Ranking<K, V, R, F>: Fires,
{
    emitter: Emitter<Ranking<K, V, R, F>>,
    tally: Tally,
    error: Option<Error>,
}

impl<K, V, R, F> Direct<K, V, R, F>
where
    Ranking<K, V, R, F>: Fires,
{
    pub(super) fn new(emitter: Emitter<Ranking<K, V, R, F>>, tally: Tally) -> Self {
        Self { emitter, tally, error: None }
    }
}

impl<K, V, R, F> Output<WindowResult<K, V>> for Direct<K, V, R, F>
where
    K: Key + Ord,
    V: Serialize + Send + 'static,
    R: Ord + Send,
    F: Fn(&V) -> R + Send,
{
    fn push(&mut self, record: Record<WindowResult<K, V>>) {
        let WindowResult { window, key, value } = record.value;
        self.tally.count(Entry::In, 1);
        self.tally.count(Entry::Kept, 1);
        let added = self.emitter.guarded(|ranking| ranking.add(Placed { window, key, value }));
        if let Err(error) = added {
            self.error.get_or_insert(error);
        }
    }

    fn pause(&mut self) -> Result<()> {
        self.error.take().map_or(Ok(()), Err)?;
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
