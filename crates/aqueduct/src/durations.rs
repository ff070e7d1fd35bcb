use std::time::Duration;

/// This many milliseconds.
pub const fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// This many seconds.
pub const fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

/// This many minutes, at most as many as a `Duration` holds.
///
/// ```
/// assert_eq!(aqueduct::minutes(2), aqueduct::secs(120));
/// ```
pub const fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(minutes.saturating_mul(60))
}
