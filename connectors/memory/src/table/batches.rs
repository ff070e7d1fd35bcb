use super::BatchName;
use aqueduct_core::{Error, ErrorKind, Record, Result, Run};
use std::collections::BTreeMap;
use std::ops::Range;

/// What two-phase sinks prepare, like files under temporary and final names.
pub(crate) struct Batches<T> {
    /// Not visible yet.
    staged: BTreeMap<BatchName, Vec<Record<T>>>,
    /// Visible, and where they stand among the rows.
    published: BTreeMap<BatchName, Range<usize>>,
}

impl<T> Batches<T> {
    /// Adds rows to a batch that is not published; begins it if there is none.
    pub(crate) fn stage(&mut self, name: &BatchName, rows: Vec<Record<T>>) {
        self.staged.entry(name.clone()).or_default().extend(rows);
    }

    /// Takes a batch back that is not published.
    pub(crate) fn take(&mut self, name: &BatchName) -> Vec<Record<T>> {
        self.staged.remove(name).unwrap_or_default()
    }

    /// Makes a batch visible, if it is not so already.
    ///
    /// # Errors
    /// `Incompatible` when there is no such batch: its rows are lost, and nothing must go on.
    pub(crate) fn publish(&mut self, name: &BatchName, rows: &mut Vec<Record<T>>) -> Result<()> {
        if let Some(mut batch) = self.staged.remove(name) {
            let from = rows.len();
            rows.append(&mut batch);
            self.published.insert(name.clone(), from..rows.len());
        }
        if self.published.contains_key(name) {
            return Ok(());
        }
        let error = Error::new(ErrorKind::Incompatible, "a batch is neither prepared nor published");
        Err(error.with("batch", name))
    }

    /// Drops what incarnations older than `run` have left.
    pub(crate) fn sweep(&mut self, run: &Run) {
        self.staged.retain(|name, _| !name.is_older_than(run));
    }

    pub(crate) fn unpublished(&self) -> impl Iterator<Item = &BatchName> {
        self.staged.keys()
    }

    pub(crate) fn published(&self) -> impl Iterator<Item = (&BatchName, &Range<usize>)> {
        self.published.iter()
    }
}

impl<T> Default for Batches<T> {
    fn default() -> Self {
        Self { staged: BTreeMap::new(), published: BTreeMap::new() }
    }
}
