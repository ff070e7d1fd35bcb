//! Windows through whole pipelines: against a brute-force model, and at the limits of memory.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod dice;
mod idle;
mod input;
mod limits;
mod many_keys;
mod model;
mod pipeline;
mod random;
