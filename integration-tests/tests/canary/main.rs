//! Secrets that sing where they are seen: each test uses passwords that are nowhere else, takes down all that a run says
//! or writes, and looks for them. Logs are taken at TRACE level, of all targets.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[expect(dead_code, reason = "the Kafka tests need more of it")]
#[path = "../../../connectors/kafka/tests/kafka/outside.rs"]
mod outside;
#[expect(dead_code, reason = "the Kafka tests need more of it")]
#[path = "../kafka/real.rs"]
mod real;

mod away;
mod evidence;
mod found;
mod job;
mod mistakes;
mod recorder;
mod refused;
mod secret;
mod setting;
mod shown;
mod success;
mod unknown_keys;
