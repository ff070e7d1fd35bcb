#![doc = include_str!("../README.md")]

mod builder;
mod client;
mod config;
mod consumer;
mod discover;
mod error;
mod position;
mod reader;
mod source;
mod split;

pub use builder::KafkaSourceBuilder;
pub use config::{Isolation, KafkaConfig, Mechanism, Sasl, Start, Tls};
pub use rdkafka;
pub use reader::KafkaReader;
pub use source::KafkaSource;
pub use split::KafkaSplit;
