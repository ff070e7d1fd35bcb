use super::item::Placed;
use super::{Best, Item, Order, Ranked};
use crate::operator::{Coordinates, Fires};
use crate::state::{Size, footprint};
use aqueduct_core::{Error, EventTime, Record, Result, Window};
use aqueduct_engine::{Batch, Key, Snapshot, hash_of};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::vec::IntoIter;

/// The first results of every window that is not over.
pub(super) struct Ranking<K, V, R, F> {
    order: Order<F>,
    /// By end, then start.
    windows: BTreeMap<(EventTime, EventTime), Best<K, V, R>>,
    size: Size,
    /// Windows that end by this are over.
    passed: EventTime,
    firing: Option<Firing<K, V, R>>,
    step: Arc<str>,
}

/// A window whose results are being handed out.
struct Firing<K, V, R> {
    window: Window,
    rank: u32,
    items: IntoIter<Item<K, V, R>>,
}

impl<K, V, R, F> Ranking<K, V, R, F>
where
    K: Key + Ord,
    V: Serialize,
    R: Ord,
    F: Fn(&V) -> R,
{
    pub(super) fn new(order: Order<F>, passed: EventTime, step: &str) -> Self {
        Self {
            order,
            windows: BTreeMap::new(),
            size: Size::default(),
            passed,
            firing: None,
            step: step.into(),
        }
    }

    /// # Errors
    /// `Internal` when the window is over, which only happens if a step before this one has changed the
    /// windows of results.
    pub(super) fn add(&mut self, placed: Placed<K, V>) -> Result<()> {
        let Placed { window, key, value } = placed;
        if window.end <= self.passed {
            return Err(Error::internal("a result came for a window that has been ranked")
                .with("step", &self.step)
                .with("end", window.end));
        }
        let mut before = Size::default();
        let place = self.windows.entry((window.end, window.start));
        let best = place.and_modify(|b| before = size_of_best(b)).or_default();
        best.add(Item { by: (self.order.by)(&value), key, value }, &self.order);
        self.size += size_of_best(best);
        self.size -= before;
        Ok(())
    }

    /// Sends what counts of all windows that end by `watermark`.
    pub(super) fn send(&mut self, watermark: EventTime, mut to: impl FnMut(Placed<K, V>)) {
        while let Some((window, best)) = self.take(watermark) {
            for Item { key, value, .. } in best.into_selected(&self.order) {
                to(Placed { window, key, value });
            }
        }
    }

    pub(super) fn is_whole(&self) -> bool {
        self.order.is_whole()
    }

    /// Everything that is held, with its window.
    pub(super) fn items(&self) -> impl Iterator<Item = (Window, &Item<K, V, R>)> {
        self.windows.iter().flat_map(|((end, start), best)| {
            let window = Window { start: *start, end: *end };
            best.iter().map(move |item| (window, item))
        })
    }

    fn take(&mut self, watermark: EventTime) -> Option<(Window, Best<K, V, R>)> {
        let first = self.windows.first_entry().filter(|e| e.key().0 <= watermark)?;
        let ((end, start), best) = first.remove_entry();
        self.size -= size_of_best(&best);
        Some((Window { start, end }, best))
    }

    fn next(&mut self) -> Option<Firing<K, V, R>> {
        let (window, best) = self.take(self.passed)?;
        Some(Firing { window, rank: 0, items: best.into_sorted(&self.order).into_iter() })
    }
}

fn size_of_best<K: Ord + Serialize, V: Serialize, R: Ord>(best: &Best<K, V, R>) -> Size {
    Size { panes: 1, keys: best.len(), bytes: best.bytes() }
}

impl<K, V, R, F> Fires for Ranking<K, V, R, F>
where
    K: Key + Ord,
    V: Serialize + Send + 'static,
    R: Ord + Send,
    F: Fn(&V) -> R + Send,
{
    type Out = Ranked<K, V>;
    type Origins = Coordinates<K>;

    fn begin(&mut self, watermark: EventTime) {
        self.passed = self.passed.max(watermark);
    }

    fn fire(&mut self, room: usize, into: &mut Batch<Record<Ranked<K, V>>>) -> bool {
        let mut left = room;
        while let Some(mut firing) = self.firing.take().or_else(|| self.next()) {
            while left > 0
                && let Some(Item { key, value, .. }) = firing.items.next()
            {
                left -= 1;
                firing.rank = firing.rank.saturating_add(1);
                into.bytes += size_of::<Record<Ranked<K, V>>>() + footprint(&key) + footprint(&value);
                let ranked = Ranked { window: firing.window, rank: firing.rank, key, value };
                into.items.push(Record::new(ranked, firing.window.last()));
            }
            if firing.items.len() > 0 {
                self.firing = Some(firing);
                return true;
            }
        }
        false
    }

    fn origins(&self, batch: &Batch<Record<Ranked<K, V>>>) -> Coordinates<K> {
        let results = batch.items.iter().map(|r| (r.value.window, r.value.key.clone())).collect();
        Coordinates { step: Arc::clone(&self.step), results }
    }

    fn hand_on(&self, watermark: EventTime) -> EventTime {
        watermark
    }

    fn save(&self) -> Result<Snapshot> {
        let mut snapshot = Snapshot::new();
        for (window, Item { key, value, .. }) in self.items() {
            snapshot.put(hash_of(&window), &Placed { window, key, value })?;
        }
        Ok(snapshot)
    }

    fn size(&self) -> Size {
        self.size
    }
}
