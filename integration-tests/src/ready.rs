//! Waiting for a server to answer.

use std::future::Future;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

/// Asks until the answer is yes. An answer that does not come counts as a no.
///
/// # Errors
/// The last answer, when patience ends or `alive` says that there is no server any more.
pub(crate) async fn until_ready<A, F>(
    patience: Duration,
    mut ask: impl FnMut() -> A,
    mut alive: impl FnMut() -> F,
) -> Result<(), String>
where
    A: Future<Output = Result<(), String>>,
    F: Future<Output = bool>,
{
    let end = Instant::now() + patience;
    loop {
        let answer = match timeout(Duration::from_secs(10), ask()).await {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(no)) => no,
            Err(_) => "no answer for 10 s".to_owned(),
        };
        if Instant::now() > end || !alive().await {
            return Err(answer);
        }
        sleep(Duration::from_millis(100)).await;
    }
}
