#![doc = include_str!("../README.md")]

mod builder;
mod client;
mod config;
mod sink;
mod tls;
mod wire;

pub use aqueduct_sql::{Append, POINTS, TableName, Undecided, Upsert};
pub use builder::PostgresSinkBuilder;
pub use client::PostgresDatabase;
pub use config::PostgresConfig;
pub use sink::{PostgresSink, PostgresWriter};
pub use tls::Tls;
