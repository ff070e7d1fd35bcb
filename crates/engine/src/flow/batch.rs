use super::Origin;
use aqueduct_core::Origins;
use std::fmt;
use std::sync::Arc;

/// Elements per batch at a boundary. Measured: 128 costs 1.5 times as much per hop, 4,096 leaves the
/// cache.
pub const BATCH: usize = 1024;

/// Elements on their way, with what is charged for them.
pub struct Batch<E> {
    /// The elements, in order. Whoever takes them leaves the vector's memory for reuse.
    pub items: Vec<E>,
    /// What they are charged with in queues, in bytes.
    pub bytes: usize,
    pub(crate) origin: Origin,
}

impl<E> Batch<E> {
    /// These elements, charged with nothing and of unknown origin.
    pub fn new(items: Vec<E>) -> Self {
        Self { items, bytes: 0, origin: Origin::default() }
    }

    /// An empty batch with room for [`BATCH`] elements.
    pub fn with_room() -> Self {
        Self::new(Vec::with_capacity(BATCH))
    }

    /// Says where the elements come from, one answer per element; for dead letters.
    pub fn set_origins(&mut self, origins: Arc<dyn Origins>) {
        self.origin = Origin::of_step(origins);
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Forgets everything, keeping the memory.
    pub fn clear(&mut self) {
        self.items.clear();
        self.bytes = 0;
        self.origin = Origin::default();
    }

    /// What one element is charged with, rounded up.
    pub(crate) fn share(&self) -> usize {
        self.bytes.div_ceil(self.items.len().max(1))
    }
}

impl<E> Default for Batch<E> {
    fn default() -> Self {
        Self::new(Vec::new())
    }
}

impl<E> fmt::Debug for Batch<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch")
            .field("items", &self.items.len())
            .field("bytes", &self.bytes)
            .finish_non_exhaustive()
    }
}
