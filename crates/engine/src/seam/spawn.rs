use futures_util::future::BoxFuture;
use std::fmt::Debug;

/// Where tasks run.
pub trait Spawn: Debug + Send + Sync + 'static {
    /// Runs `task` to its end. It neither panics nor needs to be joined: it reports its end itself.
    fn spawn(&self, task: BoxFuture<'static, ()>);
}
