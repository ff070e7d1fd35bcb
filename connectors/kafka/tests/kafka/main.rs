//! The source over a mock of Kafka in this process, as far as the mock goes. `integration-tests` has the
//! same laws and more on a real broker.
#![expect(clippy::unwrap_used, reason = "a failing test may panic, in its helpers as well")]

mod bounded;
mod brokers;
mod harness;
mod laws;
mod mock;
mod outside;
mod reading;
mod starting;
mod steps;
mod waiting;
