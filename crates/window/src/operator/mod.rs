//! Windows in a pipeline: between the records of a stream and its results.

mod arrivals;
mod block;
mod coordinates;
mod direct;
mod emitter;
mod global;
mod late;
mod local;
mod recover;
mod results;
mod step;

pub(crate) use arrivals::Arrivals;
pub(crate) use block::Block;
pub(crate) use coordinates::Coordinates;
pub(crate) use direct::Direct;
pub(crate) use emitter::{Emitter, Fires};
pub(crate) use global::Global;
pub(crate) use late::LateChoice;
pub(crate) use local::Local;
pub(crate) use recover::{recover, watermark_of};
pub(crate) use step::WindowStep;
