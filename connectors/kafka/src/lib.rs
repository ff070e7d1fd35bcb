//! Reads Apache Kafka.
