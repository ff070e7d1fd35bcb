//! Event-time windows of Aqueduct: shapes, aggregates, late records, rankings.

mod aggregate;
mod operator;
mod rank;
mod shape;
mod state;
mod timing;
mod window_output;
mod windowed;
mod windowing;

pub use aggregate::{
    Aggregate, Count, Max, Mean, Min, Number, Reduce, ReduceWithInverse, Sum, TotalOrder, count, max, mean,
    min, reduce, reduce_with_inverse, sum,
};
pub use aqueduct_engine::Watermarks;
pub use rank::{Ranked, SortBy, TopN};
pub use shape::{Shape, Sliding, Tumbling, Whole};
pub use timing::Timing;
pub use window_output::WindowOutput;
pub use windowed::Windowed;
pub use windowing::Windowing;
