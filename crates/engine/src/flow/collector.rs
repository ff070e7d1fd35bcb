use super::{Batch, Signal};
use aqueduct_core::Result;
use futures_util::future::BoxFuture;
use std::future::ready;

/// A boundary: one dynamic call per batch. `batch` and `signal` only compute; `flush` waits.
pub trait Collector<E>: Send {
    /// Takes all elements, leaving the vector empty with its memory.
    ///
    /// # Errors
    /// Any error ends the run.
    fn batch(&mut self, batch: &mut Batch<E>) -> Result<()>;

    /// Hands a signal on. It may only note it: it has been done when [`flush`](Collector::flush) has
    /// ended, and whoever drives a collector flushes after every signal, before anything else.
    ///
    /// # Errors
    /// Any error ends the run.
    fn signal(&mut self, signal: Signal) -> Result<()>;

    /// Waits until everything taken so far has been accepted downstream. It is dropped before its end
    /// only when the run ends. After a barrier it is called twice: once for the barrier itself, and once
    /// more when the barrier has passed everything else that the task does.
    fn flush(&mut self) -> BoxFuture<'_, Result<()>>;
}

/// Nobody listens, on purpose.
#[derive(Clone, Copy, Debug)]
pub struct Discard;

impl<E: Send> Collector<E> for Discard {
    fn batch(&mut self, batch: &mut Batch<E>) -> Result<()> {
        batch.clear();
        Ok(())
    }

    fn signal(&mut self, _signal: Signal) -> Result<()> {
        Ok(())
    }

    fn flush(&mut self) -> BoxFuture<'_, Result<()>> {
        Box::pin(ready(Ok(())))
    }
}
