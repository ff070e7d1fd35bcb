//! One pipeline, assembled in Rust, that means the same over history and over live data.
//!
//! A program takes what it needs from the [`prelude`], assembles a [`Pipeline`] of sources, verbs and sinks,
//! and runs it:
//!
#![cfg_attr(feature = "memory", doc = "```")]
#![cfg_attr(not(feature = "memory"), doc = "```ignore")]
//! use aqueduct::prelude::*;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> aqueduct::Result<()> {
//! let (log, table) = (MemoryLog::new(1), MemoryTable::new());
//! log.append_all(0, ["to be", "or not", "to be"].map(|line| (line, EventTime::from_secs(1))));
//!
//! let pipeline = Pipeline::new("words");
//! pipeline
//!     .source("lines", MemorySource::new(&log).bounded())
//!     .require("short", |line| line.len() < 100)
//!     .flat_map(|line| line.split(' '))
//!     .key_by_ref(|word| *word)
//!     .window(Tumbling::of(minutes(1)))
//!     .aggregate("count", count())
//!     .ignore_late()
//!     .map(|counted| (counted.key, counted.value))
//!     .sink("counts", MemorySink::append(&table));
//!
//! let report = pipeline.run(Options::new()).await?;
//! assert!(table.rows().contains(&("be".to_owned(), 2)));
//! # assert!(report.is_balanced());
//! # Ok(())
//! # }
#![doc = "```"]
//!
//! # Modules
//!
//! | module | what is in it |
//! |---|---|
//! | the root | the pipeline, its options and its report; time, records, errors, dead letters |
//! | [`prelude`] | all that most programs need, the verbs above all |
//! | [`decode`] | from messages to records |
//! | [`row`] | from records to rows |
//! | [`transform`], [`cleanse`], [`window`] | the verbs, each with its documentation |
//! | [`connector`] | the contracts, for connectors of your own |
//! | [`verb`] | the pieces of the engine, for verbs of your own |
//!
//! # Features
//!
//! None is on by default.
//!
//! | feature | what it adds |
//! |---|---|
//! | `memory` | the module `memory`: sources and sinks in memory, for tests |
//! | `console` | the module `console`: lines from files and standard input, tables on the console |
//! | `kafka`, `kafka-ssl` | the module `kafka`: topics as sources; the latter with TLS and SASL SCRAM |
//! | `postgres` | the module `postgres`: tables as sinks |
//! | `sqlite` | the module `sqlite`: tables of a file as sinks |
//! | `prometheus` | the module `prometheus`: metrics over HTTP |
//! | `crash-points` | lets tests stop a run at a named point: see [`connector::fault`] |

pub mod connector;
pub mod decode;
mod durations;
pub mod prelude;
#[cfg(feature = "prometheus")]
pub mod prometheus;
pub mod row;
pub mod verb;

pub use aqueduct_cleanse as cleanse;
#[cfg(feature = "console")]
pub use aqueduct_console as console;
#[cfg(feature = "kafka")]
pub use aqueduct_kafka as kafka;
#[cfg(feature = "memory")]
pub use aqueduct_memory as memory;
#[cfg(feature = "postgres")]
pub use aqueduct_postgres as postgres;
#[cfg(feature = "sqlite")]
pub use aqueduct_sqlite as sqlite;
pub use aqueduct_transform as transform;
pub use aqueduct_window as window;

// What a pipeline is made of
pub use aqueduct_engine::{Keyed, Pipeline, Shared, Stream, Watermarks};
// What flows through it
pub use aqueduct_core::{EventTime, Record, Secret, Window, WindowResult};
// How it runs, and what has become of it
pub use aqueduct_core::Guarantee;
pub use aqueduct_engine::{
    CheckpointStore, Clock, Counts, DeadLetterCount, Entry, FileStore, Handle, Hold, MemoryStore, Options,
    Outcome, Plan, Progress, Report, Spawn, StepAccount, TokioRuntime,
};
// What goes wrong
pub use aqueduct_core::{DeadLetter, Error, ErrorKind, Reason, Result};
pub use durations::{millis, minutes, secs};

/// Compiles the program in the README. For doctests alone: a published package holds no file from outside its
/// folder.
#[cfg(all(doctest, feature = "console"))]
#[doc = include_str!("../../../README.md")]
struct Readme;
