use crate::error::Failure;
use aqueduct_core::{Error, Result};
use std::thread;
use tokio::sync::oneshot;

/// Runs what blocks on a thread of its own, never on a worker of the runtime. Dropping the future does
/// not end the thread.
pub(crate) async fn on_thread<R: Send + 'static>(
    name: &str,
    work: impl FnOnce() -> Result<R> + Send + 'static,
) -> Result<R> {
    let (reply, answer) = oneshot::channel();
    spawn(name, move || drop(reply.send(work())))?;
    answer.await.unwrap_or_else(|_| Err(ended("it did not answer")))
}

pub(super) fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<()> {
    let spawned = thread::Builder::new().name(name.to_owned()).spawn(work);
    spawned.map(drop).map_err(|error| ended("it could not be started").because(error))
}

pub(super) fn ended(reason: &str) -> Error {
    Failure::Thread { reason: reason.to_owned() }.into()
}
