use super::Slices;
use super::length::{bad, micros, positive};
use aqueduct_core::Result;
use std::fmt;
use std::time::Duration;

/// Which windows a record belongs to: what `window` takes. Made from [`Tumbling`](super::Tumbling),
/// [`Sliding`](super::Sliding) or [`Whole`](super::Whole).
///
/// It prints as it stands in a checkpoint.
///
/// ```
/// use aqueduct_window::{Shape, Sliding};
/// use std::time::Duration;
///
/// let shape = Shape::from(Sliding::of(Duration::from_secs(30)).every(Duration::from_secs(10)));
/// assert_eq!(shape.to_string(), "sliding 30s/10s");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    cut: Cut,
    offset: Duration,
    grace: Duration,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cut {
    Tumbling(Duration),
    Sliding { size: Duration, every: Duration },
    Whole,
}

impl Shape {
    pub(super) fn tumbling(size: Duration, offset: Duration, grace: Duration) -> Self {
        Self { cut: Cut::Tumbling(size), offset, grace }
    }

    pub(super) fn sliding(size: Duration, every: Duration, offset: Duration, grace: Duration) -> Self {
        Self { cut: Cut::Sliding { size, every }, offset, grace }
    }

    pub(super) fn whole() -> Self {
        Self { cut: Cut::Whole, offset: Duration::ZERO, grace: Duration::ZERO }
    }

    /// Its arithmetic.
    ///
    /// # Errors
    /// `Config` naming the field that is wrong.
    pub(crate) fn slices(&self) -> Result<Slices> {
        let (size, every) = match self.cut {
            Cut::Tumbling(size) => (positive("of", size)?, positive("of", size)?),
            Cut::Sliding { size, every } => (positive("of", size)?, positive("every", every)?),
            Cut::Whole => return Ok(Slices::whole()),
        };
        if every > size {
            let every = Duration::from_micros(every.unsigned_abs());
            return Err(bad(
                "every",
                every,
                "is longer than the window: records in between would be in none",
            ));
        }
        let (offset, grace) = (micros("offset", self.offset)?, micros("grace", self.grace)?);
        Ok(Slices::new(size, every, offset, grace))
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.cut {
            Cut::Tumbling(size) => write!(f, "tumbling {size:?}")?,
            Cut::Sliding { size, every } => write!(f, "sliding {size:?}/{every:?}")?,
            Cut::Whole => f.write_str("whole")?,
        }
        if !self.offset.is_zero() {
            write!(f, " offset {:?}", self.offset)?;
        }
        if !self.grace.is_zero() {
            write!(f, " grace {:?}", self.grace)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Sliding, Tumbling};
    use super::*;

    fn secs(n: u64) -> Duration {
        Duration::from_secs(n)
    }

    #[test]
    fn a_wrong_field_is_named() {
        let error = |shape: Shape| shape.slices().unwrap_err().to_string();
        assert!(error(Tumbling::of(Duration::ZERO).into()).contains("`of` is zero"));
        assert!(error(Sliding::of(secs(1)).every(Duration::from_nanos(1)).into()).contains("`every`"));
        assert!(error(Sliding::of(secs(1)).every(secs(2)).into()).contains("longer than the window"));
        assert!(error(Tumbling::of(secs(1)).offset(Duration::from_nanos(1)).into()).contains("`offset`"));
        assert!(error(Tumbling::of(secs(1)).grace(secs(u64::MAX)).into()).contains("`grace` is too long"));
    }

    #[test]
    fn everything_that_moves_a_firing_is_in_its_text() {
        let shape = Shape::from(Tumbling::of(secs(60)).offset(secs(5)).grace(secs(1)));
        assert_eq!(shape.to_string(), "tumbling 60s offset 5s grace 1s");
    }
}
