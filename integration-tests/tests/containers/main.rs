//! The ground that all tests with servers stand on: servers that are stopped, killed and frozen, and nothing left behind.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod kafka;
mod left_behind;
mod postgres;

use std::future::Future;
use std::process::Command;
use std::time::{Duration, Instant};

/// Asks until it is true.
async fn eventually<F: Future<Output = bool>>(what: &str, mut ask: impl FnMut() -> F) {
    let end = Instant::now() + Duration::from_secs(60);
    while !ask().await {
        assert!(Instant::now() < end, "not within a minute: {what}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// What Docker's command line answers.
fn docker(arguments: &[&str]) -> String {
    let output = Command::new("docker").args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}
