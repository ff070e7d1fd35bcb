use super::table::Table;
use aqueduct_engine::Key;

/// Tables to use again: fresh memory costs a page fault every 4 KiB.
pub(crate) struct Spare<K, V>(Vec<Table<K, V>>);

/// One is being filled while another leaves.
const KEPT: usize = 2;

impl<K, V> Default for Spare<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: Key, V> Spare<K, V> {
    pub(crate) fn take(&mut self) -> Table<K, V> {
        self.0.pop().unwrap_or_default()
    }

    /// Keeps the memory of a table that held `len` keys, unless that was a small part of it, and of those
    /// kept before that could hold them as well: a single crowded window must neither make all later ones
    /// slow to clear nor keep its memory.
    pub(crate) fn give(&mut self, mut table: Table<K, V>, len: usize) {
        self.0.retain(|kept| len >= kept.buckets() / 8);
        if self.0.len() < KEPT && len >= table.buckets() / 8 {
            table.clear();
            self.0.push(table);
        }
    }
}
