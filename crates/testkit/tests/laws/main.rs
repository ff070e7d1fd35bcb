//! The laws themselves under test: the memory connector keeps all of them, and for each there is a
//! wrong twin of it that breaks it and is noticed.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod harness;
mod memory;
mod per_split;
mod sink_twins;
mod source_twins;
