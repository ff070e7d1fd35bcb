//! What to compute per key and window.

mod count;
mod definition;
mod max;
mod mean;
mod min;
mod number;
mod reduce;
mod reduce_with_inverse;
mod sum;
mod total_order;

pub use count::{Count, count};
pub use definition::Aggregate;
pub use max::{Max, max};
pub use mean::{Mean, mean};
pub use min::{Min, min};
pub use number::Number;
pub use reduce::{Reduce, reduce};
pub use reduce_with_inverse::{ReduceWithInverse, reduce_with_inverse};
pub use sum::{Sum, sum};
pub use total_order::TotalOrder;
