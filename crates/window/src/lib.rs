//! Windows of event time, what is computed per key and window, and rankings of the results.
//!
//! ```text
//! .event_time(..)                 when a record happened, and how far the clock stays behind
//! .key_by(..)                     per what
//! .window(Tumbling | Sliding | Whole)
//! .aggregate("name", count() | sum(..) | min(..) | max(..) | mean(..) | reduce(..) | your own)
//! .ignore_late() | .late_to_dead_letters() | .late_as_stream()
//! .top_n("name", n, by) | .sort_by("name", by)
//! ```
//!
//! What holds for every window:
//!
//! * It is half-open and aligned to 1970-01-01T00:00Z, plus an offset: where windows lie does not depend on
//!   what comes, so a replay and a run over history cut alike.
//! * It fires once per key, when the watermark has reached its end and its grace is over, and never without
//!   a record. The event time of a result is the last microsecond of its window.
//! * A record is late when *all* windows that hold its time have fired. One that misses some counts in the
//!   others, and in exactly those that had not fired by the clock of the record's own split: in a source's
//!   chain neither batches nor parallelism nor a restart change a result.
//! * Its state is part of every checkpoint, by key group, and goes on at any parallelism. A step keeps its
//!   name: it is found by it.
//! * A record is merged once, however many windows it is in, and a slide costs what changes.
//! * The state of a step is bounded by `Options::state_limit`: beyond it the run ends with an error that
//!   names the step. What accumulators allocate on their own is not known and not counted.

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
