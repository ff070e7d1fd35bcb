//! What the example programs share, so that each of them shows its pipeline and little else.
//!
//! Start with `quickstart.rs`, one folder up.

pub mod access_log;
mod arguments;
mod finish;
#[cfg(feature = "kafka")]
pub mod kafka;
mod numbered;
mod progress;
#[cfg(all(feature = "console", feature = "kafka"))]
pub mod quickstart;
mod thousands;

pub use arguments::Arguments;
pub use finish::{finish, refuse, say};
pub use numbered::Numbered;
pub use progress::run_watched;
pub use thousands::thousands;
