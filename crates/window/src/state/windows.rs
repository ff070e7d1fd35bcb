use super::closed::Closed;
use super::extras::Extras;
use super::firing::Firing;
use super::table::Cell;
use super::{Panes, Part, Restore, Saved, Size};
use crate::Aggregate;
use crate::shape::Slices;
use aqueduct_core::{Error, EventTime, Result, WindowResult};
use aqueduct_engine::Key;
use std::marker::PhantomData;

/// All windows of one subtask, from the first record to the last result.
pub(crate) struct Windows<T, K: Key, G: Aggregate<T>> {
    pub(super) slices: Slices,
    pub(crate) agg: G,
    pub(crate) panes: Panes<K, G::Acc>,
    pub(super) closed: Closed<K, G::Acc>,
    extras: Extras<K, G::Acc>,
    /// All windows that end at or before this have fired.
    pub(super) fired: i128,
    /// Those that end at or before this are to fire.
    until: i128,
    firing: Option<Firing<K, G::Acc>>,
    records: PhantomData<fn(&T)>,
}

impl<T, K: Key, G: Aggregate<T>> Windows<T, K, G> {
    /// Empty ones, of which all that end by `watermark` have fired.
    pub(crate) fn new(slices: Slices, agg: G, watermark: EventTime) -> Self {
        let fired = slices.passed(watermark);
        Self {
            slices,
            agg,
            panes: Panes::new(slices),
            closed: Closed::new(G::INVERTIBLE),
            extras: Extras::new(),
            fired,
            until: fired,
            firing: None,
            records: PhantomData,
        }
    }

    /// Merges what was gathered of a key in a slice.
    ///
    /// # Errors
    /// `Internal` if a window that counts it has fired: whoever sent it promised by its watermark that
    /// nothing of the kind would follow.
    #[inline(always)]
    pub(crate) fn merge(&mut self, part: Part<K, G::Acc>) -> Result<()> {
        self.panes.seek(part.pane);
        if part.missed > 0 || !self.panes.has_table() {
            return self.merge_rare(part);
        }
        let Self { panes, agg, .. } = self;
        panes.table().put(part.hash, part.key, part.acc, |into, from| agg.merge(into, from));
        Ok(())
    }

    /// The first part of a slice, or one that missed windows.
    #[cold]
    #[inline(never)]
    fn merge_rare(&mut self, part: Part<K, G::Acc>) -> Result<()> {
        let Part { hash, pane, missed, key, acc } = part;
        self.check(pane, missed)?;
        let agg = &self.agg;
        if missed == 0 {
            self.panes.table().put(hash, key, acc, |into, from| agg.merge(into, from));
        } else {
            let end = self.slices.end_after(pane, missed);
            self.extras.put(end, pane, (hash, key, acc), |into, from| agg.merge(into, from));
        }
        Ok(())
    }

    fn check(&self, pane: i64, missed: u64) -> Result<()> {
        if self.slices.end_after(pane, missed) > self.fired {
            return Ok(());
        }
        let window = self.slices.window(self.slices.end_after(pane, missed));
        Err(Error::internal("records came for a window that has fired").with("end", window.end))
    }

    /// Time has come to `watermark`: [`fire`](Self::fire) has work to do.
    pub(crate) fn begin(&mut self, watermark: EventTime) {
        self.until = self.until.max(self.slices.passed(watermark));
    }

    /// Hands out at most `room` results, window by window; whether there may be more. Nothing may be
    /// merged until there are none.
    pub(crate) fn fire(&mut self, mut room: usize, mut emit: impl FnMut(WindowResult<K, G::Out>)) -> bool {
        while let Some(mut firing) = self.firing.take().or_else(|| self.next()) {
            if firing.emit(self, &mut room, &mut emit) {
                self.firing = Some(firing);
                return true;
            }
            self.end(firing);
        }
        self.fired = self.fired.max(self.until);
        self.panes.rest();
        false
    }

    /// Opens the next window that is due and not empty. Where nothing happened for years, it jumps there.
    fn next(&mut self) -> Option<Firing<K, G::Acc>> {
        if self.slices.tumble() {
            let end = self.panes.next_end()?;
            let table = self.panes.take(self.until)?.table;
            self.fired = end;
            return Some(Firing::tumbling(self.slices.window(end), table));
        }
        let end = if self.closed.is_empty() {
            let ends = [self.panes.next_end(), self.extras.next_end()];
            ends.into_iter().flatten().min()?
        } else {
            self.slices.first_end(self.fired)
        };
        if end > self.until {
            return None;
        }
        self.fired = end;
        while let Some(mut pane) = self.panes.take(end) {
            let len = pane.table.len();
            self.closed.enter(&self.agg, pane.start, &mut pane.table);
            self.panes.recycle(pane.table, len);
        }
        while let Some((pane, mut table)) = self.extras.take(end) {
            self.closed.enter_late(&self.agg, pane, &mut table);
        }
        self.closed.prepare(&self.agg);
        Some(Firing::sliding(self.slices.window(end), end))
    }

    /// A window is over: what no later one needs leaves.
    fn end(&mut self, firing: Firing<K, G::Acc>) {
        match firing {
            Firing::Tumbling { table, len, .. } => self.panes.recycle(table, len),
            Firing::Sliding { end, .. } => {
                let next = self.slices.start(end + self.slices.every());
                self.closed.leave(&self.agg, next);
            }
        }
    }

    pub(crate) fn slices(&self) -> &Slices {
        &self.slices
    }

    /// As [`Slices::hand_on`].
    pub(crate) fn hand_on(&self, watermark: EventTime) -> EventTime {
        self.slices.hand_on(watermark)
    }

    /// Takes back what `entries` gave. These windows must be new, as of the watermark of the checkpoint.
    pub(crate) fn restore(&mut self) -> Restore<'_, T, K, G> {
        Restore::new(self)
    }

    /// Calls `each` with the hash and the entry of everything a later window needs.
    pub(crate) fn entries(&self, mut each: impl FnMut(u64, Saved<&K, &G::Acc>) -> Result<()>) -> Result<()> {
        let mut save = |pane, missed, c: &Cell<K, G::Acc>| {
            each(c.hash, Saved { pane, missed, key: &c.key, acc: &c.value })
        };
        self.closed.each(|pane, of| of.iter().try_for_each(|cell| save(pane, 0, cell)))?;
        self.panes.iter().try_for_each(|(pane, of)| of.iter().try_for_each(|cell| save(pane, 0, cell)))?;
        self.extras.iter().try_for_each(|(end, pane, of)| {
            let missed = self.slices.missed(pane, end - self.slices.every());
            of.iter().try_for_each(|cell| save(pane, missed, cell))
        })
    }

    pub(crate) fn size(&self) -> Size {
        let mut size = self.panes.size();
        size += self.closed.size();
        size += self.extras.size();
        size
    }
}
