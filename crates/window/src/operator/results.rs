use super::{Coordinates, Fires};
use crate::Aggregate;
use crate::state::{Size, Windows, footprint};
use aqueduct_core::{EventTime, Record, Result, WindowResult};
use aqueduct_engine::{Batch, Key, Snapshot};
use std::sync::Arc;

/// Windows as a step has them.
pub(crate) struct Results<T, K: Key, G: Aggregate<T>> {
    pub(crate) windows: Windows<T, K, G>,
    /// The step's name.
    pub(crate) step: Arc<str>,
}

impl<T, K: Key, G: Aggregate<T>> Fires for Results<T, K, G> {
    type Out = WindowResult<K, G::Out>;
    type Origins = Coordinates<K>;

    fn begin(&mut self, watermark: EventTime) {
        self.windows.begin(watermark);
    }

    fn fire(&mut self, room: usize, into: &mut Batch<Record<Self::Out>>) -> bool {
        let Batch { items, bytes, .. } = into;
        self.windows.fire(room, |result| {
            *bytes += size_of::<Record<Self::Out>>() + footprint(&result.key);
            items.push(Record { time: result.window.last(), value: result });
        })
    }

    fn origins(&self, batch: &Batch<Record<Self::Out>>) -> Coordinates<K> {
        let results = batch.items.iter().map(|r| (r.value.window, r.value.key.clone())).collect();
        Coordinates { step: Arc::clone(&self.step), results }
    }

    fn hand_on(&self, watermark: EventTime) -> EventTime {
        self.windows.hand_on(watermark)
    }

    fn save(&self) -> Result<Snapshot> {
        let mut snapshot = Snapshot::new();
        self.windows.entries(|hash, saved| snapshot.put(hash, &saved))?;
        Ok(snapshot)
    }

    fn size(&self) -> Size {
        self.windows.size()
    }
}
