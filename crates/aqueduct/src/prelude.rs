//! What most programs need, by `use aqueduct::prelude::*`.
//!
//! Records that are read or written as JSON, and values that become dead letters, need serde's derives: add
//! `serde` to your own dependencies.

pub use crate::decode::{Json, Text};
pub use crate::row::Row;
pub use crate::{
    EventTime, Options, Pipeline, Record, Stream, Watermarks, Window, WindowResult, millis, minutes, secs,
};
// A verb is used by its method: the trait's name would only be in the way.
pub use aqueduct_cleanse::{
    Clamp as _, Convert as _, DefaultValue as _, Repair as _, ReplaceIf as _, Require as _,
};
pub use aqueduct_transform::{
    Filter as _, FlatMap as _, FlatMapWith as _, Inspect as _, KeyBy as _, KeyByEach as _, KeyByRef as _,
    Map as _, SplitBy as _, Union as _,
};
pub use aqueduct_window::*;

#[cfg(feature = "console")]
pub use aqueduct_console::{ConsoleSink, ConsoleSource};
#[cfg(feature = "kafka")]
pub use aqueduct_kafka::KafkaSource;
#[cfg(feature = "memory")]
pub use aqueduct_memory::{MemoryLog, MemorySink, MemorySource, MemoryTable};
#[cfg(feature = "postgres")]
pub use aqueduct_postgres::PostgresSink;
#[cfg(feature = "sqlite")]
pub use aqueduct_sqlite::SqliteSink;
