//! A runtime that outlives every test: containers are used from the runtimes of many.

use std::future::Future;
use std::sync::OnceLock;

use tokio::runtime::{Builder, Runtime};

/// Runs a future there, to its end even when the caller stops waiting.
pub(crate) async fn on_own_runtime<F>(future: F) -> F::Output
where
    F: Future<Output: Send> + Send + 'static,
{
    match runtime().spawn(future).await {
        Ok(output) => output,
        Err(failure) => match failure.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(failure) => panic!("the runtime of the containers has ended: {failure}"),
        },
    }
}

/// Starts a future there, from anywhere.
pub(crate) fn spawn(future: impl Future<Output = ()> + Send + 'static) {
    runtime().spawn(future);
}

fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| {
        match Builder::new_multi_thread().worker_threads(2).thread_name("containers").enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => panic!("no runtime for the containers: {error}"),
        }
    })
}
