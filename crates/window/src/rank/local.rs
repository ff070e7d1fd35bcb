use super::Ranking;
use super::item::Placed;
use crate::state::footprint;
use aqueduct_core::{Error, EventTime, Record, Result, WindowResult};
use aqueduct_engine::{Entry, Key, Outlets, Output, Signal, Tally, hash_of, subtask_of};
use futures_util::future::BoxFuture;
use serde::Serialize;

/// Before the exchange: keeps what may count of each window, and sends it to the window's subtask once the
/// window is over.
pub(super) struct Local<K, V, R, F> {
    ranking: Ranking<K, V, R, F>,
    outlets: Outlets<Placed<K, V>>,
    tally: Tally,
    error: Option<Error>,
}

impl<K, V, R, F> Local<K, V, R, F>
where
    K: Key + Ord,
    V: Serialize + Send + 'static,
    R: Ord + Send,
    F: Fn(&V) -> R + Send,
{
    pub(super) fn new(ranking: Ranking<K, V, R, F>, outlets: Outlets<Placed<K, V>>, tally: Tally) -> Self {
        Self { ranking, outlets, tally, error: None }
    }

    fn send(&mut self, watermark: EventTime) {
        let Self { ranking, outlets, tally, .. } = self;
        tally.guard(|| {
            ranking.send(watermark, |placed| {
                let bytes = size_of::<Placed<K, V>>() + footprint(&placed.key) + footprint(&placed.value);
                let to = subtask_of(hash_of(&placed.window), outlets.len());
                outlets.push(to, placed, bytes);
            });
        });
    }
}

impl<K, V, R, F> Output<WindowResult<K, V>> for Local<K, V, R, F>
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
        let ranking = &mut self.ranking;
        if let Err(error) = self.tally.guard(|| ranking.add(Placed { window, key, value })) {
            self.error.get_or_insert(error);
        }
    }

    fn pause(&mut self) -> Result<()> {
        if self.ranking.is_whole() {
            // Everything counts, so nothing is gained by keeping it.
            self.send(EventTime::MAX);
        }
        self.error.take().map_or(Ok(()), Err)
    }

    fn signal(&mut self, signal: Signal) -> Result<()> {
        match signal {
            Signal::Watermark(watermark) => self.send(watermark),
            Signal::Barrier(_) => self.send(EventTime::MAX),
            Signal::Linger => {}
        }
        self.outlets.signal(signal);
        Ok(())
    }

    fn flush(&mut self) -> BoxFuture<'_, Result<()>> {
        self.outlets.flush()
    }
}
