//! State of steps on its way into checkpoints and out of them.

mod handle;
mod recovered;
mod restored;
mod snapshot;

pub use handle::State;
pub use restored::Restored;
pub use snapshot::Snapshot;

pub(crate) use recovered::{Recovered, RecoveredStep};
pub(crate) use snapshot::Groups;
