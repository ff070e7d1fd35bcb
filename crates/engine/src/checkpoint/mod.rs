//! Checkpoints: what is stored, where, and who owns the place.

mod archive;
mod file_store;
mod frame;
mod manifest;
mod memory_store;
mod names;
mod owned;
mod raw;
mod store;

pub use file_store::FileStore;
pub use memory_store::MemoryStore;
pub use store::{CheckpointStore, Hold};

pub(crate) use archive::{Archive, Stored};
pub(crate) use manifest::{Manifest, SinkEntry, SourceEntry, StateFile, StepEntry};
pub(crate) use owned::Owned;
pub(crate) use raw::{Raw, raw, typed};
