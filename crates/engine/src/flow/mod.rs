//! What flows within and between subtasks, and what it flows through.

mod batch;
mod buffer;
mod collector;
mod cursor;
mod exchange;
mod forward;
mod gone;
pub(crate) mod inputs;
mod origin;
mod outlet;
mod output;
mod receive;
mod signal;
mod split_clock;
mod stage;
mod step;
mod tee;

pub use batch::{BATCH, Batch};
pub use buffer::Buffer;
pub use collector::{Collector, Discard};
pub use cursor::Cursor;
pub use outlet::Outlets;
pub use output::Output;
pub use signal::{Barrier, Signal};
pub use step::{Here, Step};

pub(crate) use exchange::{Wires, WiresSlot};
pub(crate) use forward::Forward;
pub(crate) use gone::{gone, is_symptom};
pub(crate) use inputs::{Inputs, Message};
pub(crate) use origin::Origin;
pub(crate) use outlet::Outlet;
pub(crate) use receive::receive;
pub(crate) use split_clock::SplitClock;
pub(crate) use stage::Stage;
pub(crate) use tee::Tee;
