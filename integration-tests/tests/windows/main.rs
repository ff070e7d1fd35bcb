//! Windows through whole pipelines: against a brute-force model, and at the limits of memory.

mod dice;
mod idle;
mod input;
mod limits;
mod model;
mod pipeline;
mod random;
