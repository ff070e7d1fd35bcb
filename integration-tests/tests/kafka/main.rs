//! Kafka, on a real broker.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../../../connectors/kafka/tests/kafka/harness.rs"]
mod harness;
#[path = "../../../connectors/kafka/tests/kafka/outside.rs"]
mod outside;
#[path = "../../../connectors/kafka/tests/kafka/steps.rs"]
mod steps;

mod compacted;
mod faults;
mod laws;
mod lost;
mod messages;
mod partitions;
mod real;
mod sasl;
mod stalled;
mod times;
#[cfg(feature = "kafka-ssl")]
mod tls;
mod transactions;
