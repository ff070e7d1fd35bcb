use aqueduct_core::EventTime;
use aqueduct_engine::Clock;
use futures_util::future::BoxFuture;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::time::Instant;

/// Time that stands still until a test moves it.
///
/// It follows tokio's paused clock, so that connectors which wait on tokio's timers live in the same
/// time as the engine; [`Driver`](crate::Driver) pauses and moves it. Elsewhere it needs a runtime whose
/// clock is paused, as in `#[tokio::test(start_paused = true)]`. It is a handle: clones are the same
/// clock.
#[derive(Clone, Debug)]
pub struct ManualClock {
    /// Whose time it is, so that it can be read from outside of it.
    runtime: Handle,
    started: Instant,
    day: Arc<Mutex<EventTime>>,
}

impl ManualClock {
    /// A clock on which no time has passed, at 2026-01-01T00:00Z.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub fn new() -> Self {
        let day = EventTime::from_secs(1_767_225_600);
        Self { runtime: Handle::current(), started: Instant::now(), day: Arc::new(Mutex::new(day)) }
    }

    /// Sets the time of day, which may jump in either direction. Timers do not notice.
    pub fn set_now(&self, now: EventTime) {
        *self.day() = now.minus(self.elapsed());
    }

    fn day(&self) -> MutexGuard<'_, EventTime> {
        self.day.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for ManualClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for ManualClock {
    fn now(&self) -> EventTime {
        self.day().plus(self.elapsed())
    }

    fn elapsed(&self) -> Duration {
        let _inside = self.runtime.enter();
        self.started.elapsed()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let _inside = self.runtime.enter();
        Box::pin(tokio::time::sleep(duration))
    }
}
