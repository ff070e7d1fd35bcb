//! Builds and runs pipelines.
//!
//! A program assembles a graph of [`Stream`]s between sources and sinks; [`Pipeline::run`] runs it as
//! stages of fused steps in parallel subtasks, with batches, watermarks and barriers flowing between
//! them, and with checkpoints from which every start continues.
//!
//! This crate knows no verb. Verbs are written with the pieces here: a stateless one is a [`Step`] put
//! on a chain by [`Stream::then`], a stateful one an [`Output`] or [`Collector`] that
//! [`Stream::end`] builds.

mod account;
mod assign_time;
mod backoff;
mod checkpoint;
mod context;
mod coordinator;
mod explain;
mod flow;
mod graph;
mod handle;
mod ignored;
mod key;
mod merged;
mod options;
mod pipeline;
mod report;
mod seam;
mod shared;
mod sink;
mod source;
mod state;
mod stream;
mod watermarks;

pub use account::{Counts, Entry, Rejection, Tally};
pub use checkpoint::{CheckpointStore, FileStore, Hold, MemoryStore};
pub use explain::Plan;
pub use flow::{
    BATCH, Barrier, Batch, Buffer, Collector, Cursor, Discard, Here, Outlets, Output, Signal, Step,
};
pub use graph::{Exchange, Node, Opening, Port, Verb, WiresOf};
pub use handle::Handle;
pub use key::{
    ByEach, ByRef, ByValue, GROUPS, HASH_VERSION, Key, Keyed, Selector, group_of, hash_of, subtask_of,
};
pub use options::Options;
pub use pipeline::Pipeline;
pub use report::{DeadLetterCount, Outcome, Progress, Report, StepAccount};
pub use seam::{Clock, Spawn, TokioRuntime};
pub use shared::Shared;
pub use state::{Restored, Snapshot, State};
pub use stream::Stream;
pub use watermarks::Watermarks;
