use super::Signal;
use aqueduct_core::{Record, Result};
use futures_util::future::BoxFuture;

/// The end of a fused chain: one inlined call per record. Stateful operators are outputs.
pub trait Output<T>: Send {
    /// Takes one record. An error waits for `pause`.
    fn push(&mut self, record: Record<T>);

    /// The input batch is over.
    ///
    /// # Errors
    /// Any error ends the run.
    fn pause(&mut self) -> Result<()>;

    /// As [`Collector::signal`](super::Collector::signal).
    ///
    /// # Errors
    /// Any error ends the run.
    fn signal(&mut self, signal: Signal) -> Result<()>;

    /// As [`Collector::flush`](super::Collector::flush).
    fn flush(&mut self) -> BoxFuture<'_, Result<()>>;
}
