//! The source and the sinks, driven by hand as an engine would.
#![expect(clippy::unwrap_used, reason = "a failing test may panic, in its helpers as well")]

mod append;
mod common;
#[cfg(feature = "crash-points")]
mod points;
mod positions;
mod source;
mod transactional;
mod two_phase;
mod upsert;
mod waiting;
