//! Keys: how a record shows them, and where they are placed.

mod hash;
mod keyed;
mod selector;

pub(crate) use hash::owner_of;
pub use hash::{GROUPS, HASH_VERSION, group_of, hash_of, subtask_of};
pub use keyed::Keyed;
pub use selector::{ByEach, ByRef, ByValue, Key, Selector};
