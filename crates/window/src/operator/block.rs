use crate::Aggregate;
use crate::state::Table;
use aqueduct_engine::{Selector, hash_of};

/// Values of one slice that wait for its table.
///
/// A table is larger than the caches, and a lookup waits for memory. In a loop that does nothing else many
/// lookups wait at once; between the steps of a chain hardly two. Measured with 100,000 keys: half the time.
pub(crate) struct Block<T>(Vec<T>);

impl<T> Block<T> {
    /// As many values as stay in the nearest cache, with room for what else the loop needs.
    const ROOM: usize = {
        let fit = 16 * 1024 / (size_of::<T>() + 1);
        if fit > 256 {
            256
        } else if fit < 8 {
            8
        } else {
            fit
        }
    };

    pub(crate) fn new() -> Self {
        Self(Vec::with_capacity(Self::ROOM))
    }

    /// Adds a value; whether the block is full now.
    #[inline(always)]
    pub(crate) fn push(&mut self, value: T) -> bool {
        self.0.push(value);
        self.0.len() == Self::ROOM
    }

    pub(crate) fn values(&self) -> &[T] {
        &self.0
    }

    /// Adds all values to a table; the number of rows, of which a value has one for each of its keys.
    #[inline(always)]
    pub(crate) fn add_to<S, G>(&self, table: &mut Table<S::Key, G::Acc>, select: &mut S, agg: &G) -> usize
    where
        S: Selector<T>,
        G: Aggregate<T>,
    {
        let mut rows = 0;
        for value in &self.0 {
            select.each(value, |key| {
                rows += 1;
                table.add(hash_of(key), key, || agg.first(value), |acc| agg.add(acc, value));
            });
        }
        rows
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}
