use super::Size;
use super::cells::Cells;
use super::stacks::Stacks;
use super::table::Table;
use super::total::Total;
use crate::Aggregate;
use aqueduct_engine::Key;

/// The current window of overlapping ones: its panes, and what they amount to.
pub(crate) enum Closed<K, A> {
    Total(Total<K, A>),
    Stacks(Stacks<K, A>),
}

impl<K: Key, A: Clone> Closed<K, A> {
    pub(crate) fn new(invertible: bool) -> Self {
        if invertible { Self::Total(Total::new()) } else { Self::Stacks(Stacks::new()) }
    }

    /// A pane comes into the window and leaves `table` empty; panes come in order.
    pub(crate) fn enter<T, G: Aggregate<T, Acc = A>>(&mut self, agg: &G, pane: i64, table: &mut Table<K, A>) {
        match self {
            Self::Total(total) => total.enter(agg, pane, table),
            Self::Stacks(stacks) => stacks.enter(agg, pane, table),
        }
    }

    /// Records that missed windows join, whatever slice of the window they are in.
    pub(crate) fn enter_late<T, G: Aggregate<T, Acc = A>>(
        &mut self,
        agg: &G,
        pane: i64,
        table: &mut Table<K, A>,
    ) {
        match self {
            Self::Total(total) => total.enter(agg, pane, table),
            Self::Stacks(stacks) => stacks.enter_late(pane, table),
        }
    }

    /// Everything of the window is there: `emit` may follow.
    pub(crate) fn prepare<T, G: Aggregate<T, Acc = A>>(&mut self, agg: &G) {
        if let Self::Stacks(stacks) = self {
            stacks.prepare(agg);
        }
    }

    /// Hands out the results in places `*place..`, at most `room`; whether there are more.
    pub(crate) fn emit<T, G: Aggregate<T, Acc = A>>(
        &self,
        agg: &G,
        place: &mut usize,
        room: &mut usize,
        emit: &mut impl FnMut(&K, G::Out),
    ) -> bool {
        match self {
            Self::Total(total) => total.emit(agg, place, room, emit),
            Self::Stacks(stacks) => stacks.emit(agg, place, room, emit),
        }
    }

    /// Panes that start before `start` leave.
    pub(crate) fn leave<T, G: Aggregate<T, Acc = A>>(&mut self, agg: &G, start: i128) {
        match self {
            Self::Total(total) => total.leave(agg, start),
            Self::Stacks(stacks) => stacks.leave(agg, start),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Self::Total(total) => total.is_empty(),
            Self::Stacks(stacks) => stacks.is_empty(),
        }
    }

    /// Calls `each` with every pane and the start of its slice.
    pub(crate) fn each<E>(&self, mut each: impl FnMut(i64, &Cells<K, A>) -> Result<(), E>) -> Result<(), E> {
        match self {
            Self::Total(total) => total.panes().try_for_each(|(pane, cells)| each(pane, cells)),
            Self::Stacks(stacks) => stacks.panes().try_for_each(|(pane, cells)| each(pane, cells)),
        }
    }

    pub(crate) fn size(&self) -> Size {
        match self {
            Self::Total(total) => total.size(),
            Self::Stacks(stacks) => stacks.size(),
        }
    }
}
