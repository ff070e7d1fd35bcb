use crate::flow::{Output, Signal};
use aqueduct_core::{Record, Result};
use futures_util::future::BoxFuture;

/// The end of a stream that is read and dropped.
pub(crate) struct Ignored;

impl<T> Output<T> for Ignored {
    fn push(&mut self, _record: Record<T>) {}

    fn pause(&mut self) -> Result<()> {
        Ok(())
    }

    fn signal(&mut self, _signal: Signal) -> Result<()> {
        Ok(())
    }

    fn flush(&mut self) -> BoxFuture<'_, Result<()>> {
        Box::pin(std::future::ready(Ok(())))
    }
}
