use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

/// An `f64` with an order, for `min`, `max` and rankings: IEEE 754's total order, in which -0.0 comes
/// before 0.0, negative NaN before and positive NaN behind everything.
///
/// ```
/// use aqueduct_window::TotalOrder;
///
/// assert!(TotalOrder(1.5) > TotalOrder(-0.5));
/// assert!(TotalOrder(f64::NAN) > TotalOrder(f64::INFINITY));
/// ```
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TotalOrder(pub f64);

impl Ord for TotalOrder {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl PartialOrd for TotalOrder {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for TotalOrder {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for TotalOrder {}

impl Hash for TotalOrder {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.to_bits().hash(state);
    }
}
