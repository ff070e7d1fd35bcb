use aqueduct_core::Record;
use std::collections::BTreeMap;

/// Rows under a key: a row replaces the one with the same key.
pub(crate) struct Keyed<T>(BTreeMap<String, Versioned<T>>);

struct Versioned<T> {
    row: Record<T>,
    /// The incarnation that wrote it; 0 where no version is kept.
    version: u64,
}

impl<T> Keyed<T> {
    /// Writes rows, but for those of which a newer version is there.
    pub(crate) fn put(&mut self, rows: impl Iterator<Item = (String, Record<T>)>, version: u64) {
        for (key, row) in rows {
            let newer = self.0.get(&key).is_some_and(|there| there.version > version);
            if !newer {
                self.0.insert(key, Versioned { row, version });
            }
        }
    }

    /// In the order of their keys.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &Record<T>> {
        self.0.values().map(|there| &there.row)
    }
}

impl<T> Default for Keyed<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}
