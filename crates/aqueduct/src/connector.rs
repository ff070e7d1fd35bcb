//! The contracts between the engine and the systems outside, for connectors of your own.
//!
//! A source names its splits and opens readers; a sink opens writers and hands over what they wrote at the
//! end of an epoch. The connector `memory` is the shortest one that does all of it.

// Reading
pub use aqueduct_core::{
    Ack, Boundedness, Discovered, Fetch, Lag, NoOrigins, OneSplit, OpenOne, Origins, PerSplit, Source,
    SourceReader, Split, SplitId,
};
// Writing
pub use aqueduct_core::fault;
pub use aqueduct_core::{Delivery, Epoch, NoCommit, Prepared, Refused, Run, Sink, SinkWriter, SubtaskId};
