use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

/// Polls `future` at most `polls` times and for at most `limit`, then drops it: `None`.
pub(crate) async fn cut<F: Future>(future: F, polls: u64, limit: Duration) -> Option<F::Output> {
    let mut left = polls;
    let mut future = pin!(future);
    let limited = poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        match future.as_mut().poll(context) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending if left == 0 => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    });
    tokio::time::timeout(limit, limited).await.ok().flatten()
}
