//! What the quickstart needs besides its pipeline: its arguments, its log, its sums.

mod choices;
mod log;
mod sums;

pub use choices::Choices;
pub use log::{generated, opened, published};
pub use sums::{add_up, as_planted};
