use super::Planted;
use crate::Result;
use futures_util::future::BoxFuture;
use std::fmt::Debug;

/// Decides what happens at a point: a test's side of [`Faults`](super::Faults).
pub trait FaultHook: Debug + Send + Sync + 'static {
    /// Called whenever the run passes `point`. An error ends the run there as a crash would: nothing
    /// after the point is done. A future that does not end freezes the run, as a stopped process.
    fn reach(&self, point: &'static str) -> BoxFuture<'_, Result<()>>;

    /// Whether this rule is broken on purpose.
    fn planted(&self, bug: Planted) -> bool;
}
