//! Sources that pass their barriers at different times.

use aqueduct_core::Result;
use aqueduct_core::fault::{FaultHook, Faults, Planted};
use aqueduct_testkit::CrashHook;
use futures_util::future::BoxFuture;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The hook, and a long wait before every third barrier of a source.
pub(crate) fn skewed(hook: &CrashHook) -> Faults {
    Faults::new(Arc::new(Skewed { hook: hook.clone(), barriers: AtomicUsize::new(0) }))
}

#[derive(Debug)]
struct Skewed {
    hook: CrashHook,
    barriers: AtomicUsize,
}

impl FaultHook for Skewed {
    fn reach(&self, point: &'static str) -> BoxFuture<'_, Result<()>> {
        let waits = point == "source.barrier.before"
            && self.barriers.fetch_add(1, Ordering::Relaxed).is_multiple_of(3);
        Box::pin(async move {
            for _ in 0..if waits { 40 } else { 0 } {
                tokio::task::yield_now().await;
            }
            self.hook.reach(point).await
        })
    }

    fn planted(&self, bug: Planted) -> bool {
        self.hook.planted(bug)
    }
}
