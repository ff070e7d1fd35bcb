//! Verbs that transform streams, one at a time.
//!
//! Each verb is an extension trait for [`Stream`](aqueduct_engine::Stream), so that a program uses the
//! ones it imports; the prelude of the crate `aqueduct` brings them all.
//!
//! What holds for every verb here:
//!
//! * Its closure is cloned for each subtask. It may change what it captures, to reuse a buffer, but that
//!   is neither saved in checkpoints nor shared between subtasks: count and collect in a window.
//! * A record keeps its event time, whatever becomes of its value.
//! * A panic in the closure ends the run with an error whose context `step` names the verb by its number,
//!   such as `map#2`.
//! * The report has an account of it under the same name.

mod filter;
mod flat_map;
mod flat_map_with;
mod inspect;
mod key_by;
mod key_by_each;
mod key_by_ref;
mod map;
mod split_by;
mod union;

#[cfg(test)]
mod rig;

pub use filter::Filter;
pub use flat_map::FlatMap;
pub use flat_map_with::FlatMapWith;
pub use inspect::Inspect;
pub use key_by::KeyBy;
pub use key_by_each::KeyByEach;
pub use key_by_ref::KeyByRef;
pub use map::Map;
pub use split_by::SplitBy;
pub use union::Union;
