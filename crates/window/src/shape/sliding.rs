use super::Shape;
use std::time::Duration;

/// Windows that overlap: each lasts `of`, and one begins `every` so often, so a record is in several.
///
/// They are half-open and aligned to 1970-01-01T00:00Z. How much they overlap costs nothing: a record is
/// counted once, whatever the number of windows it is in, and the length need not be a multiple of the
/// distance.
///
/// ```
/// use aqueduct_window::Sliding;
/// use std::time::Duration;
///
/// let last_half_minute = Sliding::of(Duration::from_secs(30)).every(Duration::from_secs(10));
/// # let _ = last_half_minute;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "a shape does nothing until it is given to `window`"]
pub struct Sliding {
    size: Duration,
    every: Duration,
    offset: Duration,
    grace: Duration,
}

impl Sliding {
    /// Windows of this length. It must be whole microseconds, and at least one; otherwise `run` reports
    /// a `Config` error that names the field.
    pub fn of(size: Duration) -> Self {
        Self { size, every: size, offset: Duration::ZERO, grace: Duration::ZERO }
    }

    /// The distance between the beginnings of two windows; by default their length. Whole microseconds,
    /// at least one and at most the length: with more, records between two windows would be in none.
    pub fn every(mut self, every: Duration) -> Self {
        self.every = every;
        self
    }

    /// Moves all windows by this much from 1970-01-01T00:00Z; zero by default.
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

impl From<Sliding> for Shape {
    fn from(of: Sliding) -> Self {
        Self::sliding(of.size, of.every, of.offset, of.grace)
    }
}
