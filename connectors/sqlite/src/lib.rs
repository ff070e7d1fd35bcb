#![doc = include_str!("../README.md")]

mod builder;
mod client;
mod config;
mod sink;
mod stored;

pub use aqueduct_sql::{Append, POINTS, TableName, Undecided, Upsert};
pub use builder::SqliteSinkBuilder;
pub use client::SqliteDatabase;
pub use config::{SqliteConfig, Synchronous};
pub use sink::{SqliteSink, SqliteWriter};
