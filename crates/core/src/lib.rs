//! The contracts and the vocabulary of Aqueduct.
//!
//! This crate says what a source, a sink and the pieces between them have to keep to. It does no
//! I/O and knows neither a runtime nor a client library, so that connectors depend on it alone.
//!
//! * Time and records: [`EventTime`], [`Record`], [`Window`], [`WindowResult`].
//! * Reading: [`Source`], [`SourceReader`], [`Split`], [`Fetch`], [`Message`], [`Decode`]; connectors
//!   with one call per split implement [`OneSplit`] and get the rest from [`PerSplit`].
//! * Writing: [`Sink`], [`SinkWriter`], [`Delivery`], [`Row`].
//! * What goes wrong: [`Error`], [`ErrorKind`], [`DeadLetter`], [`Refused`].

mod boundedness;
mod dead_letter;
pub mod decode;
mod delivery;
mod discovered;
mod epoch;
mod error;
mod event_time;
pub mod fault;
mod fetch;
mod guarantee;
mod lag;
mod message;
mod one_split;
mod origins;
mod per_split;
mod prepared;
mod reader;
mod record;
mod refused;
pub mod row;
mod run;
mod secret;
mod sink;
mod source;
mod split;
mod window;
mod writer;

pub use boundedness::Boundedness;
pub use dead_letter::{DeadLetter, Reason};
pub use decode::{BadRecord, Decode};
pub use delivery::Delivery;
pub use discovered::Discovered;
pub use epoch::Epoch;
pub use error::{Error, ErrorKind, Result};
pub use event_time::EventTime;
pub use fetch::Fetch;
pub use guarantee::Guarantee;
pub use lag::Lag;
pub use message::{Headers, LazyHeaders, Message};
pub use one_split::{Ack, OneSplit, OpenOne};
pub use origins::{NoOrigins, Origins};
pub use per_split::PerSplit;
pub use prepared::{NoCommit, Prepared};
pub use reader::SourceReader;
pub use record::Record;
pub use refused::Refused;
pub use row::{Column, ColumnType, Row, Value};
pub use run::{Run, SubtaskId};
pub use secret::Secret;
pub use sink::Sink;
pub use source::Source;
pub use split::{Split, SplitId};
pub use window::{Window, WindowResult};
pub use writer::SinkWriter;
