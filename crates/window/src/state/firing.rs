use super::Windows;
use super::table::Table;
use crate::Aggregate;
use aqueduct_core::{Window, WindowResult};
use aqueduct_engine::Key;

/// A window whose results are being handed out, and the place reached.
pub(crate) enum Firing<K, A> {
    /// The only window of its pane: keys move out.
    Tumbling { window: Window, table: Table<K, A>, len: usize, place: usize },
    /// Its panes stay for the next windows.
    Sliding { window: Window, end: i128, place: usize },
}

impl<K: Key, A: Clone> Firing<K, A> {
    pub(super) fn tumbling(window: Window, table: Table<K, A>) -> Self {
        let len = table.len();
        Self::Tumbling { window, table, len, place: 0 }
    }

    pub(super) fn sliding(window: Window, end: i128) -> Self {
        Self::Sliding { window, end, place: 0 }
    }

    /// At most `room` results; whether there are more.
    pub(super) fn emit<T, G: Aggregate<T, Acc = A>>(
        &mut self,
        of: &Windows<T, K, G>,
        room: &mut usize,
        emit: &mut impl FnMut(WindowResult<K, G::Out>),
    ) -> bool {
        match self {
            Self::Tumbling { window, table, place, .. } => {
                let window = *window;
                drain(table, place, room, |key, acc| {
                    emit(WindowResult { window, key, value: of.agg.finish(acc) });
                })
            }
            Self::Sliding { window, place, .. } => {
                let window = *window;
                of.closed.emit(&of.agg, place, room, &mut |key, value| {
                    emit(WindowResult { window, key: key.clone(), value });
                })
            }
        }
    }
}

/// Hands out the cells in places `*place..`, at most `room`; whether there are more.
fn drain<K: Key, A>(
    table: &mut Table<K, A>,
    place: &mut usize,
    room: &mut usize,
    mut each: impl FnMut(K, &A),
) -> bool {
    while *place < table.buckets() {
        if *room == 0 {
            return true;
        }
        if std::mem::needs_drop::<K>() {
            if let Some(cell) = table.take(*place) {
                each(cell.key, &cell.value);
                *room -= 1;
            }
        } else if let Some(cell) = table.bucket(*place) {
            // Leaving it there is cheaper than taking it out, and such a key costs nothing to copy.
            each(cell.key.clone(), &cell.value);
            *room -= 1;
        }
        *place += 1;
    }
    false
}
