//! What tests of Aqueduct need, here and in users' own crates.
//!
//! * **Laws**: what every source and every sink has to keep to, as plain async functions in
//!   [`source_laws`] and [`sink_laws`]. Each says its purpose, how it looks and when it passes. A
//!   connector writes a [`SourceHarness`] or a [`SinkHarness`] of one page and gets one test per law
//!   from [`source_conformance!`] or [`sink_conformance!`].
//! * **Manual time**: [`Driver`] runs a real pipeline on a [`ManualClock`].
//! * **Crash points**: [`CrashHook`] stops or freezes a run at a named point.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod conformance;
mod crash_hook;
mod cut;
mod dice;
mod driver;
mod journal;
mod law;
mod manual_clock;
mod probe;
mod runner;
mod sample;
mod sink_harness;
pub mod sink_laws;
mod sink_trial;
mod source_harness;
pub mod source_laws;
mod source_trial;
mod start;
mod stored;

pub use crash_hook::CrashHook;
pub use driver::Driver;
pub use manual_clock::ManualClock;
pub use runner::run;
pub use sample::Sample;
pub use sink_harness::{SinkCapabilities, SinkHarness};
pub use source_harness::{Reading, SourceCapabilities, SourceHarness};
/// The runtime that the laws run on, so that a harness needs no dependency of its own.
pub use tokio;
