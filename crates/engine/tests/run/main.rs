//! Whole pipelines over memory, without a verb: sources, boundaries and sinks alone.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod dead_letters;
mod ends;
mod folder;
mod memory;
mod mistakes;
mod passing;
mod sink_errors;
mod source_errors;
mod world;
