use super::Shape;
use std::time::Duration;

/// Windows that follow each other without a gap and without an overlap: every record is in exactly one.
///
/// They are half-open and aligned to 1970-01-01T00:00Z: windows of an hour begin on the hour, whenever
/// the first record comes, so a replay cuts them the same way.
///
/// ```
/// use aqueduct_window::Tumbling;
/// use std::time::Duration;
///
/// let hours = Tumbling::of(Duration::from_secs(3600)).grace(Duration::from_secs(60));
/// # let _ = hours;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "a shape does nothing until it is given to `window`"]
pub struct Tumbling {
    size: Duration,
    offset: Duration,
    grace: Duration,
}

impl Tumbling {
    /// Windows of this length. It must be whole microseconds, and at least one; otherwise `run` reports
    /// a `Config` error that names the field.
    pub fn of(size: Duration) -> Self {
        Self { size, offset: Duration::ZERO, grace: Duration::ZERO }
    }

    /// Moves all windows by this much from 1970-01-01T00:00Z; zero by default. Days that begin at 23:00
    /// UTC are `Tumbling::of(day).offset(23 h)`.
    pub fn offset(mut self, by: Duration) -> Self {
        self.offset = by;
        self
    }

    /// How long a window waits for late records after the watermark has reached its end, in event time;
    /// zero by default.
    pub fn grace(mut self, grace: Duration) -> Self {
        self.grace = grace;
        self
    }
}

impl From<Tumbling> for Shape {
    fn from(of: Tumbling) -> Self {
        Self::tumbling(of.size, of.offset, of.grace)
    }
}
