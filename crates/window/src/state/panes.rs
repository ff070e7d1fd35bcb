use super::Size;
use super::spare::Spare;
use super::table::Table;
use crate::shape::{Slice, Slices};
use aqueduct_core::EventTime;
use aqueduct_engine::Key;
use std::collections::VecDeque;

/// The slices of time that no fired window has seen yet, each with its table, in order.
///
/// The slice used last is at hand: a record of it costs two comparisons and no search.
pub(crate) struct Panes<K, A> {
    slices: Slices,
    /// The bounds of the slice used last.
    slice: Slice,
    /// Its pane, if it has one.
    at: usize,
    open: VecDeque<Pane<K, A>>,
    /// Size of all panes but that at `at`.
    rest: Size,
    spare: Spare<K, A>,
}

pub(crate) struct Pane<K, A> {
    pub(crate) start: i64,
    /// The end of the first window it is in.
    first_end: i128,
    pub(crate) table: Table<K, A>,
}

/// The slice used last has no pane.
const NOWHERE: usize = usize::MAX;

impl<K: Key, A> Panes<K, A> {
    pub(crate) fn new(slices: Slices) -> Self {
        Self {
            slices,
            slice: Slice::NONE,
            at: NOWHERE,
            open: VecDeque::new(),
            rest: Size::default(),
            spare: Spare::default(),
        }
    }

    /// Whether it is at the slice of `time`.
    #[inline(always)]
    pub(crate) fn holds(&self, time: i64) -> bool {
        self.slice.holds(time)
    }

    /// Goes to the slice of `time`.
    #[inline(always)]
    pub(crate) fn seek(&mut self, time: i64) {
        if !self.holds(time) {
            self.turn(time);
        }
    }

    /// Whether all windows of the slice it is at are still to fire, for a record judged by `judge`.
    #[inline(always)]
    pub(crate) fn is_whole(&self, judge: EventTime) -> bool {
        judge.micros() < self.slice.whole_until
    }

    /// The start of the slice it is at.
    #[inline(always)]
    pub(crate) fn start(&self) -> i64 {
        self.slice.start
    }

    /// The table of the slice it is at.
    #[inline(always)]
    pub(crate) fn table(&mut self) -> &mut Table<K, A> {
        if self.at >= self.open.len() {
            self.create();
        }
        &mut self.open[self.at].table
    }

    /// Whether the slice it is at has a table.
    #[inline(always)]
    pub(crate) fn has_table(&self) -> bool {
        self.at < self.open.len()
    }

    #[cold]
    #[inline(never)]
    fn turn(&mut self, time: i64) {
        if let Some(left) = self.open.get(self.at) {
            self.rest += left.table.size();
        }
        self.slice = self.slices.slice(time);
        let at = self.open.partition_point(|p| p.start < self.slice.start);
        self.at = NOWHERE;
        if let Some(found) = self.open.get(at)
            && found.start == self.slice.start
        {
            self.at = at;
            self.rest -= found.table.size();
        }
    }

    #[cold]
    #[inline(never)]
    fn create(&mut self) {
        let start = self.slice.start;
        self.at = self.open.partition_point(|p| p.start < start);
        let first_end = self.slices.first_end(i128::from(start));
        self.open.insert(self.at, Pane { start, first_end, table: self.spare.take() });
    }

    /// The end of the earliest window that has something in an open pane.
    pub(crate) fn next_end(&self) -> Option<i128> {
        Some(self.open.front()?.first_end)
    }

    /// Takes the earliest pane if it is in a window that ends at or before `end`.
    pub(crate) fn take(&mut self, end: i128) -> Option<Pane<K, A>> {
        if self.next_end()? > end {
            return None;
        }
        let pane = self.open.pop_front()?;
        match self.at {
            0 => (self.at, self.slice) = (NOWHERE, Slice::NONE),
            NOWHERE => self.rest -= pane.table.size(),
            _ => {
                self.at -= 1;
                self.rest -= pane.table.size();
            }
        }
        Some(pane)
    }

    pub(crate) fn recycle(&mut self, table: Table<K, A>, len: usize) {
        self.spare.give(table, len);
    }

    /// Gives the memory of former tables back, if there is no open pane: the stream may be over.
    pub(crate) fn rest(&mut self) {
        if self.open.is_empty() {
            self.spare = Spare::default();
        }
    }

    /// The open panes, earliest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (i64, &Table<K, A>)> {
        self.open.iter().map(|p| (p.start, &p.table))
    }

    pub(crate) fn size(&self) -> Size {
        let mut size = self.rest;
        if let Some(current) = self.open.get(self.at) {
            size += current.table.size();
        }
        size
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Tumbling;
    use crate::shape::Shape;
    use std::time::Duration;

    fn panes() -> Panes<u64, u64> {
        Panes::new(Shape::from(Tumbling::of(Duration::from_micros(10))).slices().unwrap())
    }

    fn add(panes: &mut Panes<u64, u64>, time: i64, key: u64) {
        panes.seek(time);
        panes.table().add(key, &key, || 1, |n| *n += 1);
    }

    fn whole_size(panes: &Panes<u64, u64>) -> Size {
        panes.iter().fold(Size::default(), |mut all, (_, t)| {
            all += t.size();
            all
        })
    }

    #[test]
    fn the_size_is_that_of_all_panes_whatever_the_order() {
        let mut panes = panes();
        for (nth, time) in [5, 25, 7, -3, 44, 25, 25, -3, 91].into_iter().enumerate() {
            add(&mut panes, time, nth as u64);
            assert_eq!(panes.size(), whole_size(&panes));
            if nth % 3 == 2 {
                panes.take(i128::MAX);
                assert_eq!(panes.size(), whole_size(&panes));
            }
        }
        panes.seek(1_000);
        assert_eq!(panes.size(), whole_size(&panes), "a slice that was only looked at has no table");
        while panes.take(i128::MAX).is_some() {}
        assert_eq!(panes.size(), Size::default());
    }

    #[test]
    fn a_taken_pane_is_not_written_to_again() {
        let mut panes = panes();
        add(&mut panes, 5, 1);
        assert_eq!(panes.take(10).unwrap().table.len(), 1);
        assert!(panes.take(10).is_none());
        add(&mut panes, 5, 2);
        assert_eq!(panes.take(10).unwrap().table.len(), 1);
    }
}
