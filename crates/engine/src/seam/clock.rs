use aqueduct_core::EventTime;
use futures_util::future::BoxFuture;
use std::fmt::Debug;
use std::time::Duration;

/// All the time the engine knows.
pub trait Clock: Debug + Send + Sync + 'static {
    /// The time of day: for `max_ahead` and for the time in dead letters. May jump.
    fn now(&self) -> EventTime;

    /// Time since some fixed moment: for intervals, deadlines and idleness. Never goes back.
    fn elapsed(&self) -> Duration;

    /// Ends after `duration`.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;
}
