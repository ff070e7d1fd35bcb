use super::Size;
use super::table::Table;
use aqueduct_engine::Key;
use std::collections::BTreeMap;

/// Records that missed the first windows of their slice, waiting for the first window that counts them.
///
/// A record counts in exactly the windows that have not fired for *it*, whatever has fired already here:
/// so results depend on each record alone, never on races or on how many subtasks there are. Closed panes
/// stay as they are; such records join the window in tables of their own.
pub(crate) struct Extras<K, A> {
    /// By the end of the first window that counts them, then by the start of their slice.
    waiting: BTreeMap<(i128, i64), Table<K, A>>,
    size: Size,
}

impl<K: Key, A> Extras<K, A> {
    pub(crate) fn new() -> Self {
        Self { waiting: BTreeMap::new(), size: Size::default() }
    }

    pub(crate) fn put(
        &mut self,
        end: i128,
        pane: i64,
        (hash, key, acc): (u64, K, A),
        merge: impl FnOnce(&mut A, &A),
    ) {
        let mut before = Size::default();
        let table = self.waiting.entry((end, pane)).and_modify(|t| before = t.size()).or_default();
        table.put(hash, key, acc, merge);
        self.size += table.size();
        self.size -= before;
    }

    /// The end of the earliest window that waits for some.
    pub(crate) fn next_end(&self) -> Option<i128> {
        Some(self.waiting.first_key_value()?.0.0)
    }

    /// Takes those of one slice that begin to count at or before `end`.
    pub(crate) fn take(&mut self, end: i128) -> Option<(i64, Table<K, A>)> {
        let first = self.waiting.first_entry().filter(|e| e.key().0 <= end)?;
        let ((_, pane), table) = first.remove_entry();
        self.size -= table.size();
        Some((pane, table))
    }

    /// With the end of the first window that counts them, and the start of their slice.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (i128, i64, &Table<K, A>)> {
        self.waiting.iter().map(|((end, pane), table)| (*end, *pane, table))
    }

    pub(crate) fn size(&self) -> Size {
        self.size
    }
}
