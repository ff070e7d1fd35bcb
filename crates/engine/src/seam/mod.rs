//! The seams between the engine and its surroundings: time, spawning, storage. A test replaces them
//! and runs the same engine code.

mod clock;
mod spawn;
mod tokio_runtime;

pub use clock::Clock;
pub use spawn::Spawn;
pub use tokio_runtime::TokioRuntime;

pub(crate) use tokio_runtime::{blocking, stop_signals};
