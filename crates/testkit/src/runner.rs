use std::future::Future;
use std::time::Duration;

/// No law takes this long, unless something hangs.
const LONGEST: Duration = Duration::from_secs(240);

/// Runs a law on a runtime of its own with two workers, and fails if it hangs.
///
/// The conformance macros make each test of this; a law may as well be awaited in any test that has a
/// tokio runtime with time.
///
/// # Panics
/// When the law is broken.
pub fn run(law: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime can be built");
    let outcome = runtime.block_on(async { tokio::time::timeout(LONGEST, law).await });
    runtime.shutdown_background();
    assert!(outcome.is_ok(), "the law did not end within {LONGEST:?}");
}
