use super::Size;
use super::footprint::footprint;
use aqueduct_engine::Key;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use std::borrow::Borrow;
use std::mem::needs_drop;

/// A key's place in a table. The hash is kept: growing, merging, the exchange and snapshots need it.
pub(crate) struct Cell<K, V> {
    pub(crate) hash: u64,
    pub(crate) key: K,
    pub(crate) value: V,
}

impl<K: Eq, V> Cell<K, V> {
    /// Small keys are compared as fast as their hashes.
    const SMALL: bool = size_of::<K>() <= 16 && !needs_drop::<K>();

    #[inline(always)]
    fn is<Q: Eq + ?Sized>(&self, hash: u64, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        (Self::SMALL || self.hash == hash) && self.key.borrow() == key
    }
}

/// Key to value. The caller brings the hash.
pub(crate) struct Table<K, V> {
    cells: HashTable<Cell<K, V>>,
    /// What the keys keep outside of the cells, in bytes.
    heap: usize,
}

impl<K, V> Default for Table<K, V> {
    fn default() -> Self {
        Self { cells: HashTable::new(), heap: 0 }
    }
}

impl<K: Key, V> Table<K, V> {
    /// Puts `first` under a new key, which only then is owned, or adds to what is there.
    #[inline(always)]
    pub(crate) fn add<Q>(&mut self, hash: u64, key: &Q, first: impl FnOnce() -> V, more: impl FnOnce(&mut V))
    where
        K: Borrow<Q>,
        Q: Eq + ToOwned<Owned = K> + ?Sized,
    {
        match self.cells.entry(hash, |c| c.is(hash, key), |c| c.hash) {
            Entry::Occupied(mut found) => more(&mut found.get_mut().value),
            Entry::Vacant(place) => {
                let key = key.to_owned();
                self.heap += footprint(&key);
                place.insert(Cell { hash, key, value: first() });
            }
        }
    }

    /// As `add`, with a key and a value that are owned already.
    #[inline(always)]
    pub(crate) fn put(&mut self, hash: u64, key: K, value: V, merge: impl FnOnce(&mut V, &V)) {
        match self.cells.entry(hash, |c| c.is(hash, &key), |c| c.hash) {
            Entry::Occupied(mut found) => merge(&mut found.get_mut().value, &value),
            Entry::Vacant(place) => {
                self.heap += footprint(&key);
                place.insert(Cell { hash, key, value });
            }
        }
    }

    pub(crate) fn find(&self, hash: u64, key: &K) -> Option<&V> {
        self.cells.find(hash, |c| c.is(hash, key)).map(|c| &c.value)
    }

    /// Changes the value of a key, and removes the key if `keep` says no.
    pub(crate) fn alter(&mut self, hash: u64, key: &K, keep: impl FnOnce(&mut V) -> bool) {
        if let Ok(mut found) = self.cells.find_entry(hash, |c| c.is(hash, key))
            && !keep(&mut found.get_mut().value)
        {
            self.heap = self.heap.saturating_sub(footprint(&found.remove().0.key));
        }
    }

    pub(crate) fn retain(&mut self, mut keep: impl FnMut(&mut V) -> bool) {
        let heap = &mut self.heap;
        self.cells.retain(|c| {
            let kept = keep(&mut c.value);
            if !kept {
                *heap = heap.saturating_sub(footprint(&c.key));
            }
            kept
        });
    }

    /// In an order that holds until the table is changed.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Cell<K, V>> {
        self.cells.iter()
    }

    /// All cells, leaving the table empty with its memory.
    pub(crate) fn drain(&mut self) -> impl Iterator<Item = Cell<K, V>> {
        self.heap = 0;
        self.cells.drain()
    }

    /// What the keys keep outside of the cells, in bytes.
    pub(crate) fn heap(&self) -> usize {
        self.heap
    }

    pub(crate) fn len(&self) -> usize {
        self.cells.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// Places for cells, most of them used: `0..buckets()` can be visited in portions.
    pub(crate) fn buckets(&self) -> usize {
        self.cells.num_buckets()
    }

    /// The cell in a place.
    #[inline(always)]
    pub(crate) fn bucket(&self, nth: usize) -> Option<&Cell<K, V>> {
        self.cells.get_bucket(nth)
    }

    /// Takes the cell out of a place. The table is fit for use again only after `clear`.
    #[inline(always)]
    pub(crate) fn take(&mut self, nth: usize) -> Option<Cell<K, V>> {
        self.cells.get_bucket_entry(nth).ok().map(|found| found.remove().0)
    }

    /// Empties it, keeping the memory. Unlike `HashTable::clear` also rids it of the traces of removals.
    pub(crate) fn clear(&mut self) {
        self.heap = 0;
        drop(self.cells.drain());
    }

    /// Gives memory back once most of it is unused.
    pub(crate) fn shrink(&mut self) {
        if self.cells.len() < self.cells.capacity() / 8 {
            self.cells.shrink_to(self.cells.len() * 2, |c| c.hash);
        }
    }

    pub(crate) fn size(&self) -> Size {
        let bytes = self.cells.num_buckets() * (size_of::<Cell<K, V>>() + 1) + self.heap;
        Size { panes: 1, keys: self.cells.len(), bytes }
    }
}
