use std::time::Duration;

/// How a source's watermark follows the event times of its records, per split.
///
/// ```
/// use aqueduct_engine::Watermarks;
/// use std::time::Duration;
/// let watermarks = Watermarks::bounded_delay(Duration::from_secs(5)).idle_after(Duration::from_secs(60));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Watermarks {
    pub(crate) delay: Duration,
    pub(crate) idle_after: Duration,
    pub(crate) max_ahead: Duration,
}

impl Watermarks {
    /// The watermark stays `delay` behind the highest time seen: records that are out of order by no
    /// more than that are never late.
    pub fn bounded_delay(delay: Duration) -> Self {
        Self { delay, idle_after: Duration::from_secs(30), max_ahead: Duration::from_secs(24 * 3600) }
    }

    /// How long a split has to be seen at its end before the others' watermark goes on without it, by
    /// the run's clock. Default: 30 seconds.
    #[must_use]
    pub fn idle_after(mut self, idle_after: Duration) -> Self {
        self.idle_after = idle_after;
        self
    }

    /// How far a record's time may be ahead of the run's clock. One that is further opens no windows
    /// and drags no watermark: it becomes a dead letter (`too_far_ahead`). Default: one day.
    #[must_use]
    pub fn max_ahead(mut self, max_ahead: Duration) -> Self {
        self.max_ahead = max_ahead;
        self
    }
}

impl Default for Watermarks {
    /// No delay.
    fn default() -> Self {
        Self::bounded_delay(Duration::ZERO)
    }
}
