//! The source and the sink, driven by hand as an engine would.
#![expect(clippy::unwrap_used, reason = "a failing test may panic, in its helpers as well")]

mod common;
mod file;
mod follow;
mod print;
mod stream;
mod tables;
