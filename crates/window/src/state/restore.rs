use super::table::Table;
use super::{Part, Saved, Windows};
use crate::Aggregate;
use aqueduct_core::Result;
use aqueduct_engine::Key;
use std::collections::BTreeMap;

/// Windows that are being filled from a checkpoint, in any order and from any number of subtasks.
///
/// Which windows have fired follows from the watermark, and totals and stacks from the panes: neither is
/// in a checkpoint.
pub(crate) struct Restore<'a, T, K: Key, G: Aggregate<T>> {
    windows: &'a mut Windows<T, K, G>,
    /// Panes of windows that have fired, for those that have not.
    closed: BTreeMap<i64, Table<K, G::Acc>>,
}

impl<'a, T, K: Key, G: Aggregate<T>> Restore<'a, T, K, G> {
    pub(super) fn new(windows: &'a mut Windows<T, K, G>) -> Self {
        Self { windows, closed: BTreeMap::new() }
    }

    /// # Errors
    /// None that a checkpoint of `entries` could cause.
    pub(crate) fn put(&mut self, hash: u64, entry: Saved<K, G::Acc>) -> Result<()> {
        let Saved { pane, missed, key, acc } = entry;
        let windows = &mut *self.windows;
        if windows.slices.end_after(pane, missed) > windows.fired {
            return windows.merge(Part { hash, pane, missed, key, acc });
        }
        if windows.slices.last_end(pane) > windows.fired {
            let agg = &windows.agg;
            self.closed.entry(pane).or_default().put(hash, key, acc, |into, from| agg.merge(into, from));
        }
        Ok(())
    }

    /// Everything is there.
    pub(crate) fn finish(self) {
        let windows = self.windows;
        for (pane, mut table) in self.closed {
            windows.closed.enter(&windows.agg, pane, &mut table);
        }
    }
}
