use super::Size;
use super::cells::Cells;
use super::table::Table;
use crate::Aggregate;
use aqueduct_engine::Key;
use std::collections::VecDeque;

/// The current window of an aggregate that cannot be subtracted from: two stacks per key, after "Two-Stacks
/// Lite" (Tangwongsan, Hirzel, Schneider: "In-order sliding-window aggregation in worst-case constant
/// time", VLDB Journal 2021).
///
/// The *old* panes were merged from the newest backwards, and at each step it was noted what a key had
/// before: when a pane leaves, its keys go back to that. The panes *new* since then are merged forwards.
/// Once no old one is left, all new ones become old. Every cell of a pane is merged at most twice, at any
/// overlap, and the notes are as large as the panes.
pub(crate) struct Stacks<K, A> {
    old: VecDeque<Old<K, A>>,
    new: VecDeque<(i64, Cells<K, A>)>,
    both: Table<K, Both<A>>,
    /// Records that missed windows, by their slice, while they are in the window.
    late: Vec<(i64, Cells<K, A>)>,
    /// Those of the window being fired, merged.
    extra: Table<K, A>,
    size: Size,
}

struct Old<K, A> {
    pane: i64,
    cells: Cells<K, A>,
    /// For each cell: what the panes behind it amount to for the key.
    behind: Vec<Option<A>>,
}

/// What a key has in the old panes, and in the new ones. At least one of them.
struct Both<A> {
    old: Option<A>,
    new: Option<A>,
}

impl<K: Key, A: Clone> Stacks<K, A> {
    pub(crate) fn new() -> Self {
        Self {
            old: VecDeque::new(),
            new: VecDeque::new(),
            both: Table::default(),
            late: Vec::new(),
            extra: Table::default(),
            size: Size::default(),
        }
    }

    pub(crate) fn enter<T, G: Aggregate<T, Acc = A>>(&mut self, agg: &G, pane: i64, table: &mut Table<K, A>) {
        let cells = Cells::of(table, |cell| {
            let first = || Both { old: None, new: Some(cell.value.clone()) };
            self.both.add(cell.hash, &cell.key, first, |both| match &mut both.new {
                Some(acc) => agg.merge(acc, &cell.value),
                none => *none = Some(cell.value.clone()),
            });
        });
        self.size += cells.size();
        self.new.push_back((pane, cells));
    }

    /// Records of a slice that may be anywhere in the window.
    pub(crate) fn enter_late(&mut self, pane: i64, table: &mut Table<K, A>) {
        let cells = Cells::of(table, |_| ());
        self.size += cells.size();
        self.late.push((pane, cells));
    }

    /// All panes of the window are there.
    pub(crate) fn prepare<T, G: Aggregate<T, Acc = A>>(&mut self, agg: &G) {
        if !self.extra.is_empty() {
            self.extra.clear();
        }
        for cell in self.late.iter().flat_map(|(_, cells)| cells.iter()) {
            let first = || cell.value.clone();
            self.extra.add(cell.hash, &cell.key, first, |acc| agg.merge(acc, &cell.value));
        }
    }

    /// Panes that start before `start` leave.
    pub(crate) fn leave<T, G: Aggregate<T, Acc = A>>(&mut self, agg: &G, start: i128) {
        while let Some(Old { cells, behind, .. }) = self.old.pop_front_if(|p| i128::from(p.pane) < start) {
            self.size.bytes -= notes(&behind);
            for (cell, behind) in cells.iter().zip(behind) {
                self.both.alter(cell.hash, &cell.key, |both| {
                    both.old = behind;
                    both.old.is_some() || both.new.is_some()
                });
            }
            self.size -= cells.size();
        }
        if self.old.is_empty() && self.new.front().is_some_and(|p| i128::from(p.0) < start) {
            while let Some((_, cells)) = self.new.pop_front_if(|p| i128::from(p.0) < start) {
                self.size -= cells.size();
            }
            self.turn(agg);
        }
        for (_, cells) in self.late.extract_if(.., |late| i128::from(late.0) < start) {
            self.size -= cells.size();
        }
        self.both.shrink();
    }

    /// All new panes become old; there are no old ones.
    fn turn<T, G: Aggregate<T, Acc = A>>(&mut self, agg: &G) {
        while let Some((pane, cells)) = self.new.pop_back() {
            let mut behind = Vec::with_capacity(cells.len());
            for cell in cells.iter() {
                self.both.alter(cell.hash, &cell.key, |both| {
                    let mut acc = cell.value.clone();
                    if let Some(old) = &both.old {
                        agg.merge(&mut acc, old);
                    }
                    behind.push(both.old.replace(acc));
                    true
                });
            }
            self.size.bytes += notes(&behind);
            self.old.push_front(Old { pane, cells, behind });
        }
        self.both.retain(|both| {
            both.new = None;
            both.old.is_some()
        });
    }

    /// Hands out the results in places `*place..`, at most `room`; whether there are more.
    pub(crate) fn emit<T, G: Aggregate<T, Acc = A>>(
        &self,
        agg: &G,
        place: &mut usize,
        room: &mut usize,
        emit: &mut impl FnMut(&K, G::Out),
    ) -> bool {
        let both = self.both.buckets();
        while *place < both + self.extra.buckets() {
            if *room == 0 {
                return true;
            }
            let result =
                if *place < both { self.nth(agg, *place) } else { self.nth_extra(agg, *place - both) };
            if let Some((key, out)) = result {
                emit(key, out);
                *room -= 1;
            }
            *place += 1;
        }
        false
    }

    fn nth<T, G: Aggregate<T, Acc = A>>(&self, agg: &G, place: usize) -> Option<(&K, G::Out)> {
        let cell = self.both.bucket(place)?;
        let extra = if self.extra.is_empty() { None } else { self.extra.find(cell.hash, &cell.key) };
        let mut parts = [cell.value.old.as_ref(), cell.value.new.as_ref(), extra].into_iter().flatten();
        let (first, second) = (parts.next()?, parts.next());
        let Some(second) = second else { return Some((&cell.key, agg.finish(first))) };
        let mut acc = first.clone();
        for part in [second].into_iter().chain(parts) {
            agg.merge(&mut acc, part);
        }
        Some((&cell.key, agg.finish(&acc)))
    }

    /// Keys that nothing but late records have.
    fn nth_extra<T, G: Aggregate<T, Acc = A>>(&self, agg: &G, place: usize) -> Option<(&K, G::Out)> {
        let cell = self.extra.bucket(place)?;
        match self.both.find(cell.hash, &cell.key) {
            Some(_) => None,
            None => Some((&cell.key, agg.finish(&cell.value))),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.old.is_empty() && self.new.is_empty() && self.late.is_empty()
    }

    pub(crate) fn panes(&self) -> impl Iterator<Item = (i64, &Cells<K, A>)> {
        let old = self.old.iter().map(|o| (o.pane, &o.cells));
        old.chain(self.new.iter().chain(&self.late).map(|(pane, cells)| (*pane, cells)))
    }

    pub(crate) fn size(&self) -> Size {
        let mut size = self.size;
        size.bytes += self.both.size().bytes + self.extra.size().bytes;
        size
    }
}

/// What they have allocated, in bytes.
fn notes<A>(behind: &Vec<Option<A>>) -> usize {
    behind.capacity() * size_of::<Option<A>>()
}
