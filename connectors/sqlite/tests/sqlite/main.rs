//! The sinks on real files.
#![allow(clippy::unwrap_used, reason = "a failing test may panic, in its helpers as well")]

mod common;
mod kinds;
mod laws;
mod tables;
mod writing;
