use super::{Item, Order};
use crate::state::footprint;
use serde::Serialize;

/// The first `n` results of a window, of any number.
///
/// At most twice as many are held: once there are, the later half is dropped, which takes a selection
/// and no sorting. So a result costs constant time, and most of them a single comparison.
#[derive(Debug)]
pub(super) struct Best<K, V, R> {
    items: Vec<Item<K, V, R>>,
    /// Whether the first `n` items were selected: nothing behind the last of them counts.
    selected: bool,
    /// What keys and values keep outside of the items, in bytes.
    outside: usize,
}

impl<K, V, R> Default for Best<K, V, R> {
    fn default() -> Self {
        Self { items: Vec::new(), selected: false, outside: 0 }
    }
}

impl<K: Ord + Serialize, V: Serialize, R: Ord> Best<K, V, R> {
    pub(super) fn add<F>(&mut self, item: Item<K, V, R>, order: &Order<F>) {
        if self.selected
            && let Some(last) = self.items.get(order.n - 1)
            && order.compare(&item, last).is_gt()
        {
            return;
        }
        self.outside += outside(&item);
        self.items.push(item);
        if self.items.len() >= order.n.saturating_mul(2) {
            self.select(order);
        }
    }

    fn select<F>(&mut self, order: &Order<F>) {
        if self.items.len() > order.n {
            self.items.select_nth_unstable_by(order.n - 1, |a, b| order.compare(a, b));
            self.items.truncate(order.n);
            self.selected = true;
            self.outside = self.items.iter().map(outside).sum();
        }
    }

    /// The first `n` in no order.
    pub(super) fn into_selected<F>(mut self, order: &Order<F>) -> Vec<Item<K, V, R>> {
        self.select(order);
        self.items
    }

    /// The first `n` in order.
    pub(super) fn into_sorted<F>(self, order: &Order<F>) -> Vec<Item<K, V, R>> {
        let mut items = self.into_selected(order);
        items.sort_unstable_by(|a, b| order.compare(a, b));
        items
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Item<K, V, R>> {
        self.items.iter()
    }

    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    pub(super) fn bytes(&self) -> usize {
        self.items.capacity() * size_of::<Item<K, V, R>>() + self.outside
    }
}

fn outside<K: Serialize, V: Serialize, R>(item: &Item<K, V, R>) -> usize {
    footprint(&item.key) + footprint(&item.value)
}
