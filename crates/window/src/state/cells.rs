use super::Size;
use super::table::{Cell, Table};
use aqueduct_engine::Key;

/// A pane that takes no more records: its cells in a row. Half the memory of the table they come from, read
/// in order; and the table, still in the caches, is free for the next pane.
pub(crate) struct Cells<K, V> {
    cells: Vec<Cell<K, V>>,
    /// What the keys keep outside of the cells, in bytes.
    heap: usize,
}

impl<K: Key, V> Cells<K, V> {
    /// Empties `table`, calling `each` with every cell.
    pub(crate) fn of(table: &mut Table<K, V>, mut each: impl FnMut(&Cell<K, V>)) -> Self {
        let (mut cells, heap) = (Vec::with_capacity(table.len()), table.heap());
        for cell in table.drain() {
            each(&cell);
            cells.push(cell);
        }
        Self { cells, heap }
    }

    /// In an order that never changes.
    pub(crate) fn iter(&self) -> std::slice::Iter<'_, Cell<K, V>> {
        self.cells.iter()
    }

    pub(crate) fn len(&self) -> usize {
        self.cells.len()
    }

    pub(crate) fn size(&self) -> Size {
        let bytes = self.cells.capacity() * size_of::<Cell<K, V>>() + self.heap;
        Size { panes: 1, keys: self.cells.len(), bytes }
    }
}
