use aqueduct_core::{Error, ErrorKind, EventTime, Result};
use serde::de::DeserializeOwned;
use std::fmt;
use std::sync::Arc;

/// What a checkpoint holds of a step's state for one subtask.
pub struct Restored {
    /// The watermark that the step had when it was saved.
    pub watermark: EventTime,
    pub(crate) step: String,
    pub(crate) groups: Vec<(u64, Arc<[u8]>)>,
}

impl Restored {
    /// Calls `take` with every entry and the key group it was saved under. The caller computes the
    /// group of the key anew and refuses one that differs.
    ///
    /// # Errors
    /// `Incompatible` when the bytes are not entries of this type, or what `take` says.
    pub fn each<E: DeserializeOwned>(&self, mut take: impl FnMut(u64, E) -> Result<()>) -> Result<()> {
        for (group, bytes) in &self.groups {
            let mut rest: &[u8] = bytes;
            while !rest.is_empty() {
                let (entry, more) =
                    postcard::take_from_bytes(rest).map_err(|e| self.unreadable(*group, e))?;
                rest = more;
                take(*group, entry)?;
            }
        }
        Ok(())
    }

    fn unreadable(&self, group: u64, error: postcard::Error) -> Error {
        Error::new(ErrorKind::Incompatible, "saved state is of another type than the step's")
            .with("step", &self.step)
            .with("group", group)
            .because(error)
    }
}

impl fmt::Debug for Restored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Restored")
            .field("step", &self.step)
            .field("watermark", &self.watermark)
            .field("groups", &self.groups.len())
            .finish()
    }
}
