//! Whole pipelines over memory, without a verb: sources, boundaries and sinks alone.

mod passing;
mod world;
