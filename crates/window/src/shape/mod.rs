//! Where windows lie in event time.

mod any;
mod length;
mod slices;
mod sliding;
mod tumbling;
mod whole;

pub use any::Shape;
pub use sliding::Sliding;
pub use tumbling::Tumbling;
pub use whole::Whole;

pub(crate) use slices::{Slice, Slices, Verdict};
