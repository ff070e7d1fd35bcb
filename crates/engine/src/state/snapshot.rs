use crate::{GROUPS, group_of};
use aqueduct_core::{Error, Result};
use serde::Serialize;
use std::fmt;

/// Saved entries by key group, in ascending order, without the empty ones.
pub(crate) type Groups = Vec<(u64, Vec<u8>)>;

/// A step's state in one subtask, by key group.
pub struct Snapshot(Vec<Vec<u8>>);

impl Snapshot {
    /// With nothing in it.
    pub fn new() -> Self {
        Self(vec![Vec::new(); GROUPS as usize])
    }

    /// Adds an entry of the key whose stable hash this is.
    ///
    /// # Errors
    /// `Internal` when the entry cannot be serialised.
    pub fn put(&mut self, hash: u64, entry: &impl Serialize) -> Result<()> {
        let group = &mut self.0[group_of(hash) as usize];
        let bytes = postcard::to_extend(entry, std::mem::take(group));
        *group = bytes.map_err(|e| Error::internal("state cannot be serialised").because(e))?;
        Ok(())
    }

    /// The groups that hold something.
    pub(crate) fn into_groups(self) -> Groups {
        let groups = self.0.into_iter().enumerate();
        groups.filter(|(_, bytes)| !bytes.is_empty()).map(|(g, bytes)| (g as u64, bytes)).collect()
    }
}

impl Default for Snapshot {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Snapshot({} bytes)", self.0.iter().map(Vec::len).sum::<usize>())
    }
}
