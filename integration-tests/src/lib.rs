//! Whole pipelines against whole outside systems. The tests are in `tests`: one binary per backend or subject. Here is
//! what they share: servers in containers, and a network that fails when it is told to.
//!
//! ```no_run
//! # #[cfg(feature = "kafka")]
//! # async fn test() {
//! use aqueduct_integration_tests::kafka::Kafka;
//!
//! let Some(kafka) = Kafka::shared().await else { return };     // no Docker here: one line says so; in CI it panics
//! println!("{}", kafka.brokers());
//! # }
//! ```
//!
//! `shared` is the one server of a test binary: take names of your own for what you create there. `own` is a server that
//! a test may stop, kill and pause. Both listen on 127.0.0.1 alone and are gone when the test's process is.
//!
//! | variable | what it names | default |
//! |---|---|---|
//! | `AQUEDUCT_KAFKA_URL` | `HOST:PORT` of a running broker for `Kafka::shared` | a container |
//! | `AQUEDUCT_KAFKA_IMAGE` | an image with Kafka in `/opt/kafka`, like the official one | `docker/kafka` |
//! | `AQUEDUCT_POSTGRES_URL` | URL of a running database for `Postgres::shared` | a container |
//! | `AQUEDUCT_POSTGRES_IMAGE` | an image with PostgreSQL, like the official one | `docker/postgres` |
//!
//! What goes wrong here is a failed test, so methods panic and say why.

#[cfg(feature = "containers")]
pub mod container;
mod elsewhere;
#[cfg(feature = "containers")]
mod image;
#[cfg(feature = "kafka")]
pub mod kafka;
mod own_runtime;
mod ports;
#[cfg(feature = "postgres")]
pub mod postgres;
pub mod proxy;
#[cfg(feature = "containers")]
mod ready;
#[cfg(feature = "containers")]
mod reaper;
#[cfg(feature = "containers")]
mod refusal;
#[cfg(feature = "containers")]
pub mod server;

pub use elsewhere::elsewhere;
