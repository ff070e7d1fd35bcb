use crate::measure::Measured;
use std::fmt;

/// What a workload should come to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Reach {
    /// At most this many nanoseconds per record more than the floor.
    Over(f64),
    /// At least this part of the floor's speed.
    Ratio(f64),
}

impl Reach {
    /// Whether it does.
    pub(crate) fn is_met(self, measured: Measured) -> bool {
        match self {
            Self::Over(most) => measured.ours - measured.floor <= most,
            Self::Ratio(least) => measured.floor / measured.ours >= least,
        }
    }
}

impl fmt::Display for Reach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Over(most) => write!(f, "ours - floor <= {most} ns"),
            Self::Ratio(least) => write!(f, "ratio >= {least}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bound_itself_is_enough() {
        let measured = Measured { ours: 8.0, floor: 4.0 };
        assert!(Reach::Ratio(0.5).is_met(measured) && !Reach::Ratio(0.51).is_met(measured));
        assert!(Reach::Over(4.0).is_met(measured) && !Reach::Over(3.9).is_met(measured));
    }
}
