use super::Item;
use std::cmp::Ordering;

/// Which results come first, and how many of them count.
#[derive(Clone, Debug)]
pub(super) struct Order<F> {
    /// What results are compared by; equal ones by their keys.
    pub(super) by: F,
    pub(super) highest_first: bool,
    /// `usize::MAX` is all of them.
    pub(super) n: usize,
}

impl<F> Order<F> {
    pub(super) fn compare<K: Ord, V, R: Ord>(&self, a: &Item<K, V, R>, b: &Item<K, V, R>) -> Ordering {
        let by = if self.highest_first { b.by.cmp(&a.by) } else { a.by.cmp(&b.by) };
        by.then_with(|| a.key.cmp(&b.key))
    }

    /// Whether every result counts.
    pub(super) fn is_whole(&self) -> bool {
        self.n == usize::MAX
    }
}
