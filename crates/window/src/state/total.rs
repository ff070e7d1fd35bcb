use super::Size;
use super::cells::Cells;
use super::table::Table;
use crate::Aggregate;
use aqueduct_engine::Key;
use std::collections::VecDeque;

/// The current window of an invertible aggregate: one running total per key. What enters the window is
/// added, what leaves it is subtracted ("subtract on evict"), so a slide costs what changes and never the
/// whole window.
pub(crate) struct Total<K, A> {
    /// The panes of the window by their start. They never change again.
    closed: VecDeque<(i64, Cells<K, A>)>,
    sums: Table<K, Sum<A>>,
    size: Size,
}

struct Sum<A> {
    acc: A,
    /// How many tables of the window have the key. At zero it is gone, whatever the total has become.
    panes: u32,
}

impl<K: Key, A: Clone> Total<K, A> {
    pub(crate) fn new() -> Self {
        Self { closed: VecDeque::new(), sums: Table::default(), size: Size::default() }
    }

    pub(crate) fn enter<T, G: Aggregate<T, Acc = A>>(&mut self, agg: &G, pane: i64, table: &mut Table<K, A>) {
        let cells = Cells::of(table, |cell| {
            let first = || Sum { acc: cell.value.clone(), panes: 1 };
            self.sums.add(cell.hash, &cell.key, first, |sum| {
                agg.merge(&mut sum.acc, &cell.value);
                sum.panes += 1;
            });
        });
        self.size += cells.size();
        let at = self.closed.partition_point(|p| p.0 <= pane);
        self.closed.insert(at, (pane, cells));
    }

    /// Panes that start before `start` leave.
    pub(crate) fn leave<T, G: Aggregate<T, Acc = A>>(&mut self, agg: &G, start: i128) {
        while let Some((_, cells)) = self.closed.pop_front_if(|p| i128::from(p.0) < start) {
            for cell in cells.iter() {
                self.sums.alter(cell.hash, &cell.key, |sum| {
                    sum.panes -= 1;
                    if sum.panes > 0 {
                        agg.subtract(&mut sum.acc, &cell.value);
                    }
                    sum.panes > 0
                });
            }
            self.size -= cells.size();
        }
        self.sums.shrink();
    }

    /// Hands out the results in places `*place..`, at most `room`; whether there are more.
    pub(crate) fn emit<T, G: Aggregate<T, Acc = A>>(
        &self,
        agg: &G,
        place: &mut usize,
        room: &mut usize,
        emit: &mut impl FnMut(&K, G::Out),
    ) -> bool {
        while *place < self.sums.buckets() {
            if *room == 0 {
                return true;
            }
            if let Some(cell) = self.sums.bucket(*place) {
                emit(&cell.key, agg.finish(&cell.value.acc));
                *room -= 1;
            }
            *place += 1;
        }
        false
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.closed.is_empty()
    }

    pub(crate) fn panes(&self) -> impl Iterator<Item = (i64, &Cells<K, A>)> {
        self.closed.iter().map(|(pane, cells)| (*pane, cells))
    }

    pub(crate) fn size(&self) -> Size {
        let mut size = self.size;
        size.bytes += self.sums.size().bytes;
        size
    }
}
