//! Named points at which tests stop a run, and single rules of the protocol that tests switch off.
//!
//! Every step of the protocol passes a point. Without the feature `crash-points` a point costs
//! nothing and nothing can be switched off.

mod faults;
mod hook;
mod planted;

pub use faults::Faults;
pub use hook::FaultHook;
pub use planted::Planted;
