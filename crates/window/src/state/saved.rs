use serde::{Deserialize, Serialize};

/// One key's accumulator in one slice of time, as a checkpoint holds it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Saved<K, A> {
    /// The start of the slice.
    pub(crate) pane: i64,
    /// How many of the windows of the slice do not count it.
    pub(crate) missed: u64,
    pub(crate) key: K,
    pub(crate) acc: A,
}
